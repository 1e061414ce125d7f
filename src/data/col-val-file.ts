// Pairs of records as Ditto and other matchers of entities are given them: both sides in one line, written out, then 1 for the
// same and 0 for different. Quotes and commas mean nothing.
//
//   COL title VAL iphone 12 COL price VAL 599 <tab> COL title VAL apple iphone 12 COL price VAL <tab> 1
//
// Li et al. 2020, Deep Entity Matching with Pre-Trained Language Models. Read as a table with the columns left_title, left_price,
// right_title, right_price and same.

import { KindredError, check } from "../core/errors.js";
import { textBlocks } from "./text-lines.js";

/** A table as table-file.ts has them. */
interface ColValTable {
  readonly path: string;
  readonly format: "tsv";
  readonly columns: readonly string[];
  rows(): AsyncIterable<ColValRow>;
}

interface ColValRow {
  readonly line: number;
  readonly cells: readonly string[];
}

/** Whether a file's first line is of this layout. */
export function isColVal(line: string): boolean {
  return /^COL \S.* VAL\b.*\t.*COL \S.* VAL\b.*\t[01]\s*$/.test(line);
}

/** The columns are those of the first line. */
export function colValTable(path: string, first: string): ColValTable {
  const [left = "", right = ""] = first.split("\t");
  const names = [...new Set([...cellsOf(left).keys(), ...cellsOf(right).keys()])];
  const columns = [...names.map((name) => `left_${name}`), ...names.map((name) => `right_${name}`), "same"];
  return { path, format: "tsv", columns, rows: () => colValRows(path, names) };
}

async function* colValRows(path: string, names: readonly string[]): AsyncGenerator<ColValRow> {
  let line = 0;
  for await (const block of textBlocks(path)) {
    for (const text of block.replace(/\r?\n$/, "").split(/\r?\n/)) {
      line++;
      if (text.trim() === "") continue;
      const parts = text.split("\t");
      if (parts.length !== 3)
        throw new KindredError(
          "DATA_INVALID",
          `${path}:${line}: expected left, right and 0 or 1 between tabs, got ${parts.length} parts`,
        );
      const sides = parts.slice(0, 2).map((side) => {
        const cells = cellsOf(side);
        const other = [...cells.keys()].find((name) => !names.includes(name));
        check(
          other === undefined,
          "DATA_INVALID",
          `${path}:${line}: a column "${other}" that the first line does not have`,
        );
        return names.map((name) => cells.get(name) ?? "");
      });
      yield { line, cells: [...sides.flat(), parts[2]!.trim()] };
    }
  }
}

function cellsOf(side: string): Map<string, string> {
  const cells = side.split(/(?:^|\s)COL /).slice(1);
  return new Map(
    cells.map((cell) => {
      const [name = "", ...value] = cell.split(/ VAL(?:\s|$)/);
      return [name.trim(), value.join(" VAL ").trim()];
    }),
  );
}

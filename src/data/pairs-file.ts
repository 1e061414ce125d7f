// A file of pairs: two pictures and whether they are the same.
//
//   a,b,same
//   anna/1.png,anna/2.png,true
//   anna/1.png,bert/1.png,false
//
// CSV, TSV or JSON Lines (table-file.ts). `same` takes true/false, 1/0, yes/no, same/different. A column `label` instead is
// refused until the caller says what 1 means in it: papers and tools disagree.

import { KindredError, check } from "../core/errors.js";
import type { Pair } from "../core/embeddings.js";
import { checkChoice, checkNames } from "../core/options.js";
import { counted, dataWarning } from "./dataset.js";
import type { DataWarning, Dataset } from "./dataset.js";
import { listedFiles } from "./listed-files.js";
import { columnIndex, findColumn, openTable } from "./table-file.js";
import type { TableFile } from "./table-file.js";

export interface PairsFileOptions {
  /** What 1 (true, yes) means in a column called `label`. The words same and different mean themselves either way. */
  readonly labelMeans?: "same" | "different";
}

const words: Readonly<Record<string, boolean>> = {
  ...{ true: true, "1": true, "1.0": true, yes: true },
  ...{ false: false, "0": false, "0.0": false, no: false },
};

/**
 * Reads a pairs file. Items are the pictures it names, in order of appearance, labels -1.
 *
 * Throws NOT_FOUND (the file, or a picture: names the line), DATA_INVALID (columns, cells, not UTF-8: names the line),
 * DATA_EMPTY, LABEL_AMBIGUOUS, LABEL_CONTRADICTION (one pair, in either order, both same and different: names both lines).
 */
export async function pairsFile(path: string, options: PairsFileOptions = {}): Promise<Dataset> {
  checkNames("pairs file", { ...options }, ["labelMeans"]);
  const table = await openTable(path);
  const [a, b] = [columnIndex(table, "a"), columnIndex(table, "b")];
  const verdict = verdictColumn(table, options.labelMeans);
  const files = listedFiles(path);
  const known = new Map<string, { readonly line: number; readonly same: boolean }>();
  const pairs: Pair[] = [];
  const repeated: string[] = [];
  const ofOne: string[] = [];
  for await (const { line, cells } of table.rows()) {
    const left = files.number(cells[a]!, line, "a");
    const right = files.number(cells[b]!, line, "b");
    const same = verdict.read(cells[verdict.column]!, line);
    const names = `${files.files[left]!.id} and ${files.files[right]!.id}`;
    if (left === right) {
      const message = `${path}:${line}: a picture is the same as itself, but is said to be different: ${files.files[left]!.id}`;
      check(same, "LABEL_CONTRADICTION", message);
      ofOne.push(`line ${line}`);
      continue;
    }
    const key = left < right ? `${left} ${right}` : `${right} ${left}`;
    const before = known.get(key);
    if (before === undefined) {
      known.set(key, { line, same });
      pairs.push({ a: left, b: right, same });
    } else if (before.same === same) repeated.push(`line ${line}`);
    else throw contradiction(path, names, before.line, line, before.same);
  }
  if (pairs.length === 0) throw new KindredError("DATA_EMPTY", `${path}: no pair of two pictures in it`);
  await files.checkExist();
  const items = files.files.map(({ id, path }) => ({ id, path, label: -1 }));
  const unclassed = { classes: [], groups: [], groupOfClass: new Int32Array() };
  const warnings = [...repeatedRows(repeated), ...pairsOfOne(ofOne)];
  return { kind: "image", root: files.root, origin: "pairs", items, ...unclassed, pairs, warnings };
}

interface Verdict {
  readonly column: number;
  /** Whether a cell says "same". */
  read(cell: string, line: number): boolean;
}

function verdictColumn(table: TableFile, labelMeans: "same" | "different" | undefined): Verdict {
  const { path, columns } = table;
  if (labelMeans !== undefined) checkChoice("pairs file", "labelMeans", labelMeans, ["same", "different"]);
  const hasSame = findColumn(columns, "same") >= 0;
  const ambiguous = !hasSame && findColumn(columns, "label") >= 0;
  if (ambiguous && labelMeans === undefined) {
    const message = `${path}: the column "label" does not say whether 1 means same or different`;
    throw new KindredError(
      "LABEL_AMBIGUOUS",
      `${message}; say so (--label-means same|different), or call the column "same"`,
    );
  }
  check(
    ambiguous || labelMeans === undefined,
    "INVALID_OPTION",
    `labelMeans: ${path} has no column "label" to which it could apply`,
  );
  const name = ambiguous ? "label" : "same";
  const column = columnIndex(table, name);
  const oneIsSame = labelMeans !== "different";
  const read = (cell: string, line: number): boolean => {
    const word = cell.toLowerCase();
    if (word === "same" || word === "different") return word === "same";
    const value = words[word];
    const expected = "true, false, 1, 0, yes, no, same or different";
    check(value !== undefined, "DATA_INVALID", () => `${path}:${line}: "${name}" must be ${expected}, got "${cell}"`);
    return value === oneIsSame;
  };
  return { column, read };
}

function contradiction(path: string, names: string, first: number, second: number, firstSame: boolean): KindredError {
  const [one, other] = firstSame ? ["same", "different"] : ["different", "same"];
  return new KindredError(
    "LABEL_CONTRADICTION",
    `${path}: ${names} are ${one} by line ${first} and ${other} by line ${second}`,
  );
}

function repeatedRows(lines: readonly string[]): DataWarning[] {
  if (lines.length === 0) return [];
  return [dataWarning("ROWS_REPEATED", `${counted(lines.length, "pair")} ignored: listed before`, lines)];
}

function pairsOfOne(lines: readonly string[]): DataWarning[] {
  if (lines.length === 0) return [];
  const message = `${counted(lines.length, "pair")} ignored: a picture with itself`;
  return [dataWarning("PAIRS_OF_ONE_PICTURE", message, lines)];
}

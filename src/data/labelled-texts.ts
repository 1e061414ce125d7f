// A file of texts and their classes.
//
//   text,class
//   "what's my balance?",balance
//   move 50 to savings,transfer
//
// CSV, TSV or JSON Lines (table-file.ts). A class name with slashes groups as a folder's path would. One text in two classes is left
// out of both and counted: it can teach nothing.

import { dirname, resolve } from "node:path";
import { KindredError, check } from "../core/errors.js";
import { checkColumns, columnName, columnOf, optionalColumn, type ColumnOptions } from "./columns.js";
import { counted, dataWarning, type DataWarning, type Dataset } from "./dataset.js";
import { groupsOf } from "./groups.js";
import { keptRows } from "./kept-rows.js";
import { isBlank, listedTexts, refuseBlank } from "./listed-texts.js";
import { naturalOrder } from "./natural-order.js";
import { openTable } from "./table-file.js";

export interface LabelledTextsOptions {
  readonly columns?: ColumnOptions;
  /** Fewest classes that will do; 0 also takes texts without a class. @defaultValue 2 */
  readonly minClasses?: 0 | 1 | 2;
  /** Throws where a row has no text, or one text is of two classes, instead of passing them over. @defaultValue false */
  readonly strict?: boolean;
  /** Rows that are kept, at most: of more, a sample. @defaultValue see kept-rows.ts */
  readonly maxRows?: number;
}

/**
 * Reads a file of labelled texts. Items are in the file's order, classes in natural order; ids are the texts themselves.
 *
 * Throws NOT_FOUND, DATA_INVALID (columns, cells, not UTF-8: names the line), DATA_EMPTY, DATA_TOO_FEW (fewer than `minClasses`);
 * with `strict` also LABEL_CONTRADICTION.
 */
export async function labelledTexts(path: string, options: LabelledTextsOptions = {}): Promise<Dataset> {
  const { columns = {}, minClasses = 2, strict = false, maxRows } = options;
  checkColumns("texts", columns);
  const table = await openTable(path);
  const textColumn = columnOf(table, "text", columns);
  const classColumn = minClasses === 0 ? optionalColumn(table, "class", columns) : columnOf(table, "class", columns);
  const { texts, number } = listedTexts();
  const named: { readonly name: string; readonly line: number }[] = [];
  const blank: number[] = [];
  const repeated: number[] = [];
  const torn = new Map<number, string>();
  const kept = keptRows<{ readonly line: number; readonly text: string; readonly name: string }>(maxRows);
  for await (const { line, cells } of table.rows()) {
    const [text, name] = [cells[textColumn]!, cells[classColumn] ?? ""];
    if (isBlank(text)) {
      blank.push(line);
      continue;
    }
    check(name !== "" || minClasses === 0, "DATA_INVALID", () => {
      return `${path}:${line}: "${columnName("class", columns)}" is empty`;
    });
    kept.offer(() => ({ line, text, name }));
  }
  for (const { line, text, name } of kept.rows()) {
    const index = number(text);
    const before = named[index];
    if (before === undefined) named[index] = { name, line };
    else if (before.name === name) repeated.push(line);
    else torn.set(index, `"${before.name}" by line ${before.line} and "${name}" by line ${line}`);
  }
  refuseBlank(path, blank, strict);
  const [contradiction] = torn;
  if (strict && contradiction !== undefined) {
    const [index, claims] = contradiction;
    throw new KindredError("LABEL_CONTRADICTION", `${path}: "${texts[index]!.slice(0, 40)}" is of class ${claims}`);
  }
  const whole = [...texts.keys()].filter((index) => !torn.has(index));
  check(whole.length > 0, "DATA_EMPTY", `${path}: no text in it`);
  const classes = [...new Set(whole.map((index) => named[index]!.name))]
    .filter((name) => name !== "")
    .sort(naturalOrder);
  check(classes.length >= minClasses, "DATA_TOO_FEW", () => {
    return `${path}: expected at least ${minClasses} classes, got ${classes.length} (${classes.join(", ")})`;
  });
  const numbers = new Map(classes.map((name, index) => [name, index]));
  return {
    ...{ kind: "text", root: dirname(resolve(path)), origin: "items", classes, ...groupsOf(classes) },
    items: whole.map((index) => {
      const text = texts[index]!;
      return { id: text, path: resolve(path), label: numbers.get(named[index]!.name) ?? -1, text };
    }),
    ...(options.columns && { source: columns }),
    warnings: [...kept.warnings("row"), ...warningsOf(blank, repeated, [...torn.values()])],
  };
}

function warningsOf(blank: readonly number[], repeated: readonly number[], torn: readonly string[]): DataWarning[] {
  const lines = (of: readonly number[]): string[] => of.map((line) => `line ${line}`);
  const kinds: readonly (readonly [DataWarning["code"], string, readonly string[]])[] = [
    ["TEXTS_EMPTY", `${counted(blank.length, "row")} ignored: no text`, lines(blank)],
    ["ROWS_REPEATED", `${counted(repeated.length, "row")} ignored: listed before`, lines(repeated)],
    ["TEXTS_CONTRADICT", `${counted(torn.length, "text")} left out: of two classes`, torn],
  ];
  return kinds.flatMap(([code, message, names]) => (names.length === 0 ? [] : [dataWarning(code, message, names)]));
}

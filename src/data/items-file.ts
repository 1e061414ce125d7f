// A file of pictures and their classes.
//
//   path,class
//   pictures/0001.png,anna
//   pictures/0002.png,bert
//
// CSV, TSV or JSON Lines (table-file.ts). A class name with slashes groups as a folder's path would: "01/genuine" and
// "01/forged" are of the group "01".

import { KindredError } from "../core/errors.js";
import { checkNames } from "../core/options.js";
import { counted, dataWarning } from "./dataset.js";
import type { Dataset } from "./dataset.js";
import { groupsOf } from "./groups.js";
import type { ImageFolderOptions } from "./image-folder.js";
import { impostorsOf } from "./impostors.js";
import { listedFiles } from "./listed-files.js";
import { naturalOrder } from "./natural-order.js";
import { columnIndex, findColumn, openTable } from "./table-file.js";

/**
 * Reads an items file. Items are in the file's order, classes in natural order. With `minClasses: 0` the column `class`,
 * or a cell of it, may be missing (label -1).
 *
 * Throws NOT_FOUND (the file, or a picture: names the line), DATA_INVALID (columns, cells, not UTF-8: names the line),
 * DATA_EMPTY, DATA_TOO_FEW (fewer than `minClasses`), LABEL_CONTRADICTION (one picture in two classes: names both lines).
 */
export async function itemsFile(path: string, options: ImageFolderOptions = {}): Promise<Dataset> {
  checkNames("items file", { ...options }, ["minClasses", "impostors"]);
  const { minClasses = 2, impostors } = options;
  const table = await openTable(path);
  const pathColumn = columnIndex(table, "path");
  const classColumn = minClasses === 0 ? findColumn(table.columns, "class") : columnIndex(table, "class");
  const files = listedFiles(path);
  const named: { readonly name: string; readonly line: number }[] = [];
  const repeated: string[] = [];
  for await (const { line, cells } of table.rows()) {
    const number = files.number(cells[pathColumn]!, line, "path");
    const name = cells[classColumn] ?? "";
    if (name === "" && minClasses > 0) throw new KindredError("DATA_INVALID", `${path}:${line}: "class" is empty`);
    const before = named[number];
    if (before === undefined) named[number] = { name, line };
    else if (before.name === name) repeated.push(`line ${line}`);
    else throw contradiction(path, files.files[number]!.id, before, { name, line });
  }
  if (named.length === 0) throw new KindredError("DATA_EMPTY", `${path}: has a header and no rows`);
  const classes = [...new Set(named.map(({ name }) => name))].filter((name) => name !== "").sort(naturalOrder);
  if (classes.length < minClasses) {
    throw new KindredError(
      "DATA_TOO_FEW",
      `${path}: expected at least ${minClasses} classes, got ${classes.length} (${classes.join(", ")})`,
    );
  }
  await files.checkExist();
  const numbers = new Map(classes.map((name, index) => [name, index]));
  const items = files.files.map(({ id, path }, i) => ({ id, path, label: numbers.get(named[i]!.name) ?? -1 }));
  const message = `${counted(repeated.length, "row")} ignored: listed before`;
  const warnings = repeated.length === 0 ? [] : [dataWarning("ROWS_REPEATED", message, repeated)];
  const groups = groupsOf(classes);
  const sides = { classes, ...groups, ...impostorsOf(classes, groups, impostors) };
  return { kind: "image", root: files.root, origin: "items", items, ...sides, warnings };
}

interface Claim {
  readonly name: string;
  readonly line: number;
}

function contradiction(path: string, id: string, first: Claim, second: Claim): KindredError {
  const claims = [first, second].map(({ name, line }) => `"${name}" by line ${line}`);
  return new KindredError("LABEL_CONTRADICTION", `${path}: ${id} is of class ${claims.join(" and ")}`);
}

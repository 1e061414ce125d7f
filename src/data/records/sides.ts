// Which columns of a table of pairs hold which side of a pair, and what a column is called on either side.
//
//   title_a, price_a, title_b, price_b, same                 -> title, price
//   ltable_title, rtable_title, label     left.x, right.x     x1, x2
//
// Named, the columns are taken in the order of their names: the first of the left with the first of the right.

import { KindredError, check } from "../../core/errors.js";
import type { ColumnOptions } from "../columns.js";
import { columnIndex, quoted, type TableFile } from "../table-file.js";
import type { Row } from "./row.js";

/** Columns of the table by position; the i-th of both sides is the i-th name. */
export interface PairSides {
  readonly names: readonly string[];
  readonly left: readonly number[];
  readonly right: readonly number[];
}

/** Words that tell the sides apart, at the beginning or the end of a column's name. */
const markers: readonly (readonly [left: string, right: string])[] = [
  ["a", "b"],
  ["left", "right"],
  ["l", "r"],
  ["ltable", "rtable"],
  ["1", "2"],
];

/** Columns that say what a pair is. */
const verdicts = ["same", "label", "score"];

/** The sides by the columns' names, or undefined where they do not show. */
export function foundSides({ columns }: Pick<TableFile, "columns">, named: ColumnOptions = {}): PairSides | undefined {
  const says = [named.same, named.score].some((name) => name !== undefined);
  if (!says && !columns.some((name) => verdicts.includes(name.toLowerCase()))) return undefined;
  const found = markers.map(([left, right]): PairSides => {
    const [lefts, rights] = [bases(columns, left), bases(columns, right)];
    const names = [...lefts.keys()].filter((name) => rights.has(name));
    return { names, left: names.map((name) => lefts.get(name)!), right: names.map((name) => rights.get(name)!) };
  });
  const best = found.reduce((a, b) => (b.names.length > a.names.length ? b : a));
  return best.names.length === 0 ? undefined : best;
}

/** The sides that were named, columns between commas. Throws DATA_INVALID where a column is not there, INVALID_OPTION where they do not match. */
export function namedSides(table: TableFile, { left, right }: ColumnOptions): PairSides {
  const list = (names: string | undefined, role: string): string[] => {
    check(names !== undefined, "INVALID_OPTION", `${table.path}: left and right go together; ${role} is not said`);
    return names.split(",").map((name) => name.trim());
  };
  const [lefts, rights] = [list(left, "left"), list(right, "right")];
  check(lefts.length === rights.length, "INVALID_OPTION", () => {
    return `left and right must name as many columns, got ${lefts.length} (${quoted(lefts)}) and ${rights.length} (${quoted(rights)})`;
  });
  const names: string[] = [];
  lefts.forEach((name, i) => {
    const shared = commonName(name, rights[i]!);
    names.push(shared === "" || names.includes(shared) ? name : shared);
  });
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new KindredError("INVALID_OPTION", `left: two columns would be called "${twice}"`);
  const places = (side: readonly string[]): number[] => side.map((name) => columnIndex(table, name));
  return { names, left: places(lefts), right: places(rights) };
}

/** The cells of one side, by their shared names. */
export function rowOfSide(cells: readonly string[], { names, ...places }: PairSides, which: "left" | "right"): Row {
  return Object.fromEntries(names.map((name, i) => [name, cells[places[which][i]!]!]));
}

/** Names without `marker`, with their positions. */
function bases(columns: readonly string[], marker: string): Map<string, number> {
  const found = new Map<string, number>();
  columns.forEach((column, i) => {
    const first = new RegExp(`^${marker}[_. -](.+)$`, "i").exec(column)?.[1];
    const last = new RegExp(`^(.*[^\\W_])[_. -]?${marker}$`, "i").exec(column);
    // Without a separator only a digit ends a name: "extra" is no x of side a.
    const parted = last !== null && (/^\d$/.test(marker) || column.length > last[1]!.length + marker.length);
    const base = first ?? (parted ? last[1] : undefined);
    if (base !== undefined) found.set(base, i);
  });
  return found;
}

/** What two names have in common: whole words, else their beginning. */
export function commonName(a: string, b: string): string {
  if (a === b) return a;
  const [words, others] = [a.split(/[_. -]+/), b.split(/[_. -]+/)];
  if (words.length === others.length && words.length > 1)
    return words.filter((word, i) => word === others[i]).join("_");
  let length = 0;
  while (length < Math.min(a.length, b.length) && a[length] === b[length]) length++;
  return a.slice(0, length).replace(/[_. -]+$/, "");
}

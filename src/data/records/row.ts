// A row of a table: its cells by the names of their columns, as they were written. What a column holds is told by columns.ts.

/** Cells by column; an empty one, or a column that is not there, is missing. */
export type Row = Readonly<Record<string, string>>;

/** A row as programs hand it over; null is missing. */
export type RowInput = Readonly<Record<string, string | number | boolean | null | undefined>>;

const missing = /^(?:|\?|-|--|n\/?a|nan|null|none|nil|unknown)$/i;

/** Whether a cell holds nothing: empty, `?`, `-`, `NA`, `NaN`, `null` and the like. */
export function isMissing(cell: string | undefined): boolean {
  return cell === undefined || missing.test(cell.trim());
}

/** A cell as a category: categories that differ in case or outer white space are one. */
export function categoryOf(cell: string): string {
  return cell.trim().toLowerCase();
}

/** The cells of a line, but for the columns at `without`. */
export function rowOfCells(columns: readonly string[], cells: readonly string[], ...without: readonly number[]): Row {
  const row: Record<string, string> = {};
  columns.forEach((name, i) => {
    if (!without.includes(i)) row[name] = cells[i]!;
  });
  return row;
}

/** A row for people: `title: iPhone 12, price: 599`. */
export function rowText(row: Row): string {
  return Object.entries(row)
    .filter(([, cell]) => cell !== "")
    .map(([name, cell]) => `${name}: ${cell}`)
    .join(", ");
}

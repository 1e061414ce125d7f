// What a row of a pairs file says of its pair: the columns `same`, `label` and `score`.

import { KindredError, check } from "../core/errors.js";
import type { Pair } from "../core/embeddings.js";
import { checkChoice } from "../core/options.js";
import { columnName, optionalColumn, type ColumnOptions } from "./columns.js";
import { columnIndex, findColumn } from "./table-file.js";
import type { TableFile } from "./table-file.js";

export interface PairVerdictOptions {
  /** What 1 (true, yes) means in a column called `label`. The words same and different mean themselves either way. */
  readonly labelMeans?: "same" | "different";
  /** Between which numbers the column `score` lies: not at all alike, wholly alike. @defaultValue [0, 1] */
  readonly scoreRange?: readonly [from: number, to: number];
  /** What the columns `same` and `score` are called. Where one of the two is named, only that one is read. */
  readonly columns?: Pick<ColumnOptions, "same" | "score">;
}

/** What the cells of a row say. Throws DATA_INVALID naming the line. */
export type PairVerdict = (cells: readonly string[], line: number) => Pick<Pair, "same" | "score">;

const words: Readonly<Record<string, boolean>> = {
  ...{ true: true, "1": true, "1.0": true, yes: true },
  ...{ false: false, "0": false, "0.0": false, no: false },
};

/** Throws INVALID_OPTION, LABEL_AMBIGUOUS, DATA_INVALID (neither column). */
export function pairVerdict(table: TableFile, options: PairVerdictOptions): PairVerdict {
  const { labelMeans, scoreRange, columns = {} } = options;
  const score = scoresOf(table, scoreRange, columns);
  const has = (name: string): boolean => findColumn(table.columns, name) >= 0;
  const named = columns.score !== undefined && columns.same === undefined;
  // Scores need no verdict beside them; without scores one must be there.
  if (score !== undefined && labelMeans === undefined && (named || (!has("same") && !has("label")))) {
    return (cells, line) => {
      const value = score(cells, line);
      return { same: value >= 0.5, score: value };
    };
  }
  const verdict = verdictColumn(table, labelMeans, columns);
  return (cells, line) => ({ same: verdict(cells, line), ...(score && { score: score(cells, line) }) });
}

/** Position of the column of scores, or -1 where there is none or only `same` was named. Throws DATA_INVALID where it was named. */
export function scoreColumn(table: TableFile, columns: ColumnOptions = {}): number {
  return columns.same !== undefined && columns.score === undefined ? -1 : optionalColumn(table, "score", columns);
}

/** Reads a row's score, brought to 0..1; undefined where the file has none. */
function scoresOf(
  table: TableFile,
  range: PairVerdictOptions["scoreRange"],
  columns: ColumnOptions,
): ((cells: readonly string[], line: number) => number) | undefined {
  const { path } = table;
  const column = scoreColumn(table, columns);
  const name = columnName("score", columns);
  if (range !== undefined) {
    check(column >= 0, "INVALID_OPTION", `scoreRange: ${path} has no column "${name}" to which it could apply`);
    checkScoreRange("pairs file", range);
  }
  if (column < 0) return undefined;
  const [from, to] = range ?? [0, 1];
  return (cells, line) => {
    const cell = cells[column]!;
    const value = cell === "" ? NaN : Number(cell);
    check(value >= from && value <= to, "DATA_INVALID", () => {
      const hint = range === undefined && Number.isFinite(value) ? "; another range is said by --score-range" : "";
      return `${path}:${line}: "${name}" must be a number from ${from} to ${to}, got "${cell}"${hint}`;
    });
    return (value - from) / (to - from);
  };
}

/** Throws INVALID_OPTION unless `range` is two numbers, the first below the second. */
export function checkScoreRange(where: string, range: unknown): void {
  const [from, to] = Array.isArray(range) && range.length === 2 ? (range as unknown[]) : [];
  const fits = typeof from === "number" && typeof to === "number" && Number.isFinite(to - from) && from < to;
  check(fits, "INVALID_OPTION", () => {
    return `${where}: scoreRange must be two numbers, the lower first, got ${JSON.stringify(range)}`;
  });
}

/** Reads whether a row says "same". */
function verdictColumn(
  table: TableFile,
  labelMeans: "same" | "different" | undefined,
  named: ColumnOptions,
): (cells: readonly string[], line: number) => boolean {
  const { path, columns } = table;
  if (labelMeans !== undefined) checkChoice("pairs file", "labelMeans", labelMeans, ["same", "different"]);
  const hasSame = named.same !== undefined || findColumn(columns, "same") >= 0;
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
  const name = ambiguous ? "label" : columnName("same", named);
  const column = columnIndex(table, name);
  const oneIsSame = labelMeans !== "different";
  return (cells, line) => {
    const cell = cells[column]!;
    const word = cell.toLowerCase();
    if (word === "same" || word === "different") return word === "same";
    const value = words[word];
    const expected = "true, false, 1, 0, yes, no, same or different";
    check(value !== undefined, "DATA_INVALID", () => `${path}:${line}: "${name}" must be ${expected}, got "${cell}"`);
    return value === oneIsSame;
  };
}

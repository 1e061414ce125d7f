// A file of pairs: two pictures and whether they are the same.
//
//   a,b,same
//   anna/1.png,anna/2.png,true
//   anna/1.png,bert/1.png,false
//
// or how alike they are:
//
//   a,b,score
//   sofas/1.png,sofas/2.png,0.8
//
// CSV, TSV or JSON Lines (table-file.ts). `same` takes true/false, 1/0, yes/no, same/different. A column `label` instead is
// refused until the caller says what 1 means in it: papers and tools disagree. Scores may come in any range that is given;
// pairs of the upper half of it count as same where only that is asked, unless there is a column `same` as well.

import { KindredError, check } from "../core/errors.js";
import type { Pair } from "../core/embeddings.js";
import { checkNames } from "../core/options.js";
import { checkColumns, columnName, columnOf, type ColumnOptions } from "./columns.js";
import { counted, dataWarning } from "./dataset.js";
import type { DataWarning, Dataset } from "./dataset.js";
import { listedFiles } from "./listed-files.js";
import { type PairVerdictOptions, pairVerdict } from "./pair-verdict.js";
import { openTable } from "./table-file.js";

export interface PairsFileOptions extends PairVerdictOptions {
  /** What the columns are called. @defaultValue a, b, same or score */
  readonly columns?: ColumnOptions;
}

/**
 * Reads a pairs file. Items are the pictures it names, in order of appearance, labels -1.
 *
 * Throws NOT_FOUND (the file, or a picture: names the line), DATA_INVALID (columns, cells, not UTF-8: names the line),
 * DATA_EMPTY, LABEL_AMBIGUOUS, LABEL_CONTRADICTION (one pair, in either order, both same and different, or of two scores: names
 * both lines), INVALID_OPTION (an option for a column that is not there).
 */
export async function pairsFile(path: string, options: PairsFileOptions = {}): Promise<Dataset> {
  checkNames("pairs file", { ...options }, ["labelMeans", "scoreRange", "columns"]);
  const { columns = {} } = options;
  checkColumns("pairs file", columns);
  const table = await openTable(path);
  const [a, b] = [columnOf(table, "left", columns), columnOf(table, "right", columns)];
  const verdict = pairVerdict(table, options);
  const files = listedFiles(path);
  const known = new Map<string, Claim>();
  const pairs: Pair[] = [];
  const repeated: string[] = [];
  const ofOne: string[] = [];
  for await (const { line, cells } of table.rows()) {
    const left = files.number(cells[a]!, line, columnName("left", columns));
    const right = files.number(cells[b]!, line, columnName("right", columns));
    const claim = { line, ...verdict(cells, line) };
    const names = `${files.files[left]!.id} and ${files.files[right]!.id}`;
    if (left === right) {
      const message = `${path}:${line}: a picture is the same as itself, but is said to be different: ${files.files[left]!.id}`;
      check(claim.same, "LABEL_CONTRADICTION", message);
      ofOne.push(`line ${line}`);
      continue;
    }
    const key = left < right ? `${left} ${right}` : `${right} ${left}`;
    const before = known.get(key);
    if (before === undefined) {
      known.set(key, claim);
      const { same, score } = claim;
      pairs.push({ a: left, b: right, same, ...(score !== undefined && { score }) });
    } else if (before.same === claim.same && before.score === claim.score) repeated.push(`line ${line}`);
    else throw contradiction(path, names, before, claim);
  }
  if (pairs.length === 0) throw new KindredError("DATA_EMPTY", `${path}: no pair of two pictures in it`);
  await files.checkExist();
  const items = files.files.map(({ id, path }) => ({ id, path, label: -1 }));
  const unclassed = { classes: [], groups: [], groupOfClass: new Int32Array() };
  const warnings = [...repeatedRows(repeated), ...pairsOfOne(ofOne)];
  return { kind: "image", root: files.root, origin: "pairs", items, ...unclassed, pairs, warnings };
}

/** What a line says of a pair. */
interface Claim extends Pick<Pair, "same" | "score"> {
  readonly line: number;
}

function contradiction(path: string, names: string, first: Claim, second: Claim): KindredError {
  const said = ({ same, score }: Claim, other: Claim): string =>
    same !== other.same || score === undefined ? (same ? "same" : "different") : `of score ${score}`;
  return new KindredError(
    "LABEL_CONTRADICTION",
    `${path}: ${names} are ${said(first, second)} by line ${first.line} and ${said(second, first)} by line ${second.line}`,
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

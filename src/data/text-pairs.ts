// A file of pairs of texts: how alike they are, or whether they are the same.
//
//   sentence_A <tab> sentence_B <tab> relatedness_score
//   A dog runs <tab> A dog is running <tab> 4.8
//
// As pairs-file.ts, but for what texts ask for: a pair that stands there twice with two scores has their mean (people judged it
// twice), rows without a text are passed over and counted, and the range of the scores, where nobody says it, shows in the data:
// 0 to 1, or from the whole number below the least score to the one above the greatest. A file of nothing but the two columns of texts
// says that each pair is the same: what hangs together is then one class (pair-classes.ts).

import { dirname, resolve } from "node:path";
import { KindredError, check } from "../core/errors.js";
import type { Pair } from "../core/embeddings.js";
import { checkColumns, columnOf, type ColumnOptions } from "./columns.js";
import { counted, dataWarning, type DataWarning, type Dataset } from "./dataset.js";
import { keptRows } from "./kept-rows.js";
import { isBlank, listedTexts, refuseBlank } from "./listed-texts.js";
import { classesOfPairs } from "./pair-classes.js";
import { pairVerdict, scoreColumn, type PairVerdict, type PairVerdictOptions } from "./pair-verdict.js";
import { openTable, type TableFile } from "./table-file.js";

export interface TextPairsOptions extends PairVerdictOptions {
  readonly columns?: ColumnOptions;
  /** Throws where a row has no text, instead of passing it over. @defaultValue false */
  readonly strict?: boolean;
  /** Whether only the texts are wanted, whatever the rows say of their pairs. @defaultValue false */
  readonly textsOnly?: boolean;
  /** Pairs that are kept, at most: of more, a sample. @defaultValue see kept-rows.ts */
  readonly maxRows?: number;
}

/**
 * Reads a file of pairs of texts. Items are the texts, in order of appearance; their ids are the texts themselves. Labels are -1, or
 * classes where all pairs are the same.
 *
 * Throws NOT_FOUND, DATA_INVALID (columns, cells, not UTF-8: names the line), DATA_EMPTY, LABEL_AMBIGUOUS, LABEL_CONTRADICTION (one
 * pair both same and different: names both lines), INVALID_OPTION.
 */
export async function textPairs(path: string, options: TextPairsOptions = {}): Promise<Dataset> {
  const { columns = {}, labelMeans, strict = false, textsOnly = false, maxRows } = options;
  checkColumns("text pairs", columns);
  const table = await openTable(path);
  const [left, right] = [columnOf(table, "left", columns), columnOf(table, "right", columns)];
  const scoreRange = options.scoreRange ?? (await foundRange(table, columns));
  const reading = { columns, ...(labelMeans && { labelMeans }), ...(scoreRange && { scoreRange }) };
  const unsaid = [columns.same, columns.score, labelMeans, options.scoreRange].every((value) => value === undefined);
  const allSame = table.columns.length === 2 && unsaid;
  const verdict: PairVerdict = allSame || textsOnly ? () => ({ same: true }) : pairVerdict(table, reading);
  const { texts, number } = listedTexts();
  const claims = new Map<string, Claim>();
  const found = { blank: [] as number[], ofOne: [] as number[], repeated: [] as number[], averaged: [] as number[] };
  const kept = keptRows<Line>(maxRows);
  for await (const { line, cells } of table.rows()) {
    const sides = [cells[left]!, cells[right]!] as const;
    if (sides.some(isBlank)) found.blank.push(line);
    else {
      const said = verdict(cells, line);
      kept.offer(() => ({ line, sides, said }));
    }
  }
  for (const { line, sides, said } of kept.rows()) {
    const [a, b] = [number(sides[0]), number(sides[1])];
    if (a === b) found.ofOne.push(line);
    else {
      const key = a < b ? `${a} ${b}` : `${b} ${a}`;
      const claim = { line, a, b, scores: 1, ...said };
      const before = claims.get(key);
      claims.set(key, before === undefined ? claim : joined(path, before, claim));
      if (before !== undefined) found[before.score === claim.score ? "repeated" : "averaged"].push(line);
    }
  }
  refuseBlank(path, found.blank, strict);
  check(claims.size > 0, "DATA_EMPTY", () => {
    const passed = found.blank.length + found.ofOne.length;
    return `${path}: ${passed === 0 ? "has a header and no rows" : "no pair of two texts in it"}`;
  });
  const pairs = [...claims.values()].map(({ a, b, same, score }): Pair => ({
    a,
    b,
    same,
    ...(score !== undefined && { score }),
  }));
  const dataset: Dataset = {
    ...{ kind: "text", root: dirname(resolve(path)), origin: "pairs" },
    items: texts.map((text) => ({ id: text, path: resolve(path), label: -1, text })),
    ...{ classes: [], groups: [], groupOfClass: new Int32Array(), pairs },
    warnings: [...kept.warnings("pair"), ...warningsOf(found)],
    ...(scoreRange && { scoreRange }),
    ...(options.columns && { source: columns }),
  };
  if (textsOnly) return withoutPairs(dataset);
  return allSame ? classesOfPairs(dataset) : dataset;
}

function withoutPairs({ pairs: _, scoreRange: __, ...texts }: Dataset): Dataset {
  return texts;
}

/** What the scores of pairs were taken for, in a sentence; undefined where there are none, or none was to be found out. */
export function scoresChoice({ pairs, scoreRange }: Dataset): string | undefined {
  if (scoreRange === undefined || pairs?.[0]?.score === undefined) return undefined;
  const [from, to] = scoreRange;
  const halved = pairs.every(({ same, score }) => same === score! >= 0.5);
  const split = `where only that is asked, pairs from ${(from + to) / 2} on are the same`;
  return `scores from ${from} (not alike) to ${to} (alike); ${halved ? split : "what is the same, the file says"}`;
}

/** A line with two texts, and what it says of them. */
interface Line {
  readonly line: number;
  readonly sides: readonly [string, string];
  readonly said: ReturnType<PairVerdict>;
}

/** What lines say of a pair. */
interface Claim extends Pair {
  readonly line: number;
  /** Lines that have scored it. */
  readonly scores: number;
}

/** Both claims in one. Throws LABEL_CONTRADICTION where, without scores, they contradict each other. */
function joined(path: string, first: Claim, second: Claim): Claim {
  if (first.score !== undefined && second.score !== undefined) {
    const scores = first.scores + 1;
    const score = first.score + (second.score - first.score) / scores;
    return { ...first, scores, score, same: first.same === second.same ? first.same : score >= 0.5 };
  }
  if (first.same === second.same) return first;
  const said = [first, second].map(({ same, line }) => `${same ? "same" : "different"} by line ${line}`);
  throw new KindredError("LABEL_CONTRADICTION", `${path}: one pair of texts is ${said.join(" and ")}`);
}

/** Between which numbers the scores lie, by looking at them all; undefined where there are none. */
async function foundRange(table: TableFile, columns: ColumnOptions): Promise<[number, number] | undefined> {
  const column = scoreColumn(table, columns);
  if (column < 0) return undefined;
  let [least, greatest] = [0, 1];
  let found = false;
  for await (const { cells } of table.rows()) {
    const value = cells[column] === "" ? NaN : Number(cells[column]);
    if (!Number.isFinite(value)) continue; // refused when it is read, with its line
    [least, greatest] = found ? [Math.min(least, value), Math.max(greatest, value)] : [value, value];
    found = true;
  }
  if (least >= 0 && greatest <= 1) return [0, 1];
  const [from, to] = [Math.floor(least), Math.ceil(greatest)];
  return from < to ? [from, to] : [from, from + 1];
}

function warningsOf(
  found: Readonly<Record<"blank" | "ofOne" | "repeated" | "averaged", readonly number[]>>,
): DataWarning[] {
  const kinds = [
    ["TEXTS_EMPTY", "blank", "ignored: a side is empty"],
    ["PAIRS_OF_ONE_TEXT", "ofOne", "ignored: a text with itself"],
    ["ROWS_REPEATED", "repeated", "ignored: listed before"],
    ["SCORES_AVERAGED", "averaged", "listed before with another score: their mean counts"],
  ] as const;
  return kinds.flatMap(([code, key, what]) => {
    const lines = found[key].map((line) => `line ${line}`);
    return lines.length === 0 ? [] : [dataWarning(code, `${counted(lines.length, "pair")} ${what}`, lines)];
  });
}

// The whole evaluation of a set of embeddings: verification with intervals, one-shot trials, retrieval, and whether they have
// collapsed. What the data cannot support is left out, with the reason beside it.

import type { Embeddings, Pair } from "../core/embeddings.js";
import { KindredError, check } from "../core/errors.js";
import { checkFinite } from "../core/matrix.js";
import type { Distance } from "../distances/distance.js";
import type { ModelCalibration } from "../model/calibration.js";
import { type Intervals, bootstrapIntervals } from "./bootstrap.js";
import { type Spread, spread } from "./collapse.js";
import { type OneShot, mostWays, oneShot } from "./one-shot.js";
import { listedPairs, type PairList, type ScoredPairs, scorePairs, selectPairs } from "./pairs.js";
import { type Retrieval, retrieval } from "./retrieval.js";
import { type Graded, graded, predictedScores } from "./graded.js";
import { type Clustering, clustering } from "./clustering.js";
import { type Hubness, hubness } from "./hubness.js";
import { type Margins, suggestMargins } from "./margins.js";
import { type EvaluationWarning, evaluationWarnings } from "./warnings.js";
import { identitiesOf } from "./units.js";
import { type Verification, verification } from "./verification.js";

export interface EvaluateOptions {
  /** The model's stored threshold: its accuracy, TAR and FAR are then given. */
  readonly threshold?: number;
  /** The model's stored calibration: its errors are then given. */
  readonly calibration?: ModelCalibration;
  /** FARs at which the TAR is given. @defaultValue [0.01, 0.001] */
  readonly fars?: readonly number[];
  /** Of retrieval: further k for recall at k. @defaultValue none */
  readonly ks?: readonly number[];
  /** Which pairs to judge. @defaultValue all pairs of the labelled items, or a sample */
  readonly pairs?: readonly Pair[];
  /** Of pairs with scores: the range that 0..1 stands for, in which errors are then given. @defaultValue [0, 1] */
  readonly scoreRange?: readonly [from: number, to: number];
  /** Without `pairs`: at most this many are judged. @defaultValue 2_000_000 */
  readonly maxPairs?: number;
  /** Without `pairs`: only pairs within one group. @defaultValue false */
  readonly withinGroups?: boolean;
  /**
   * One-shot trials. What is left out is chosen from the data: 20 ways (or as many as there are), 1 shot, 400 trials, classes
   * of one group where there are several groups.
   */
  readonly oneShot?: {
    readonly ways?: number;
    readonly shots?: number;
    readonly trials?: number;
    readonly withinGroup?: boolean;
  };
  /** Whether to cluster the embeddings too, and compare the clusters with the classes. @defaultValue false */
  readonly clustering?: boolean;
  /** 95 % intervals by the bootstrap. @defaultValue true */
  readonly intervals?: boolean;
  /** Of every sample drawn here. @defaultValue 0 */
  readonly seed?: number;
}

type Part = "verification" | "graded" | "intervals" | "oneShot" | "retrieval" | "clustering" | "hubness";

/** JSON-serialisable as it is. A part that is not there has its reason in `skipped`. */
export interface EvaluationResult {
  readonly items: number;
  readonly classes?: number;
  readonly distance: string;
  readonly verification?: Verification & { readonly intervals?: Intervals };
  /** How distances follow the scores of pairs that have them. */
  readonly graded?: Graded;
  readonly oneShot?: OneShot;
  readonly retrieval?: Retrieval;
  readonly clustering?: Clustering;
  readonly spread: Spread;
  readonly hubness?: Hubness;
  /** Which margin to try next; absent where same pairs lie no nearer than different ones. */
  readonly margins?: Margins;
  readonly warnings: readonly EvaluationWarning[];
  readonly skipped: Readonly<Partial<Record<Part, string>>>;
}

/**
 * @throws DATA_EMPTY without embeddings; INVALID_INPUT where one is not finite (it is named by row), where labels, ids and
 *   embeddings are not equally many, a label is no whole number, or a pair names no item
 */
export async function evaluateEmbeddings(
  embeddings: Embeddings,
  distance: Distance,
  options: EvaluateOptions = {},
): Promise<EvaluationResult> {
  checkEmbeddings(embeddings);
  const { seed = 0, ks } = options;
  const skipped: Partial<Record<Part, string>> = {};
  const leaveOut = (part: Part, error: unknown): undefined => {
    if (!(error instanceof KindredError) || error.code !== "DATA_TOO_FEW") throw error;
    skipped[part] = error.message;
  };
  const attempt: Attempt = (part, f) => {
    try {
      return f();
    } catch (error) {
      return leaveOut(part, error);
    }
  };
  const scored = attempt("verification", () => scorePairs(embeddings, distance, pairsOf(embeddings, options)));
  const verified = scored && attempt("verification", () => verifiedWith(scored, embeddings, options));
  if (verified !== undefined && options.intervals !== false && verified.intervals === undefined)
    skipped.intervals = "all same (or all different) pairs hang on too few items";
  const { intervals = true } = options;
  const found = await retrieval(embeddings, distance, { seed, intervals, ...(ks && { ks }) }).catch(
    (error: unknown): undefined => leaveOut("retrieval", error),
  );
  const parts = {
    verification: verified,
    graded: scored && attempt("graded", () => gradedBy(scored, distance, options)),
    oneShot: attempt("oneShot", () =>
      oneShot(embeddings, distance, { seed, ...oneShotOptions(embeddings, options.oneShot) }),
    ),
    retrieval: found,
    clustering:
      options.clustering === true ? attempt("clustering", () => clustering(embeddings, distance, { seed })) : undefined,
    hubness: attempt("hubness", () => hubness(embeddings, distance, { seed })),
    margins: scored && suggestMargins(scored, { seed }),
  };
  const diagnosed = { spread: spread(embeddings, scored, embeddings.labels), ...parts };
  const there = Object.entries(parts).filter(([, part]) => part !== undefined);
  return {
    items: embeddings.rows,
    ...(embeddings.labels && { classes: new Set(embeddings.labels).size }),
    distance: distance.name,
    ...(Object.fromEntries(there) as Partial<Defined<typeof parts>>),
    spread: diagnosed.spread,
    warnings: evaluationWarnings({ ...diagnosed, ratesAsked: options.fars !== undefined }),
    skipped,
  };
}

type Defined<T> = { [Key in keyof T]: NonNullable<T[Key]> };

type Attempt = <T>(part: Part, f: () => T) => T | undefined;

function verifiedWith(
  scored: ScoredPairs,
  embeddings: Embeddings,
  { seed = 0, threshold, fars, calibration, intervals = true }: EvaluateOptions,
): NonNullable<EvaluationResult["verification"]> {
  const given = {
    seed,
    ...(threshold !== undefined && { threshold }),
    ...(fars && { fars }),
    ...(calibration && { calibration }),
  };
  const verified = verification(scored, given);
  const bounds = intervals ? bootstrapIntervals(scored, identitiesOf(embeddings), given) : undefined;
  return { ...verified, ...(bounds && { intervals: bounds }) };
}

/** Undefined without scores. */
function gradedBy(
  { distances }: ScoredPairs,
  distance: Distance,
  { pairs, scoreRange: [from, to] = [0, 1], seed = 0, intervals = true }: EvaluateOptions,
): Graded | undefined {
  if (pairs?.[0]?.score === undefined) return undefined;
  const inUnits = (share: number): number => from + (to - from) * share;
  const predictions = Array.from(predictedScores(distances, distance), inUnits);
  const scores = pairs.map(({ score }) => inUnits(score!));
  return graded({ predictions, scores }, { seed, ...(!intervals && { resamples: 0 }) });
}

/** Throws DATA_EMPTY, or INVALID_INPUT where counts differ or a number is not finite. */
function checkEmbeddings(embeddings: Embeddings): void {
  const { rows, columns, data, ids, labels, classes } = embeddings;
  check(rows > 0, "DATA_EMPTY", "evaluate: there are no embeddings");
  const equal = (what: string, got: number, expected: number): void =>
    check(got === expected, "INVALID_INPUT", () => `evaluate: expected ${expected} ${what}, got ${got}`);
  equal(`numbers for ${rows} embeddings of ${columns}`, data.length, rows * columns);
  equal("ids, one an embedding", ids.length, rows);
  if (labels !== undefined) equal("labels, one an embedding", labels.length, rows);
  const unfit = labels?.findIndex((label) => !Number.isInteger(label)) ?? -1;
  check(unfit < 0, "INVALID_INPUT", () => {
    const got: unknown = labels![unfit];
    return `evaluate: the label of row ${unfit} (${ids[unfit]}) must be a whole number, the class's place in \`classes\`, got ${typeof got === "string" ? JSON.stringify(got) : String(got)}`;
  });
  const beyond = classes === undefined ? -1 : (labels?.findIndex((label) => label >= classes.length) ?? -1);
  check(beyond < 0, "INVALID_INPUT", () => {
    return `evaluate: row ${beyond} (${ids[beyond]}) is of class ${labels![beyond]}, and there are ${classes!.length}`;
  });
  checkFinite(embeddings, "evaluate", ids);
}

/** The pairs that `evaluateEmbeddings` judges with these options: for reports that show some of them. */
export function evaluationPairs(
  embeddings: Embeddings,
  distance: Distance,
  options: EvaluateOptions = {},
): ScoredPairs {
  return scorePairs(embeddings, distance, pairsOf(embeddings, options));
}

function pairsOf(embeddings: Embeddings, { pairs, maxPairs, withinGroups, seed }: EvaluateOptions): PairList {
  if (pairs !== undefined) return listedPairs(pairs, embeddings.rows);
  return selectPairs(embeddings, {
    ...(maxPairs !== undefined && { maxPairs }),
    ...(withinGroups !== undefined && { withinGroups }),
    ...(seed !== undefined && { seed }),
  });
}

/** The options asked for, and for those left out what the data allows. */
export function oneShotOptions(
  embeddings: Embeddings,
  asked: EvaluateOptions["oneShot"] = {},
): EvaluateOptions["oneShot"] {
  const { shots = 1, trials = 400 } = asked;
  const groups = new Set(embeddings.groupOfClass).size;
  const withinGroup = asked.withinGroup ?? (groups > 1 && mostWays(embeddings, shots, true) > 1);
  const ways = asked.ways ?? Math.max(2, Math.min(20, mostWays(embeddings, shots, withinGroup)));
  return { ways, shots, trials, withinGroup };
}

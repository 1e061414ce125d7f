// The whole evaluation of a set of embeddings: verification with intervals, one-shot trials, retrieval, and whether they have
// collapsed. What the data cannot support is left out, with the reason beside it.

import type { Embeddings, Pair } from "../core/embeddings.js";
import { KindredError, check } from "../core/errors.js";
import { checkFinite } from "../core/matrix.js";
import type { Distance } from "../distances/distance.js";
import { type Intervals, bootstrapIntervals } from "./bootstrap.js";
import { type Spread, spread } from "./collapse.js";
import { type OneShot, mostWays, oneShot } from "./one-shot.js";
import { type PairList, type ScoredPairs, scorePairs, selectPairs } from "./pairs.js";
import { type Retrieval, retrieval } from "./retrieval.js";
import { identitiesOf } from "./units.js";
import { type Verification, verification } from "./verification.js";

export interface EvaluateOptions {
  /** The model's stored threshold: its accuracy, TAR and FAR are then given. */
  readonly threshold?: number;
  /** Which pairs to judge. @defaultValue all pairs of the labelled items, or a sample */
  readonly pairs?: readonly Pair[];
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
  /** 95 % intervals by the bootstrap. @defaultValue true */
  readonly intervals?: boolean;
  /** Of every sample drawn here. @defaultValue 0 */
  readonly seed?: number;
}

type Part = "verification" | "intervals" | "oneShot" | "retrieval";

/** JSON-serialisable as it is. A part that is not there has its reason in `skipped`. */
export interface EvaluationResult {
  readonly items: number;
  readonly classes?: number;
  readonly distance: string;
  readonly verification?: Verification & { readonly intervals?: Intervals };
  readonly oneShot?: OneShot;
  readonly retrieval?: Retrieval;
  readonly spread: Spread;
  readonly skipped: Readonly<Partial<Record<Part, string>>>;
}

/**
 * @throws DATA_EMPTY without embeddings; INVALID_INPUT where one is not finite, or a pair names no item
 */
export function evaluateEmbeddings(
  embeddings: Embeddings,
  distance: Distance,
  options: EvaluateOptions = {},
): EvaluationResult {
  check(embeddings.rows > 0, "DATA_EMPTY", "evaluate: there are no embeddings");
  checkFinite(embeddings, "evaluate", embeddings.ids);
  const { intervals = true, seed = 0, threshold } = options;
  const skipped: Partial<Record<Part, string>> = {};
  const attempt = <T>(part: Part, f: () => T): T | undefined => {
    try {
      return f();
    } catch (error) {
      if (!(error instanceof KindredError) || error.code !== "DATA_TOO_FEW") throw error;
      skipped[part] = error.message;
      return undefined;
    }
  };
  const scored = attempt("verification", () => scorePairs(embeddings, distance, pairsOf(embeddings, options)));
  const given = { seed, ...(threshold !== undefined && { threshold }) };
  const verified = scored && attempt("verification", () => verification(scored, given));
  const bounds = verified && intervals ? bootstrapIntervals(scored, identitiesOf(embeddings), given) : undefined;
  if (verified && intervals && bounds === undefined)
    skipped.intervals = "all same (or all different) pairs hang on too few items";
  const trials = attempt("oneShot", () =>
    oneShot(embeddings, distance, { seed, ...oneShotOptions(embeddings, options.oneShot) }),
  );
  const retrieved = attempt("retrieval", () => retrieval(embeddings, distance, { seed }));
  return {
    items: embeddings.rows,
    ...(embeddings.labels && { classes: new Set(embeddings.labels).size }),
    distance: distance.name,
    ...(verified && { verification: { ...verified, ...(bounds && { intervals: bounds }) } }),
    ...(trials && { oneShot: trials }),
    ...(retrieved && { retrieval: retrieved }),
    spread: spread(embeddings, scored),
    skipped,
  };
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
  if (pairs !== undefined) return listed(pairs, embeddings.rows);
  return selectPairs(embeddings, {
    ...(maxPairs !== undefined && { maxPairs }),
    ...(withinGroups !== undefined && { withinGroups }),
    ...(seed !== undefined && { seed }),
  });
}

function listed(pairs: readonly Pair[], rows: number): PairList {
  const isRow = (item: number): boolean => Number.isInteger(item) && item >= 0 && item < rows;
  pairs.forEach(({ a, b }, i) => {
    check(isRow(a) && isRow(b), "INVALID_INPUT", () => `evaluate: pair ${i} names items ${a} and ${b} of ${rows}`);
  });
  return {
    a: Int32Array.from(pairs, ({ a }) => a),
    b: Int32Array.from(pairs, ({ b }) => b),
    same: Uint8Array.from(pairs, ({ same }) => (same ? 1 : 0)),
  };
}

/** The options asked for, and for those left out what the data allows. */
function oneShotOptions(embeddings: Embeddings, asked: EvaluateOptions["oneShot"] = {}): EvaluateOptions["oneShot"] {
  const { shots = 1, trials = 400 } = asked;
  const groups = new Set(embeddings.groupOfClass).size;
  const withinGroup = asked.withinGroup ?? (groups > 1 && mostWays(embeddings, shots, true) > 1);
  const ways = asked.ways ?? Math.max(2, Math.min(20, mostWays(embeddings, shots, withinGroup)));
  return { ways, shots, trials, withinGroup };
}

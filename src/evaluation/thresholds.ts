// Chooses the threshold of a model: at the equal error rate, at a false accept rate, where most pairs come out right, or at the best F1.
// What it was chosen by travels with it, so that "0.83" can always be explained. The best F1 and the best accuracy hang on few pairs, so
// theirs is a mean over resamples: steady-threshold.ts.

import { check } from "../core/errors.js";
import { checkCount } from "../core/options.js";
import { accuracyOf, bestPoint, f1Of } from "./decisions.js";
import { equalErrorRate, pointAtFar } from "./figures.js";
import type { ScoredPairs } from "./pairs.js";
import { type Curve, type Judged, pointAt, rocCurve, thresholdAt } from "./roc.js";
import { type SteadyOptions, steadyThreshold } from "./steady-threshold.js";

/** "eer", "accuracy", "f1", or the false accept rate not to be exceeded (above 0, up to 1). */
export type OperatingPoint = "eer" | "accuracy" | "f1" | { readonly far: number };

/** JSON-serialisable; part of a model's metadata. */
export interface Threshold {
  /** Pairs at this distance or nearer are the same. */
  readonly threshold: number;
  /** False accept and false reject rate on the pairs it was chosen on. */
  readonly far: number;
  readonly frr: number;
  readonly kind: "eer" | "far" | "accuracy" | "f1";
  /** The rate asked for; with `kind` "far" only. */
  readonly targetFar?: number;
  /** The pairs it was chosen on. */
  readonly pairs: { readonly same: number; readonly different: number };
}

/** Of "accuracy" and "f1"; `resamples: 0` takes the best point of the pairs themselves. */
export type ThresholdOptions = SteadyOptions;

/**
 * The threshold for `at` over judged pairs (of classes that the model was not trained on). For "eer" and a FAR it lies halfway between two
 * distances seen; for "accuracy" and "f1" it is the mean of the best over resamples.
 *
 * @throws DATA_TOO_FEW without same or different pairs, or where a FAR was asked for that so few different pairs cannot show
 */
export function chooseThreshold(
  judged: Judged | ScoredPairs,
  at: OperatingPoint = "eer",
  options: ThresholdOptions = {},
): Threshold {
  checkOperatingPoint(at);
  const { resamples = 100 } = options;
  checkCount("threshold", "resamples", resamples, 0);
  const curve = rocCurve(judged);
  const { same, different } = curve;
  if (typeof at === "object") {
    check(at.far * different >= 1, "DATA_TOO_FEW", () => {
      return `threshold: a FAR of ${at.far} needs at least ${Math.ceil(1 / at.far)} different pairs, got ${different}`;
    });
  }
  const threshold = chosen(judged, curve, at, { ...options, resamples });
  const k = pointAt(curve, threshold);
  return {
    threshold,
    far: curve.differents[k]! / different,
    frr: 1 - curve.sames[k]! / same,
    kind: typeof at === "object" ? "far" : at,
    ...(typeof at === "object" && { targetFar: at.far }),
    pairs: { same, different },
  };
}

function chosen(judged: Judged | ScoredPairs, curve: Curve, at: OperatingPoint, options: ThresholdOptions): number {
  if (typeof at === "object") return thresholdAt(curve, pointAtFar(curve, at.far));
  if (at === "eer") return thresholdAt(curve, equalErrorRate(curve).point);
  const merit = at === "f1" ? f1Of : accuracyOf;
  return steadyThreshold(judged, merit, options) ?? thresholdAt(curve, bestPoint(curve, merit));
}

/** Throws INVALID_OPTION unless `at` is an operating point. */
export function checkOperatingPoint(at: unknown): asserts at is OperatingPoint {
  const { far } = (typeof at === "object" && at !== null ? at : {}) as { readonly far?: unknown };
  const isRate = typeof far === "number" && far > 0 && far <= 1;
  check(isRate || (typeof at === "string" && ["eer", "accuracy", "f1"].includes(at)), "INVALID_OPTION", () => {
    return `threshold: expected "eer", "accuracy", "f1" or { far } with 0 < far <= 1, got ${JSON.stringify(at)}`;
  });
}

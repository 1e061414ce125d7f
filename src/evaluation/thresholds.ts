// Chooses the threshold of a model: at the equal error rate, at a false accept rate, where most pairs come out right, or at the best F1.
// What it was chosen by travels with it, so that "0.83" can always be explained.

import { check } from "../core/errors.js";
import { accuracyOf, bestPoint, f1Of } from "./decisions.js";
import { equalErrorRate, pointAtFar } from "./figures.js";
import { type Curve, type Judged, rocCurve, thresholdAt } from "./roc.js";

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

/**
 * The threshold for `at` over judged pairs (of classes that the model was not trained on). It lies halfway between two
 * distances seen.
 *
 * @throws DATA_TOO_FEW without same or different pairs, or where a FAR was asked for that so few different pairs cannot show
 */
export function chooseThreshold(judged: Judged, at: OperatingPoint = "eer"): Threshold {
  checkOperatingPoint(at);
  const curve = rocCurve(judged);
  const { same, different } = curve;
  if (typeof at === "object") {
    check(at.far * different >= 1, "DATA_TOO_FEW", () => {
      return `threshold: a FAR of ${at.far} needs at least ${Math.ceil(1 / at.far)} different pairs, got ${different}`;
    });
  }
  const k = pointOf(curve, at);
  return {
    threshold: thresholdAt(curve, k),
    far: curve.differents[k]! / different,
    frr: 1 - curve.sames[k]! / same,
    kind: typeof at === "object" ? "far" : at,
    ...(typeof at === "object" && { targetFar: at.far }),
    pairs: { same, different },
  };
}

function pointOf(curve: Curve, at: OperatingPoint): number {
  if (typeof at === "object") return pointAtFar(curve, at.far);
  if (at === "eer") return equalErrorRate(curve).point;
  return bestPoint(curve, at === "f1" ? f1Of : accuracyOf);
}

/** Throws INVALID_OPTION unless `at` is an operating point. */
export function checkOperatingPoint(at: unknown): asserts at is OperatingPoint {
  const { far } = (typeof at === "object" && at !== null ? at : {}) as { readonly far?: unknown };
  const isRate = typeof far === "number" && far > 0 && far <= 1;
  check(isRate || (typeof at === "string" && ["eer", "accuracy", "f1"].includes(at)), "INVALID_OPTION", () => {
    return `threshold: expected "eer", "accuracy", "f1" or { far } with 0 < far <= 1, got ${JSON.stringify(at)}`;
  });
}

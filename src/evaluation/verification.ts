// Verification: given two items, are they the same? Figures of merit of a distance over judged pairs.
//
// Definitions as in biometrics (ISO/IEC 19795-1) and scikit-learn; a pair is accepted where distance <= threshold.
//   AUC: area under the ROC.   EER: where FAR = FRR, on the straight line between the two neighbouring points of the curve.
//   TAR at FAR f: the largest TAR of a point with FAR <= f.   AP: Σ (recall_k - recall_{k-1}) precision_k.
// Sorting dominates: O(P log P).

import { type Curve, type Judged, type RocPoint, areaUnder, pointAt, rocCurve, rocPoints, thresholdAt } from "./roc.js";

export interface VerificationOptions {
  /** A threshold chosen before, on other pairs (the model's): its accuracy, TAR and FAR are then given too. */
  readonly threshold?: number;
  /** FARs at which the TAR is given. @defaultValue [0.01, 0.001] */
  readonly fars?: readonly number[];
}

/** Rates are shares, 0..1. JSON-serialisable as it is. */
export interface Verification {
  readonly auc: number;
  readonly eer: number;
  /** The threshold at which FAR and FRR are nearest to each other. */
  readonly eerThreshold: number;
  readonly averagePrecision: number;
  /** TAR by FAR, e.g. `{"0.01": 0.93, "0.001": 0.81}`. */
  readonly tarAtFar: Readonly<Record<string, number>>;
  /** Those FARs of `tarAtFar` that these pairs cannot resolve: less than one different pair. Their TAR is that at FAR 0. */
  readonly unresolvedFars: readonly string[];
  /** Share of pairs decided rightly at the best threshold for these very pairs; with few same pairs, mostly about the others. */
  readonly bestAccuracy: number;
  readonly bestAccuracyThreshold: number;
  /** The given threshold, and what it does. */
  readonly threshold?: number;
  readonly accuracyAtThreshold?: number;
  readonly tarAtThreshold?: number;
  readonly farAtThreshold?: number;
  readonly pairs: { readonly same: number; readonly different: number };
  /** The ROC curve, thinned to at most about 500 points. */
  readonly roc: readonly RocPoint[];
}

/**
 * @throws DATA_TOO_FEW without a same or without a different pair; INVALID_INPUT for a NaN distance
 */
export function verification(
  judged: Judged,
  { threshold, fars = [0.01, 0.001] }: VerificationOptions = {},
): Verification {
  const curve = rocCurve(judged);
  const { same, different } = curve;
  const { eer, point } = equalErrorRate(curve);
  const best = bestAccuracyPoint(curve);
  return {
    auc: areaUnder(curve),
    eer,
    eerThreshold: thresholdAt(curve, point),
    averagePrecision: averagePrecision(curve),
    tarAtFar: Object.fromEntries(fars.map((far) => [String(far), curve.sames[pointAtFar(curve, far)]! / same])),
    unresolvedFars: fars.filter((far) => far * different < 1).map(String),
    bestAccuracy: accuracyOf(curve, best),
    bestAccuracyThreshold: thresholdAt(curve, best),
    ...(threshold === undefined ? {} : atThreshold(curve, threshold)),
    pairs: { same, different },
    roc: rocPoints(curve),
  };
}

function atThreshold(curve: Curve, threshold: number) {
  const k = pointAt(curve, threshold);
  return {
    threshold,
    accuracyAtThreshold: accuracyOf(curve, k),
    tarAtThreshold: curve.sames[k]! / curve.same,
    farAtThreshold: curve.differents[k]! / curve.different,
  };
}

/** The rate, and the point of the curve at which FAR and FRR are nearest to each other. */
export function equalErrorRate({ sames, differents, same, different }: Curve): { eer: number; point: number } {
  const gap = (k: number): number => differents[k]! / different + sames[k]! / same - 1;
  // FAR - FRR rises from -1 to 1: the first point where it is not negative any more, by halving.
  let [low, high] = [0, sames.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (gap(middle) >= 0) high = middle;
    else low = middle + 1;
  }
  const [before, after] = [gap(low - 1), gap(low)];
  const share = before / (before - after);
  const [x, y] = [differents[low - 1]! / different, differents[low]! / different];
  return { eer: x + share * (y - x), point: -before < after ? low - 1 : low };
}

/** The last point with FAR <= far. */
export function pointAtFar({ differents, different }: Curve, far: number): number {
  let [low, high] = [0, differents.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (differents[middle]! / different <= far) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The point where most pairs are decided rightly; of equals, the one that accepts least. */
export function bestAccuracyPoint({ sames, differents }: Curve): number {
  let best = 0;
  for (let k = 1; k < sames.length; k++) {
    if (sames[k]! - differents[k]! > sames[best]! - differents[best]!) best = k;
  }
  return best;
}

/** Share of all pairs decided rightly at point k. */
export function accuracyOf({ sames, differents, same, different }: Curve, k: number): number {
  return (sames[k]! + different - differents[k]!) / (same + different);
}

function averagePrecision({ sames, differents, same }: Curve): number {
  let sum = 0;
  for (let k = 1; k < sames.length; k++) {
    sum += (sames[k]! - sames[k - 1]!) * (sames[k]! / (sames[k]! + differents[k]!));
  }
  return sum / same;
}

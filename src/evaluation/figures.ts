// The figures of verification that have intervals: each is a number read off a curve, so that the same code gives the figure, and
// gives it again for every resample of a bootstrap.
//
//   AUC: area under the ROC.   EER: where FAR = FRR, on the straight line between the two neighbouring points of the curve.
//   TAR at FAR f: the largest TAR of a point with FAR <= f.   AP: Σ (recall_k - recall_{k-1}) precision_k.
//   d': (mean different - mean same) / √ ((var same + var different) / 2)

import type { ModelCalibration } from "../model/calibration.js";
import { calibrationError } from "./calibration-error.js";
import { accuracyOf, f1Of, mccOf, precisionOf } from "./decisions.js";
import { type Curve, areaUnder, pointAt } from "./roc.js";

export interface FigureOptions {
  /** A threshold chosen before, on other pairs (the model's): what it decides is then given too. */
  readonly threshold?: number;
  /** FARs at which the TAR is given, each above 0 and up to 1. @defaultValue [0.01, 0.001] */
  readonly fars?: readonly number[];
  /** A calibration fitted before, on other pairs (the model's): its errors are then given too. */
  readonly calibration?: ModelCalibration;
}

/** By name; `tarAtFar` by false accept rate: `tarAtFar.0.01`. Shares are within 0..1; `dPrime` is in standard deviations. */
export type FigureName =
  | "auc"
  | "eer"
  | "averagePrecision"
  | "dPrime"
  | `tarAtFar.${string}`
  | "accuracyAtThreshold"
  | "precisionAtThreshold"
  | "f1AtThreshold"
  | "mccAtThreshold"
  | "tarAtThreshold"
  | "farAtThreshold"
  | "ece"
  | "brier";

export type Figures = Readonly<Partial<Record<FigureName, number>>>;

/** All figures that `options` allow; `dPrime` is absent where a distance is infinite, or none varies. */
export function figuresOf(
  curve: Curve,
  { threshold, fars = [0.01, 0.001], calibration }: FigureOptions = {},
): Record<"auc" | "eer" | "averagePrecision", number> & Figures {
  const separation = separationOf(curve);
  return {
    auc: areaUnder(curve),
    eer: equalErrorRate(curve).eer,
    averagePrecision: averagePrecision(curve),
    ...(Number.isFinite(separation) && { dPrime: separation }),
    ...Object.fromEntries(fars.map((far) => [`tarAtFar.${far}`, curve.sames[pointAtFar(curve, far)]! / curve.same])),
    ...(threshold !== undefined && decided(curve, pointAt(curve, threshold))),
    ...(calibration && errors(curve, calibration)),
  };
}

function decided(curve: Curve, k: number): Figures {
  return {
    accuracyAtThreshold: accuracyOf(curve, k),
    precisionAtThreshold: precisionOf(curve, k),
    f1AtThreshold: f1Of(curve, k),
    mccAtThreshold: mccOf(curve, k),
    tarAtThreshold: curve.sames[k]! / curve.same,
    farAtThreshold: curve.differents[k]! / curve.different,
  };
}

function errors(curve: Curve, calibration: ModelCalibration): Figures {
  const { ece, brier } = calibrationError(curve, calibration);
  return { ece, brier };
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

function averagePrecision({ sames, differents, same }: Curve): number {
  let sum = 0;
  for (let k = 1; k < sames.length; k++) {
    const accepted = sames[k]! + differents[k]!;
    // A resample may have taken all pairs of a step away.
    if (accepted > 0) sum += (sames[k]! - sames[k - 1]!) * (sames[k]! / accepted);
  }
  return sum / same;
}

/** d', from the distances at which the curve steps. */
function separationOf({ thresholds, sames, differents, same, different }: Curve): number {
  const moments = (counts: Float64Array, total: number): { mean: number; variance: number } => {
    let [mean, variance] = [0, 0];
    for (let k = 1; k < counts.length; k++) {
      const share = (counts[k]! - counts[k - 1]!) / total;
      if (share > 0) mean += share * thresholds[k]!;
    }
    for (let k = 1; k < counts.length; k++) {
      const share = (counts[k]! - counts[k - 1]!) / total;
      if (share > 0) variance += share * (thresholds[k]! - mean) ** 2;
    }
    return { mean, variance };
  };
  const [near, far] = [moments(sames, same), moments(differents, different)];
  return (far.mean - near.mean) / Math.sqrt((near.variance + far.variance) / 2);
}

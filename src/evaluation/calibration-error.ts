// How far probabilities can be trusted: of the pairs that were given 80 %, are 80 % the same?
//
//   ECE     Σ_b weight_b |share of same in bin b - mean probability in bin b|, over equal bins of probability (Naeini et al. 2015)
//   Brier   Σ weight (probability - same)²                                         (Brier 1950); 0.25 is "50 %" everywhere
//
// Same and different pairs carry equal total weight, as in the fit: the probabilities are for a balanced prior, and so are their
// errors. Worked out on the ROC curve, where all pairs of one distance are one step.

import { check } from "../core/errors.js";
import { type ModelCalibration, probabilitySame } from "../model/calibration.js";
import type { Curve } from "./roc.js";

/** JSON-serialisable as it is. */
export interface CalibrationError {
  /** Expected calibration error, 0..1. */
  readonly ece: number;
  /** 0..1 */
  readonly brier: number;
  /** The bins that hold pairs, by rising probability: the points of a reliability diagram. */
  readonly bins: readonly CalibrationBin[];
}

export interface CalibrationBin {
  /** Mean probability. */
  readonly probability: number;
  /** Share of same pairs, both kinds weighing the same. */
  readonly same: number;
  /** Share of the total weight; sums to 1. */
  readonly weight: number;
  /** Number of pairs. */
  readonly pairs: number;
}

/** @param bins - number of equal bins of probability, >= 1. @defaultValue 15 */
export function calibrationError(curve: Curve, calibration: ModelCalibration, bins = 15): CalibrationError {
  check(Number.isInteger(bins) && bins >= 1, "INVALID_OPTION", `calibrationError: bins must be >= 1, got ${bins}`);
  const { thresholds, sames, differents, same, different } = curve;
  const sums = Array.from({ length: bins }, () => ({ weight: 0, probability: 0, same: 0, pairs: 0 }));
  let brier = 0;
  for (let k = 1; k < thresholds.length; k++) {
    const probability = probabilitySame(calibration, thresholds[k]!);
    const [near, far] = [sames[k]! - sames[k - 1]!, differents[k]! - differents[k - 1]!];
    const [yes, no] = [near / same / 2, far / different / 2];
    brier += yes * (1 - probability) ** 2 + no * probability ** 2;
    const bin = sums[Math.min(bins - 1, Math.floor(probability * bins))]!;
    bin.weight += yes + no;
    bin.probability += (yes + no) * probability;
    bin.same += yes;
    bin.pairs += near + far;
  }
  const filled = sums.filter(({ weight }) => weight > 0);
  return {
    ece: filled.reduce((sum, bin) => sum + Math.abs(bin.same - bin.probability), 0),
    brier,
    bins: filled.map(({ weight, probability, same: yes, pairs }) => {
      return { probability: probability / weight, same: yes / weight, weight, pairs };
    }),
  };
}

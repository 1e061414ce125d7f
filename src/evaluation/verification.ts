// Verification: given two items, are they the same? Figures of merit of a distance over judged pairs.
//
// Definitions as in biometrics (ISO/IEC 19795-1) and scikit-learn: figures.ts, decisions.ts, calibration-error.ts; a pair is
// accepted where distance <= threshold. Sorting dominates: O(P log P).

import { check } from "../core/errors.js";
import type { CalibrationError } from "./calibration-error.js";
import { calibrationError } from "./calibration-error.js";
import { type Merit, accuracyOf, bestPoint, f1Of, mccOf } from "./decisions.js";
import { type FigureOptions, type Figures, equalErrorRate, figuresOf } from "./figures.js";
import { type Curve, type Judged, type RocPoint, rocCurve, rocPoints, thresholdAt } from "./roc.js";

export type VerificationOptions = FigureOptions;

/** Rates are shares, 0..1. JSON-serialisable as it is. */
export interface Verification {
  readonly auc: number;
  readonly eer: number;
  /** The threshold at which FAR and FRR are nearest to each other. */
  readonly eerThreshold: number;
  readonly averagePrecision: number;
  /** How many standard deviations same and different distances lie apart; absent where none varies, or one is infinite. */
  readonly dPrime?: number;
  /** TAR by FAR, e.g. `{"0.01": 0.93, "0.001": 0.81}`. */
  readonly tarAtFar: Readonly<Record<string, number>>;
  /** The same as biometrics says it: false non-match rate by false match rate, 1 - TAR. */
  readonly fnmrAtFmr: Readonly<Record<string, number>>;
  /** Those FARs of `tarAtFar` that these pairs cannot resolve: less than one different pair. Their TAR is that at FAR 0. */
  readonly unresolvedFars: readonly string[];
  /** Share of pairs decided rightly at the best threshold for these very pairs; with few same pairs, mostly about the others. */
  readonly bestAccuracy: number;
  readonly bestAccuracyThreshold: number;
  /** F1 and Matthews' correlation, each at the best threshold for these very pairs. */
  readonly bestF1: number;
  readonly bestF1Threshold: number;
  readonly bestMcc: number;
  readonly bestMccThreshold: number;
  /** The given threshold, and what it decides. */
  readonly threshold?: number;
  readonly accuracyAtThreshold?: number;
  readonly precisionAtThreshold?: number;
  readonly f1AtThreshold?: number;
  readonly mccAtThreshold?: number;
  readonly tarAtThreshold?: number;
  readonly farAtThreshold?: number;
  /** Errors of the given calibration. */
  readonly calibration?: CalibrationError;
  /** The smallest and the largest distance. */
  readonly nearest: number;
  readonly farthest: number;
  readonly pairs: { readonly same: number; readonly different: number };
  /** The ROC curve, thinned to at most about 500 points. */
  readonly roc: readonly RocPoint[];
}

/**
 * @throws DATA_TOO_FEW without a same or without a different pair; INVALID_INPUT for a NaN distance; INVALID_OPTION for a FAR
 *   that is no rate
 */
export function verification(judged: Judged, options: VerificationOptions = {}): Verification {
  const { threshold, fars = [0.01, 0.001], calibration } = options;
  for (const far of fars)
    check(far > 0 && far <= 1, "INVALID_OPTION", `verification: a FAR must be > 0 and <= 1, got ${far}`);
  const curve = rocCurve(judged);
  const { thresholds, same, different } = curve;
  const { auc, eer, averagePrecision, ece: _, brier: __, ...figures } = figuresOf(curve, options);
  const tars = fars.map((far) => [String(far), figures[`tarAtFar.${far}`]!] as const);
  return {
    auc,
    eer,
    eerThreshold: thresholdAt(curve, equalErrorRate(curve).point),
    averagePrecision,
    ...(figures.dPrime !== undefined && { dPrime: figures.dPrime }),
    tarAtFar: Object.fromEntries(tars),
    fnmrAtFmr: Object.fromEntries(tars.map(([far, tar]) => [far, 1 - tar])),
    unresolvedFars: fars.filter((far) => far * different < 1).map(String),
    ...bestThresholds(curve),
    ...(threshold !== undefined && { threshold, ...atThreshold(figures) }),
    ...(calibration && { calibration: calibrationError(curve, calibration) }),
    nearest: thresholds[1]!,
    farthest: thresholds.at(-1)!,
    pairs: { same, different },
    roc: rocPoints(curve),
  };
}

function bestThresholds(curve: Curve) {
  const best = (merit: Merit): readonly [value: number, threshold: number] => {
    const k = bestPoint(curve, merit);
    return [merit(curve, k), thresholdAt(curve, k)];
  };
  const [bestAccuracy, bestAccuracyThreshold] = best(accuracyOf);
  const [bestF1, bestF1Threshold] = best(f1Of);
  const [bestMcc, bestMccThreshold] = best(mccOf);
  return { bestAccuracy, bestAccuracyThreshold, bestF1, bestF1Threshold, bestMcc, bestMccThreshold };
}

function atThreshold(figures: Figures): Figures {
  return Object.fromEntries(Object.entries(figures).filter(([name]) => name.endsWith("AtThreshold")));
}

// Cross-fitting: how good a threshold and a calibration are for classes that they were not fitted on, found without keeping any
// classes back.
//
// The units (classes, or what else is independent: units.ts) are dealt to K folds. The pairs between folds f and g are judged by
// what was fitted on the pairs that touch neither: so no pair shares a class, or a picture, with those it is judged by. That
// makes K (K + 1) / 2 fits, of at most 100,000 pairs each. Every pair is judged once; errors are of all of them together.

import { random, sample, shuffled } from "../core/random.js";
import type { ModelCalibration } from "../model/calibration.js";
import { type CalibrationError, calibrationError } from "./calibration-error.js";
import { type CalibrationKind, fitCalibration, probabilitySame } from "./calibration.js";
import { independentPairs } from "./independent-pairs.js";
import type { ScoredPairs } from "./pairs.js";
import { rocCurve } from "./roc.js";
import { type OperatingPoint, chooseThreshold } from "./thresholds.js";
import { chooseUnits } from "./units.js";

export interface CrossFitOptions {
  /** Where the threshold is put. @defaultValue "eer" */
  readonly threshold?: OperatingPoint;
  /** @defaultValue "logistic" */
  readonly calibration?: CalibrationKind;
  /** At most this many folds; >= 4. @defaultValue 5 */
  readonly folds?: number;
  /** @defaultValue 0 */
  readonly seed?: number;
}

/** JSON-serialisable as it is. */
export interface CrossFit {
  /** Of the thresholds: shares of different pairs accepted and of same pairs rejected. */
  readonly far: number;
  readonly frr: number;
  /** Of the probabilities. */
  readonly calibration: CalibrationError;
  /** Pairs that were judged: those whose fit was possible. */
  readonly pairs: { readonly same: number; readonly different: number };
  readonly folds: number;
}

const mostFitted = 100_000;
/** With two folds left out, two are left to have different pairs between. */
const fewestFolds = 4;

/**
 * @param identities - class of each item, where known (`identitiesOf`)
 * @returns undefined where the pairs are of too few classes: most fits lack same or different pairs, or cannot show the FAR
 */
export function crossFit(
  pairs: ScoredPairs,
  identities: Int32Array | undefined,
  { threshold = "eer", calibration = "logistic", folds = 5, seed = 0 }: CrossFitOptions = {},
): CrossFit | undefined {
  const { over, units, unitOf } = chooseUnits(pairs, identities, fewestFolds);
  const count = Math.min(folds, units);
  if (count < fewestFolds || (over === "items" && identities !== undefined)) return undefined;
  const generator = random(seed, "cross-fit");
  const foldOfUnit = new Uint8Array(units);
  shuffled([...Array(units).keys()], generator).forEach((unit, i) => (foldOfUnit[unit] = i % count));
  const foldOf = (item: number): number => foldOfUnit[unitOf[item]!]!;
  const cells = byCell(pairs, foldOf, count);
  const judged = { accepted: [0, 0], all: [0, 0], probabilities: [] as number[], same: [] as number[] };
  for (let f = 0; f < count; f++) {
    for (let g = f; g < count; g++) {
      const held = cells[f * count + g]!;
      if (held.length === 0) continue;
      const others = cells.flatMap((cell, index) => {
        const [i, j] = [Math.floor(index / count), index % count];
        return i === f || i === g || j === f || j === g ? [] : [cell];
      });
      const fit = fitted(pairs, others.flat(), { threshold, calibration, identities, generator });
      if (fit === undefined) continue;
      for (const pair of held) judge(pairs, pair, fit, judged);
    }
  }
  return summed(judged, pairs, count);
}

/** Pair numbers by the folds of their two sides, the smaller first: entry `f * count + g`. */
function byCell({ a, b }: ScoredPairs, foldOf: (item: number) => number, count: number): number[][] {
  const cells: number[][] = Array.from({ length: count * count }, () => []);
  for (let pair = 0; pair < a.length; pair++) {
    const [f, g] = [foldOf(a[pair]!), foldOf(b[pair]!)];
    cells[Math.min(f, g) * count + Math.max(f, g)]!.push(pair);
  }
  return cells;
}

interface Fit {
  readonly threshold: number;
  readonly calibration: ModelCalibration;
}

interface FitOptions {
  readonly threshold: OperatingPoint;
  readonly calibration: CalibrationKind;
  readonly identities: Int32Array | undefined;
  readonly generator: ReturnType<typeof random>;
}

function fitted(pairs: ScoredPairs, numbers: readonly number[], options: FitOptions): Fit | undefined {
  const { threshold: at, calibration: kind, identities, generator } = options;
  const chosen = selected(pairs, numbers.length > mostFitted ? sample(numbers, mostFitted, generator) : numbers);
  const sames = chosen.same.reduce((sum, value) => sum + value, 0);
  const differents = chosen.same.length - sames;
  const enough = sames > 0 && differents > 0 && (typeof at !== "object" || at.far * differents >= 1);
  if (!enough) return undefined;
  const { threshold } = chooseThreshold(chosen, at, { identities });
  const independent = independentPairs(chosen, identities);
  return { threshold, calibration: fitCalibration(chosen, { kind, independent }) };
}

function selected({ a, b, same, distances }: ScoredPairs, numbers: readonly number[]): ScoredPairs {
  return {
    a: Int32Array.from(numbers, (i) => a[i]!),
    b: Int32Array.from(numbers, (i) => b[i]!),
    same: Uint8Array.from(numbers, (i) => same[i]!),
    distances: Float32Array.from(numbers, (i) => distances[i]!),
  };
}

interface Counts {
  /** [different, same] */
  readonly accepted: number[];
  readonly all: number[];
  readonly probabilities: number[];
  readonly same: number[];
}

function judge({ distances, same }: ScoredPairs, pair: number, fit: Fit, counts: Counts): void {
  const kind = same[pair]!;
  counts.all[kind]!++;
  if (distances[pair]! <= fit.threshold) counts.accepted[kind]!++;
  counts.probabilities.push(probabilitySame(fit.calibration, distances[pair]!));
  counts.same.push(kind);
}

/** Undefined where less than half of the pairs of either kind could be judged. */
function summed(
  { accepted, all, probabilities, same }: Counts,
  pairs: ScoredPairs,
  folds: number,
): CrossFit | undefined {
  const sames = pairs.same.reduce((sum, value) => sum + value, 0);
  const [different, own] = [all[0]!, all[1]!];
  if (different === 0 || own === 0 || 2 * own < sames || 2 * different < pairs.same.length - sames) return undefined;
  // 1 - probability is a distance, whose calibration is itself.
  const curve = rocCurve({ distances: probabilities.map((probability) => 1 - probability), same });
  const itself: ModelCalibration = { kind: "isotonic", distances: [0, 1], probabilities: [1, 0] };
  return {
    far: accepted[0]! / different,
    frr: 1 - accepted[1]! / own,
    calibration: calibrationError(curve, itself),
    pairs: { same: own, different },
    folds,
  };
}

// Turns a distance into a probability that a pair is the same, fitted on judged pairs: by Platt's scaling, or by isotonic
// regression (isotonic.ts).
//
//   P(same | d) = 1 / (1 + exp(slope d + intercept))          slope >= 0: never rises with the distance
//
// Platt 1999, by the Newton iteration of Lin, Lin, Weng 2007. Two departures. Same and different pairs carry equal total
// weight, so that the probability is for a balanced prior and does not depend on how many different pairs happened to be
// sampled: 0.5 says "no evidence either way". And a slope below 0 (a distance that tells the opposite) is cut off at
// 0: probability 0.5 everywhere, `informative: false`. Targets are Platt's (N+ + 1)/(N+ + 2) and 1/(N- + 2), not 1 and 0,
// which keeps the fit finite where a threshold separates the pairs fully.
//
// Pairs of the same two people are not independent, and a threshold separates those of three people easily: the slope that suits
// them is far too steep for others. So the slope has a prior, as a weakly informative one of logistic regression (Gelman, Jakulin,
// Pittau, Su 2008; the penalty of le Cessie, van Houwelingen 1992), against which the pairs weigh as many as are independent:
//
//   minimise  N mean cross-entropy + (slope / 3)² / 2       slope per standard deviation of the distances, N independent pairs
//
// With two classes N is 3, with three 6, with forty 820 (independent-pairs.ts). Fewer classes make probabilities milder, and many
// leave them as they are. N in Platt's targets instead would hold the mean probability itself away from 0 and 1, also where
// all classes agree, and was worse on real embeddings.

import { KindredError, check } from "../core/errors.js";
import { checkChoice } from "../core/options.js";
import { type LogisticCalibration, type ModelCalibration, probabilitySame } from "../model/calibration.js";
import { fitIsotonic } from "./isotonic.js";
import type { Judged } from "./roc.js";

export { probabilitySame };

export type CalibrationKind = ModelCalibration["kind"];

/** What a fit says beside the calibration. */
export interface FitReport {
  /** False where the distance told nothing, or the opposite, about these pairs. */
  readonly informative: boolean;
  /** The pairs it was fitted on. */
  readonly pairs: { readonly same: number; readonly different: number };
}

/** JSON-serialisable; without the report, part of a model's metadata. */
export type Calibration = ModelCalibration & FitReport;

export interface FitCalibrationOptions {
  /** Isotonic assumes no shape, and wants thousands of pairs. @defaultValue "logistic" */
  readonly kind?: CalibrationKind;
  /** How many of the pairs are independent (`independentPairs`): few make a logistic slope less steep; > 0. @defaultValue all are: no prior */
  readonly independent?: number;
}

/**
 * @throws DATA_TOO_FEW without a same or without a different pair; INVALID_INPUT for a distance that is not finite
 */
export function fitCalibration(
  judged: Judged,
  options?: { readonly kind?: "logistic"; readonly independent?: number },
): LogisticCalibration & FitReport;
export function fitCalibration(judged: Judged, options: FitCalibrationOptions): Calibration;
export function fitCalibration(judged: Judged, options: FitCalibrationOptions = {}): Calibration {
  const { kind = "logistic", independent = Infinity } = options;
  checkChoice("calibration", "kind", kind, ["logistic", "isotonic"]);
  check(
    independent > 0,
    "INVALID_OPTION",
    `calibration: independent must be a number of pairs > 0, got ${independent}`,
  );
  const sample = balanced(judged);
  const { counts } = sample;
  const pairs = { same: counts[1], different: counts[0] };
  if (kind === "isotonic") {
    const fitted = fitIsotonic(judged, counts);
    return { ...fitted, informative: new Set(fitted.probabilities).size > 1, pairs };
  }
  const flat = { kind: "logistic", slope: 0, intercept: 0, informative: false, pairs } as const;
  if (sample.scale === 0) return flat;
  const [slope, intercept] = minimise(sample, 1 / (slopeDeviation ** 2 * independent));
  if (!(slope > 0)) return flat;
  // Fitted on (d - centre) / scale, so that Newton's steps are well conditioned whatever the unit of the distance.
  const perUnit = slope / sample.scale;
  return { kind: "logistic", slope: perUnit, intercept: intercept - perUnit * sample.centre, informative: true, pairs };
}

/** Standard deviation of the prior of a slope per standard deviation of the distances. */
const slopeDeviation = 3;

interface Sample {
  readonly judged: Judged;
  /** [different, same]. */
  readonly counts: readonly [number, number];
  /** Mean and standard deviation, both kinds of pairs weighing the same. */
  readonly centre: number;
  readonly scale: number;
}

function balanced(judged: Judged): Sample {
  const { distances, same } = judged;
  const [counts, sums, squares] = [
    [0, 0],
    [0, 0],
    [0, 0],
  ] as [[number, number], [number, number], [number, number]];
  for (let i = 0; i < distances.length; i++) {
    if (!Number.isFinite(distances[i])) {
      throw new KindredError(
        "INVALID_INPUT",
        `calibration: the distance of pair ${i} is ${distances[i]}, expected a finite number`,
      );
    }
    const kind = same[i] ? 1 : 0;
    counts[kind]++;
    sums[kind] += distances[i]!;
  }
  check(
    counts[0] > 0 && counts[1] > 0,
    "DATA_TOO_FEW",
    `calibration: needs same and different pairs, got ${counts[1]} same and ${counts[0]} different`,
  );
  const centre = (sums[0] / counts[0] + sums[1] / counts[1]) / 2;
  for (let i = 0; i < distances.length; i++) squares[same[i] ? 1 : 0] += (distances[i]! - centre) ** 2;
  return { judged, counts, centre, scale: Math.sqrt((squares[0] / counts[0] + squares[1] / counts[1]) / 2) };
}

/** The loss at (slope, intercept) and its first and second derivatives, one pass over the pairs. */
interface Point {
  readonly loss: number;
  readonly gradient: readonly [number, number];
  readonly hessian: readonly [number, number, number];
}

function evaluate(sample: Sample, penalty: number, slope: number, intercept: number): Point {
  const { judged, counts, centre, scale } = sample;
  const targets = [1 / (counts[0] + 2), (counts[1] + 1) / (counts[1] + 2)] as const;
  const weights = [0.5 / counts[0], 0.5 / counts[1]] as const;
  let [loss, bySlope, byIntercept, h11, h12, h22] = [(penalty * slope ** 2) / 2, penalty * slope, 0, penalty, 0, 0];
  for (let i = 0; i < judged.distances.length; i++) {
    const kind = judged.same[i] ? 1 : 0;
    const [target, weight] = [targets[kind], weights[kind]];
    const x = (judged.distances[i]! - centre) / scale;
    const z = slope * x + intercept;
    // -target log p - (1 - target) log(1 - p) with p = 1 / (1 + e^z), in the form that does not overflow.
    const e = Math.exp(-Math.abs(z));
    loss += weight * (Math.max(z, 0) - (1 - target) * z + Math.log1p(e));
    const p = z > 0 ? e / (1 + e) : 1 / (1 + e);
    const [error, curvature] = [weight * (target - p), weight * p * (1 - p)];
    bySlope += error * x;
    byIntercept += error;
    h11 += curvature * x * x;
    h12 += curvature * x;
    h22 += curvature;
  }
  return { loss, gradient: [bySlope, byIntercept], hessian: [h11, h12, h22] };
}

/** Newton's method with step halving; the loss is convex. A dozen passes over the pairs. */
function minimise(sample: Sample, penalty: number): [number, number] {
  let [slope, intercept] = [0, 0];
  let here = evaluate(sample, penalty, slope, intercept);
  for (let iteration = 0; iteration < 100; iteration++) {
    const [g1, g2] = here.gradient;
    if (Math.abs(g1) < 1e-10 && Math.abs(g2) < 1e-10) break;
    const [h11, h12, h22] = [here.hessian[0] + 1e-12, here.hessian[1], here.hessian[2] + 1e-12];
    const determinant = h11 * h22 - h12 * h12;
    const [d1, d2] = [-(h22 * g1 - h12 * g2) / determinant, -(h11 * g2 - h12 * g1) / determinant];
    let step = 1;
    let next = evaluate(sample, penalty, slope + d1, intercept + d2);
    while (next.loss > here.loss + 1e-4 * step * (g1 * d1 + g2 * d2) && step > 1e-10) {
      step /= 2;
      next = evaluate(sample, penalty, slope + step * d1, intercept + step * d2);
    }
    if (!(next.loss < here.loss)) break;
    [slope, intercept, here] = [slope + step * d1, intercept + step * d2, next];
  }
  return [slope, intercept];
}

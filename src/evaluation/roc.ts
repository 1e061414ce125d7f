// The ROC curve of a distance: for every threshold t, how many same and how many different pairs lie within it
// (distance <= t means "same"). All of verification is read off it.
//
//   TAR (true accept rate)  = same pairs within t / same pairs             FRR = 1 - TAR
//   FAR (false accept rate) = different pairs within t / different pairs
//
// Pairs at one distance enter together: one point, so that ties are counted neither for nor against.

import { check, KindredError } from "../core/errors.js";

/** What verification takes: a distance and a truth (1 or true: same) for each pair. */
export interface Judged {
  readonly distances: ArrayLike<number>;
  readonly same: ArrayLike<number | boolean>;
}

/** Point k: everything up to distance `thresholds[k]` is accepted. Point 0 accepts nothing (threshold -Infinity). */
export interface Curve {
  /** Distinct distances, ascending, after -Infinity. */
  readonly thresholds: Float64Array;
  /** Same pairs accepted. */
  readonly sames: Float64Array;
  /** Different pairs accepted. */
  readonly differents: Float64Array;
  /** Totals. */
  readonly same: number;
  readonly different: number;
}

/** One point of a plot. `threshold` is null where nothing is accepted. */
export interface RocPoint {
  readonly threshold: number | null;
  readonly far: number;
  readonly tar: number;
}

/**
 * Sorts the pairs and counts: O(P log P), a second for five million.
 *
 * @throws DATA_TOO_FEW without a same or without a different pair; INVALID_INPUT for a NaN distance
 */
export function rocCurve({ distances, same }: Judged): Curve {
  const [near, far] = separate(distances, same);
  const { length } = distances;
  const thresholds = new Float64Array(length + 1);
  const sames = new Float64Array(length + 1);
  const differents = new Float64Array(length + 1);
  thresholds[0] = -Infinity;
  let [i, j, points] = [0, 0, 1];
  while (i < near.length || j < far.length) {
    const threshold = Math.min(near[i] ?? Infinity, far[j] ?? Infinity);
    while (i < near.length && near[i]! <= threshold) i++;
    while (j < far.length && far[j]! <= threshold) j++;
    thresholds[points] = threshold;
    sames[points] = i;
    differents[points++] = j;
  }
  return {
    thresholds: thresholds.slice(0, points),
    sames: sames.slice(0, points),
    differents: differents.slice(0, points),
    same: near.length,
    different: far.length,
  };
}

/** Distances of the same pairs and of the different pairs, each ascending. */
function separate(distances: ArrayLike<number>, same: ArrayLike<number | boolean>): [Float64Array, Float64Array] {
  const { length } = distances;
  check(
    length === same.length,
    "INVALID_INPUT",
    `verification: expected as many distances as truths, got ${length} and ${same.length}`,
  );
  let count = 0;
  for (let i = 0; i < length; i++) {
    if (Number.isNaN(distances[i]))
      throw new KindredError("INVALID_INPUT", `verification: the distance of pair ${i} is NaN`);
    if (same[i]) count++;
  }
  check(count > 0 && count < length, "DATA_TOO_FEW", () => {
    return `verification: needs same and different pairs, got ${count} same and ${length - count} different`;
  });
  const [near, far] = [new Float64Array(count), new Float64Array(length - count)];
  for (let i = 0, n = 0, f = 0; i < length; i++) {
    if (same[i]) near[n++] = distances[i]!;
    else far[f++] = distances[i]!;
  }
  return [near.sort(), far.sort()];
}

/** Area under the curve: the chance that a same pair is nearer than a different one, ties counted half. 0..1 */
export function areaUnder({ sames, differents, same, different }: Curve): number {
  let area = 0;
  for (let k = 1; k < sames.length; k++) {
    area += ((differents[k]! - differents[k - 1]!) * (sames[k]! + sames[k - 1]!)) / 2;
  }
  return area / (same * different);
}

/**
 * The threshold that stands for point k: halfway to the next distance seen, since every value between decides these pairs alike
 * and the middle is the least likely to be wrong about new ones. Point 0 (accept nothing): half the smallest distance, or
 * -1 where that is 0.
 */
export function thresholdAt({ thresholds }: Curve, k: number): number {
  const [here, next] = [thresholds[k]!, thresholds[k + 1]];
  if (k === 0) return next! > 0 ? next! / 2 : -1;
  if (next === undefined || next === Infinity) return here;
  const middle = here + (next - here) / 2;
  return middle < next ? middle : here;
}

/** The last point whose thresholds all lie at or below `threshold`: what is accepted at it. */
export function pointAt({ thresholds }: Curve, threshold: number): number {
  let [low, high] = [0, thresholds.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (thresholds[middle]! <= threshold) low = middle;
    else high = middle - 1;
  }
  return low;
}

/**
 * The curve thinned for a plot, ends kept: a point for every step of 1/200 in FAR + TAR, and ten for every decade of FAR, so
 * that it can be drawn on a logarithmic axis too. At most about 500 points. Figures are taken from the full curve.
 */
export function rocPoints(curve: Curve): RocPoint[] {
  const { thresholds, sames, differents, same, different } = curve;
  const points: RocPoint[] = [];
  let [sum, decade] = [-1, NaN];
  for (let k = 0; k < thresholds.length; k++) {
    const [far, tar] = [differents[k]! / different, sames[k]! / same];
    const tenth = far > 0 && far < 0.1 ? Math.floor(10 * Math.log10(far)) : NaN;
    const news = far + tar - sum >= 1 / 200 || (!Number.isNaN(tenth) && tenth !== decade);
    if (!news && k < thresholds.length - 1) continue;
    [sum, decade] = [far + tar, tenth];
    points.push({ threshold: k === 0 ? null : thresholds[k]!, far, tar });
  }
  return points;
}

// The ROC curve of resampled pairs: units are drawn with replacement, and a pair counts as often as its units were drawn.
//
// Two different units are drawn together w(u) w(v) times, which is (U - 1) / U on average, one unit w(u) times, which is 1. Pairs inside a
// unit are weighed down by as much: else the share of same pairs, and with it accuracy, precision and F1, would lie higher in every
// resample than in the pairs themselves, and with few classes their intervals beside their values.
//
// The pairs are sorted once; each resample is then one pass over them. Where there are more than 65,536 distinct distances,
// neighbours are joined as if tied (an error below 1 in 65,536 of the pairs), so that 200 resamples of two million pairs take
// seconds.

import { ascendingOrder } from "../core/order.js";
import type { Random } from "../core/random.js";
import type { ScoredPairs } from "./pairs.js";
import type { Curve } from "./roc.js";

const MOST_POINTS = 65_536;

/** How often each of `units` was drawn, of as many draws with replacement; one place more at the end, for `resampledCurve`. */
export function drawUnits(units: number, generator: Random): Float64Array {
  const weights = new Float64Array(units + 1);
  for (let i = 0; i < units; i++) weights[generator.integer(units)]!++;
  return weights;
}

/** A function from unit weights (one more at the end, which it sets) to the curve of the weighted pairs. */
export function resampledCurve(
  { a, b, same, distances }: ScoredPairs,
  unitOf: Int32Array,
  units: number,
): (weights: Float64Array) => Curve {
  const order = ascendingOrder(distances);
  const count = order.length;
  const first = new Int32Array(count);
  const second = new Int32Array(count);
  const truth = new Uint8Array(count);
  const closes = new Uint8Array(count);
  const points: number[] = [-Infinity];
  const stride = Math.ceil(count / MOST_POINTS);
  let open = 0;
  order.forEach((pair, i) => {
    first[i] = unitOf[a[pair]!]!;
    const other = unitOf[b[pair]!]!;
    // A pair inside one unit counts by w(u), not w(u)²: its second factor is the one at the end of the weights.
    second[i] = other === first[i] ? units : other;
    truth[i] = same[pair]!;
    open++;
    if (i + 1 < count && (open < stride || distances[order[i + 1]!] === distances[pair])) return;
    open = 0;
    closes[i] = 1;
    points.push(distances[pair]!);
  });
  const thresholds = Float64Array.from(points);
  const sames = new Float64Array(thresholds.length);
  const differents = new Float64Array(thresholds.length);
  return (weights) => {
    weights[units] = units > 1 ? (units - 1) / units : 1;
    let [near, far, k] = [0, 0, 1];
    for (let i = 0; i < count; i++) {
      const weight = weights[first[i]!]! * weights[second[i]!]!;
      if (truth[i] === 1) near += weight;
      else far += weight;
      if (closes[i] === 0) continue;
      sames[k] = near;
      differents[k++] = far;
    }
    return { thresholds, sames, differents, same: near, different: far };
  };
}

// Signal-to-noise distance: how much of the anchor's own variation it would take to turn it into the other.
//
//   d(a, b) = var(b - a) / var(a)          variances over the dimensions; a is the anchor (signal), b - a the noise
//
// Yuan, Deng, Tang, Tang, Chen 2019, "Signal-to-Noise Ratio", equation 3 (1 / SNR). Not symmetric, so the anchor goes first:
// in `pairs` and in matrices the anchors are the rows. An anchor that is constant has no signal; its variance then counts as
// 1, so that nothing becomes infinite. Only shapes count: adding a number to all dimensions of a vector changes nothing.

import { type Tensor, scalar } from "../graph/tensor.js";
import { div } from "../graph/ops/div.js";
import { lessOrEqual } from "../graph/ops/less-or-equal.js";
import { mul } from "../graph/ops/mul.js";
import { reduceMean } from "../graph/ops/reduce-mean.js";
import { squeeze } from "../graph/ops/squeeze.js";
import { where } from "../graph/ops/where.js";
import { centredGraphRows, isRounding } from "./centred-rows.js";
import { type Distance, type Vector, checkWidths } from "./distance.js";
import { squaredPairs, squaredRows } from "./squared-graph.js";

/** var(b - a) / var(a), >= 0; the divisor is 1 where the anchor a is constant. A NaN or an infinity gives NaN. */
export function signalToNoiseDistance(a: Vector, b: Vector): number {
  checkWidths(a, b);
  const { length } = a;
  let [meanA, meanB] = [0, 0];
  for (let i = 0; i < length; i++) {
    meanA += a[i]! / length;
    meanB += b[i]! / length;
  }
  let [signal, noise, deviation, largest] = [0, 0, 0, 0];
  for (let i = 0; i < length; i++) {
    const x = a[i]! - meanA;
    const gap = b[i]! - meanB - x;
    signal += x * x;
    noise += gap * gap;
    deviation = Math.max(deviation, Math.abs(x));
    largest = Math.max(largest, Math.abs(a[i]!));
  }
  return signal === 0 || isRounding(deviation, largest) ? noise / Math.max(1, length) : noise / signal;
}

/** The signal-to-noise distance as an option of losses, miners and evaluation. The first side is the anchor. */
export function signalToNoise(): Distance {
  return {
    name: "signal-to-noise",
    options: {},
    between: signalToNoiseDistance,
    rows(a, b) {
      const [x, y] = [centredGraphRows(a), centredGraphRows(b)];
      return div(squaredRows(x, y), squeeze(energy(x), [1]));
    },
    pairs(a, b) {
      const x = centredGraphRows(a);
      return div(squaredPairs(x, a === b ? x : centredGraphRows(b)), energy(x));
    },
  };
}

/** Σ x² of centred rows, `[N, D]` -> `[N, 1]`; D, which makes the variance 1, where a row is constant. */
function energy(x: Tensor): Tensor {
  const width = Number(x.shape[1]);
  const squares = mul(reduceMean(mul(x, x), [1], true), scalar(width, x.dtype));
  return where(lessOrEqual(squares, scalar(0, x.dtype)), scalar(width, x.dtype), squares);
}

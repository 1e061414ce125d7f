// From series as they are to what an encoder of series takes, inside the graph:
//
//   x[n, t, c] = (z[n, t, c] - mean[c]) / std[c]        z: the values, or with zNormalise those less their own series' mean,
//                                                       over its standard deviation (at least 1e-6)
//
// Behind the end of a series x is 0, whatever stood there.

import {
  type Dimension,
  type Tensor,
  cast,
  constant,
  div,
  input,
  less,
  max,
  mul,
  positions,
  reduceSum,
  scalar,
  sqrt,
  square,
  sub,
  unsqueeze,
  where,
} from "../graph/index.js";
import type { SeriesInput } from "./series-input.js";

/** The graph's inputs: "series", float `[N, T, C]`, and "lengths", int64 `[N]`. */
export function seriesInputs(
  { channels }: SeriesInput,
  batch: Dimension,
  time: Dimension,
): { readonly series: Tensor; readonly lengths: Tensor } {
  return {
    series: input("series", "float32", [batch, time, channels]),
    lengths: input("lengths", "int64", [batch]),
  };
}

/** float `[N, T, C]` -> the same, centred and scaled, 0 behind the ends. */
export function normaliseSeries(series: Tensor, lengths: Tensor, { mean, std, zNormalise }: SeriesInput): Tensor {
  const counts = unsqueeze(less(unsqueeze(positions(series, 1), [0]), unsqueeze(lengths, [1])), [2]);
  const only = (x: Tensor): Tensor => where(counts, x, scalar(0));
  const perChannel = (values: readonly number[]): Tensor => constant(Float32Array.from(values));
  let x = only(series);
  if (zNormalise) {
    const steps = unsqueeze(cast(lengths, "float32"), [1, 2]);
    const centred = only(sub(x, div(reduceSum(x, [1], true), steps)));
    x = div(centred, max(sqrt(div(reduceSum(square(centred), [1], true), steps)), scalar(1e-6)));
  }
  return only(mul(sub(x, perChannel(mean)), perChannel(std.map((deviation) => 1 / deviation))));
}

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
  reduceMean,
  reduceSum,
  scalar,
  sqrt,
  square,
  sub,
  unsqueeze,
  where,
} from "../graph/index.js";
import type { SeriesInput } from "./series-input.js";
import { evenShares, readSeriesAt } from "./series-resampling.js";

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

/** As an encoder takes them; where all are brought to one length, none has another. */
export interface PreparedSeries {
  /** `[N, T, C]`. */
  readonly x: Tensor;
  /** `[N]`. Absent: all steps count. */
  readonly lengths?: Tensor;
}

/** float `[N, T, C]`, lengths `[N]` -> resampled where that is wanted, centred and scaled. */
export function preparedSeries(series: Tensor, lengths: Tensor, input: SeriesInput): PreparedSeries {
  if (input.resample === undefined) return { x: normaliseSeries(series, lengths, input), lengths };
  return { x: normaliseSeries(readSeriesAt(series, lengths, evenShares(input.resample)), undefined, input) };
}

/** float `[N, T, C]` -> the same, centred and scaled, 0 behind the ends. Without lengths all steps count. */
export function normaliseSeries(
  series: Tensor,
  lengths: Tensor | undefined,
  { mean, std, zNormalise }: SeriesInput,
): Tensor {
  const counts = lengths && unsqueeze(less(unsqueeze(positions(series, 1), [0]), unsqueeze(lengths, [1])), [2]);
  const only = (x: Tensor): Tensor => (counts === undefined ? x : where(counts, x, scalar(0)));
  const perChannel = (values: readonly number[]): Tensor => constant(Float32Array.from(values));
  let x = only(series);
  if (zNormalise) {
    const mean = (x: Tensor): Tensor =>
      lengths === undefined
        ? reduceMean(x, [1], true)
        : div(reduceSum(x, [1], true), unsqueeze(cast(lengths, "float32"), [1, 2]));
    const centred = only(sub(x, mean(x)));
    x = div(centred, max(sqrt(mean(square(centred))), scalar(1e-6)));
  }
  return only(mul(sub(x, perChannel(mean)), perChannel(std.map((deviation) => 1 / deviation))));
}

// Pooling over time: what is left of a series of features.
//
//   last        those of the last step
//   mean, max   over the steps that count
//   attention   sum of softmax(v . tanh(W x_t + b)) x_t: the network learns which steps matter (Bahdanau et al. 2015)

import { checkChoice } from "../../core/options.js";
import {
  type Tensor,
  concat,
  div,
  expand,
  cast,
  gatherElements,
  mul,
  reduceMax,
  reduceMean,
  reduceSum,
  scalar,
  slice,
  softmax,
  squeeze,
  sub,
  tanh,
  unsqueeze,
  where,
} from "../../graph/index.js";
import type { Scope } from "../scope.js";
import { stepsThatCount } from "../series.js";
import { dense } from "./dense.js";

export type SeriesPooling = "last" | "mean" | "max" | "attention";

export const seriesPoolings: readonly SeriesPooling[] = ["last", "mean", "max", "attention"];

export interface PoolSeriesOptions {
  readonly pooling: SeriesPooling;
  /** The axis of the steps: 0 of `[T, N, C]`, 1 of `[N, T, C]`. @defaultValue 1 */
  readonly time?: 0 | 1;
  /** How many of the channels, the last ones, ran from the last step to the first: "last" is their first. @defaultValue 0 */
  readonly backwards?: number;
}

/** Lower than any feature, yet finite. */
const never = -1e30;

/** x: `[N, T, C]` or `[T, N, C]`, lengths: `[N]` int64 -> `[N, C]`. Parameters of "attention": below "hidden" and "score". */
export function poolSeries(x: Tensor, scope: Scope, options: PoolSeriesOptions, lengths?: Tensor): Tensor {
  const { pooling, time = 1, backwards = 0 } = options;
  checkChoice("poolSeries", "pooling", pooling, seriesPoolings);
  const counts = lengths && unsqueeze(stepsThatCount(x, lengths, time), [2]);
  const only = (tensor: Tensor, otherwise: number): Tensor =>
    counts === undefined ? tensor : where(counts, tensor, scalar(otherwise, x.dtype));
  switch (pooling) {
    case "last":
      return lastStates(x, time, backwards, lengths);
    case "mean":
      if (lengths === undefined) return reduceMean(x, [time]);
      return div(reduceSum(only(x, 0), [time]), unsqueeze(cast(lengths, x.dtype), [1]));
    case "max":
      return reduceMax(only(x, never), [time]);
    case "attention": {
      const hidden = tanh(dense(x, scope.within("hidden"), { width: Number(x.shape[2]) }));
      const scores = dense(hidden, scope.within("score"), { width: 1, bias: false });
      return reduceSum(mul(x, softmax(only(scores, never), time)), [time]);
    }
  }
}

function lastStates(x: Tensor, time: 0 | 1, backwards: number, lengths: Tensor | undefined): Tensor {
  const channels = Number(x.shape[2]);
  const onwards = channels - backwards;
  const part = (from: number, to: number): Tensor =>
    to - from === channels ? x : slice(x, { axis: 2, start: from, end: to });
  const first = (): Tensor => squeeze(slice(part(onwards, channels), { axis: time, start: 0, end: 1 }), [time]);
  if (onwards === 0) return first();
  const last = (): Tensor => {
    if (lengths === undefined) return squeeze(slice(part(0, onwards), { axis: time, start: -1 }), [time]);
    const index = unsqueeze(sub(lengths, scalar(1, "int64")), [time, 2]);
    return squeeze(gatherElements(part(0, onwards), expand(index, [1, 1, onwards]), time), [time]);
  };
  return backwards === 0 ? last() : concat([last(), first()], 1);
}

// What encoders of series share in front of their layers: the check of their input, and which steps count.

import { type Tensor, cast, less, positions, shapeError, unsqueeze } from "../graph/index.js";

/** Channels of `x`; throws SHAPE_MISMATCH unless x is `[N, T, C]` with C known, and lengths, where given, `[N]` int64. */
export function seriesChannels(x: Tensor, lengths: Tensor | undefined, where: string): number {
  const channels = x.shape[2];
  if (x.shape.length !== 3 || typeof channels !== "number") {
    throw shapeError(where, "needs series [N, T, C] of known channels", x);
  }
  if (lengths !== undefined && (lengths.dtype !== "int64" || lengths.shape.length !== 1)) {
    throw shapeError(where, "lengths must be int64 [N]", lengths);
  }
  return channels;
}

/** Which steps count: bool, `[N, T]`, or `[T, N]` where `time` is 0. x has its steps along axis `time`. */
export function stepsThatCount(x: Tensor, lengths: Tensor, time: 0 | 1): Tensor {
  return less(unsqueeze(positions(x, time), [1 - time]), unsqueeze(lengths, [time]));
}

/** The same as 1 and 0. */
export function stepWeights(x: Tensor, lengths: Tensor, time: 0 | 1): Tensor {
  return cast(stepsThatCount(x, lengths, time), x.dtype);
}

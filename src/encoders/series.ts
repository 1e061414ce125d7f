// What encoders of series share: the check of their input, which steps count, and the head behind the pooling.

import { type Tensor, cast, l2Normalise, less, positions, shapeError, unsqueeze } from "../graph/index.js";
import type { HeadOptions } from "./image.js";
import { dense } from "./layers/dense.js";
import { dropout } from "./layers/dropout.js";
import type { Scope } from "./scope.js";

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

/** Features `[N, F]` -> embeddings `[N, D]`, as the head of pictures' encoders. Parameters stand below "embedding". */
export function seriesHead(features: Tensor, scope: Scope, options: HeadOptions): Tensor {
  const kept = dropout(features, scope.within("dropout"), options.dropout);
  const embeddings = dense(kept, scope.within("embedding"), { width: options.embedding });
  return options.normalise ? l2Normalise(embeddings) : embeddings;
}

// Mined triplets written out, one place for each: for losses that need every triplet by itself. N x R x R places.

import { type Tensor, and, dimensions, equal, greater, lessOrEqual, reshape, scalar, sub } from "../graph/index.js";
import { columns } from "./choose.js";
import type { Mined } from "./miner.js";

/** Whether (anchor, positive, negative) counts: bool `[N, R, R]`. distances: `[N, R]`, those that the miner chose by. */
export function tripletMask({ positive, negative, triplets }: Mined, distances: Tensor): Tensor {
  const [rows, width] = dimensions(positive.shape, "tripletMask") as [number, number];
  const ofPositive = (x: Tensor): Tensor => reshape(x, [rows, width, 1]);
  const ofNegative = (x: Tensor): Tensor => reshape(x, [rows, 1, width]);
  const every = and(ofPositive(positive), ofNegative(negative));
  const numbers = columns(width);
  switch (triplets?.by) {
    case undefined:
      return every;
    case "mask":
      return triplets.mask;
    case "negative":
      return and(every, equal(ofPositive(triplets.negative), reshape(numbers, [1, 1, width])));
    case "positive":
      return and(every, equal(ofNegative(triplets.positive), reshape(numbers, [1, width, 1])));
    case "gap": {
      const gap = sub(ofNegative(distances), ofPositive(distances));
      const { above, upTo } = triplets;
      const over = above === undefined ? every : and(every, greater(gap, scalar(above, gap.dtype)));
      return upTo === undefined ? over : and(over, lessOrEqual(gap, scalar(upTo, gap.dtype)));
    }
  }
}

// The hardest share of a batch's pairs: of all same pairs those farthest apart, of all different pairs the nearest.
//
//   ceil(filterPercentage * count) of each kind
//
// Yuan, Yang, Zhang 2017 (hard-aware deeply cascaded embedding), section 3.2: one level of their cascade. Pairs exactly as far
// as the last one are in as well, so that the choice does not depend on the order of rows: a pair comes in both directions.

import { checkRange } from "../core/options.js";
import {
  type Tensor,
  add,
  and,
  cast,
  ceil,
  detach,
  dimensions,
  gather,
  greaterOrEqual,
  ints,
  lessOrEqual,
  max,
  mul,
  neg,
  reduceSum,
  reshape,
  scalar,
  sub,
  topK,
  where,
} from "../graph/index.js";
import { batchMasks, referencesOf } from "./labels.js";
import type { Miner } from "./miner.js";
import { FAR } from "./ranks.js";

export interface HdcOptions {
  /** Share of the pairs of each kind that is kept; in (0, 1]. @defaultValue 0.5 */
  readonly filterPercentage?: number;
}

export function hdc({ filterPercentage = 0.5 }: HdcOptions = {}): Miner {
  checkRange("hdc", "filterPercentage", filterPercentage, { above: 0, to: 1 });
  return {
    name: "hdc",
    options: { filterPercentage },
    mine(batch, { distance }) {
      const distances = detach(distance.pairs(batch.embeddings, referencesOf(batch)));
      const { positive, negative } = batchMasks(batch);
      const least = neg(nearestOf(neg(distances), positive, filterPercentage));
      const most = nearestOf(distances, negative, filterPercentage);
      return {
        positive: and(positive, greaterOrEqual(distances, least)),
        negative: and(negative, lessOrEqual(distances, most)),
      };
    },
  };
}

/** The value up to which a share of the masked values lies: `[]`. */
function nearestOf(values: Tensor, mask: Tensor, share: number): Tensor {
  const [rows, width] = dimensions(values.shape, "hdc") as [number, number];
  const masked = reshape(where(mask, values, scalar(FAR, values.dtype)), [rows * width]);
  const sorted = topK(masked, rows * width, { largest: false }).values;
  const count = reduceSum(cast(mask, "float32"));
  // A product such as 0.1 * 30 may come out a little over 3, and the next whole number is not meant.
  const wanted = ceil(sub(mul(count, scalar(share)), scalar(1e-3)));
  const index = add(cast(max(wanted, scalar(1)), "int64"), ints([-1]));
  return reshape(gather(sorted, index), []);
}

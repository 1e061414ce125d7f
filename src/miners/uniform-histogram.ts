// Pairs of all distances alike: the range of distances is cut into bins, and each bin gives about as many pairs.
//
//   a pair of a bin with `count` pairs is kept with probability min(1, perBin / count)
//
// Same and different pairs have bins of their own, from the least to the greatest of their distances. As PyTorch Metric
// Learning's UniformHistogramMiner, which draws exactly so many pairs of a bin, some of them twice.

import { checkCount } from "../core/options.js";
import {
  type Tensor,
  and,
  cast,
  constant,
  dataOf,
  detach,
  dimensions,
  div,
  floor,
  gather,
  less,
  max,
  min,
  reduceMax,
  reduceMin,
  reshape,
  scalar,
  scatterElements,
  sub,
  where,
} from "../graph/index.js";
import { batchMasks, referencesOf } from "./labels.js";
import type { Miner } from "./miner.js";
import { FAR } from "./ranks.js";

export interface UniformHistogramOptions {
  /** Bins of each kind of pair; >= 1. @defaultValue 100 */
  readonly numBins?: number;
  /** Same pairs of each bin, on average; >= 1. @defaultValue 10 */
  readonly posPerBin?: number;
  /** Different pairs of each bin, on average; >= 1. @defaultValue 10 */
  readonly negPerBin?: number;
}

export function uniformHistogram({
  numBins = 100,
  posPerBin = 10,
  negPerBin = 10,
}: UniformHistogramOptions = {}): Miner {
  for (const [name, value] of Object.entries({ numBins, posPerBin, negPerBin })) {
    checkCount("uniform-histogram", name, value);
  }
  return {
    name: "uniform-histogram",
    options: { numBins, posPerBin, negPerBin },
    mine(batch, { distance, scope }) {
      const distances = detach(distance.pairs(batch.embeddings, referencesOf(batch)));
      const { positive, negative } = batchMasks(batch);
      const shape = dimensions(distances.shape, "uniform-histogram");
      const kept = (mask: Tensor, perBin: number, name: string): Tensor =>
        and(mask, less(cast(scope.noise(name, shape), distances.dtype), chances(distances, mask, numBins, perBin)));
      return { positive: kept(positive, posPerBin, "positives"), negative: kept(negative, negPerBin, "negatives") };
    },
  };
}

/** perBin over the number of masked entries in an entry's bin: `[N, R]`; of no meaning where the mask is false. */
function chances(distances: Tensor, mask: Tensor, bins: number, perBin: number): Tensor {
  const { dtype } = distances;
  const number = (value: number): Tensor => scalar(value, dtype);
  const least = reduceMin(where(mask, distances, number(FAR)));
  const most = reduceMax(where(mask, distances, number(-FAR)));
  const width = max(div(sub(most, least), number(bins)), number(1e-12));
  const place = floor(div(sub(distances, least), width));
  const bin = cast(min(max(place, number(0)), number(bins - 1)), "int64");
  const [rows, columns] = dimensions(distances.shape, "uniform-histogram") as [number, number];
  const zeros = constant(dataOf(dtype, Array<number>(bins).fill(0)), [bins], dtype);
  const counts = scatterElements(
    zeros,
    reshape(bin, [rows * columns]),
    reshape(cast(mask, dtype), [rows * columns]),
    0,
    "add",
  );
  const perPair = div(number(perBin), max(counts, number(1)));
  return gather(perPair, bin);
}

// Batch normalisation layer (Ioffe, Szegedy 2015), as PyTorch's.
//
//   training    y = (x - mean) * scale / sqrt(variance + epsilon) + bias     with the batch's statistics per channel
//   inference   the same with running statistics:  running' = (1 - momentum) * running + momentum * batch
//
// With series of several lengths only the steps that count are counted (`counts`, 1 and 0): statistics of what is padded would
// depend on how long the others in the batch are.
//
// The batch's variance is biased where it normalises, and unbiased (over M - 1 of M values) where it is averaged.

import {
  type Tensor,
  add,
  batchNormalisationTraining,
  batchNormalization,
  dimensions,
  div,
  max,
  mul,
  reduceSum,
  scalar,
  size,
  sqrt,
  square,
  sub,
  unsqueeze,
} from "../../graph/index.js";
import { check } from "../../core/errors.js";
import { ones, zeros } from "../initialisers.js";
import type { Scope } from "../scope.js";

export interface BatchNormOptions {
  /** Share of the newest batch in the running statistics, in (0, 1]. @defaultValue 0.1 */
  readonly momentum?: number;
  /** Added to the variance. @defaultValue 1e-5 */
  readonly epsilon?: number;
}

/**
 * x: `[N, C]` or `[N, C, H, W]` -> the same shape. Parameters: "scale", "bias"; states: "mean", "variance".
 *
 * @param counts - of series `[N, C, 1, T]`: 1 for the steps that count, else 0, `[N, 1, 1, T]`
 * @throws INVALID_INPUT in training where a channel has a single value, which has no variance
 */
export function batchNorm(
  x: Tensor,
  scope: Scope,
  { momentum = 0.1, epsilon = 1e-5 }: BatchNormOptions = {},
  counts?: Tensor,
): Tensor {
  const [channels] = dimensions(x.shape.slice(1, 2), "batchNorm") as [number];
  const scale = scope.parameter("scale", [channels], ones);
  const bias = scope.parameter("bias", [channels], zeros);
  const runningMean = scope.state("mean", [channels], zeros);
  const runningVariance = scope.state("variance", [channels], ones);
  if (!scope.training) {
    return batchNormalization(x, { scale, bias, mean: runningMean, variance: runningVariance }, epsilon);
  }
  const values = size(x.shape) / channels;
  check(values > 1, "INVALID_INPUT", "batchNorm: training needs more than one value a channel; use a larger batch");
  const { y, mean, variance, unbiased } =
    counts === undefined
      ? { ...batchNormalisationTraining(x, scale, bias, { epsilon }), unbiased: scalar(values / (values - 1), x.dtype) }
      : counted(x, scale, bias, counts, epsilon);
  const average = (running: Tensor, batch: Tensor): Tensor =>
    add(mul(running, scalar(1 - momentum, x.dtype)), mul(batch, scalar(momentum, x.dtype)));
  scope.update(runningMean, average(runningMean, mean));
  scope.update(runningVariance, average(runningVariance, mul(variance, unbiased)));
  return y;
}

/** The same over the values whose weight is 1. x: `[N, C, 1, T]`, counts: `[N, 1, 1, T]`. */
function counted(x: Tensor, scale: Tensor, bias: Tensor, counts: Tensor, epsilon: number) {
  const column = (vector: Tensor): Tensor => unsqueeze(vector, [1, 2]);
  const one = scalar(1, x.dtype);
  const values = max(reduceSum(counts), one);
  const over = (tensor: Tensor): Tensor => div(reduceSum(mul(tensor, counts), [0, 2, 3]), values);
  const mean = over(x);
  const centred = sub(x, column(mean));
  const variance = over(square(centred));
  const slope = div(scale, sqrt(add(variance, scalar(epsilon, x.dtype))));
  const y = add(mul(centred, column(slope)), column(bias));
  return { y, mean, variance, unbiased: div(values, max(sub(values, one), one)) };
}

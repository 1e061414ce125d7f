// Batch normalisation layer (Ioffe, Szegedy 2015), as PyTorch's.
//
//   training    y = (x - mean) * scale / sqrt(variance + epsilon) + bias     with the batch's statistics per channel
//   inference   the same with running statistics:  running' = (1 - momentum) * running + momentum * batch
//
// The batch's variance is biased where it normalises, and unbiased (over M - 1 of M values) where it is averaged.

import {
  type Tensor,
  add,
  batchNormalisationTraining,
  batchNormalization,
  dimensions,
  mul,
  scalar,
  size,
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
 * @throws INVALID_INPUT in training where a channel has a single value, which has no variance
 */
export function batchNorm(x: Tensor, scope: Scope, { momentum = 0.1, epsilon = 1e-5 }: BatchNormOptions = {}): Tensor {
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
  const { y, mean, variance } = batchNormalisationTraining(x, scale, bias, { epsilon });
  const average = (running: Tensor, batch: Tensor, factor: number): Tensor =>
    add(mul(running, scalar(1 - momentum, x.dtype)), mul(batch, scalar(momentum * factor, x.dtype)));
  scope.update(runningMean, average(runningMean, mean, 1));
  scope.update(runningVariance, average(runningVariance, variance, values / (values - 1)));
  return y;
}

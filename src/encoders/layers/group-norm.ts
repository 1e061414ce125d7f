// Group normalisation (Wu, He 2018): each picture by the statistics of its own groups of channels. The same in training and at
// inference, and for any batch size; slower than batch normalisation, which needs no statistics at inference.
//
//   y = (x - mean) / sqrt(variance + epsilon) * scale + bias          mean, variance per picture and group

import { check } from "../../core/errors.js";
import { type Tensor, add, constant, dataOf, dimensions, layerNormalization, mul, reshape } from "../../graph/index.js";
import { ones, zeros } from "../initialisers.js";
import type { Scope } from "../scope.js";

export interface GroupNormOptions {
  /** Divides the channels. @defaultValue the largest divisor of the channels that is at most 8 */
  readonly groups?: number;
  /** Added to the variance. @defaultValue 1e-5 */
  readonly epsilon?: number;
}

/** x: `[N, C, H, W]` -> the same shape. Parameters: "scale", "bias". */
export function groupNorm(x: Tensor, scope: Scope, options: GroupNormOptions = {}): Tensor {
  const [channels, height, width] = dimensions(x.shape.slice(1), "groupNorm") as [number, number, number];
  const { groups = groupsOf(channels), epsilon = 1e-5 } = options;
  check(
    channels % groups === 0,
    "INVALID_OPTION",
    `groupNorm: groups must divide the ${channels} channels, got ${groups}`,
  );
  const length = (channels / groups) * height * width;
  const unscaled = constant(dataOf(x.dtype, Array<number>(length).fill(1)), [length], x.dtype);
  const unit = layerNormalization(reshape(x, [0, groups, length]), unscaled, undefined, epsilon);
  const perChannel = (vector: Tensor): Tensor => reshape(vector, [1, channels, 1, 1]);
  const scaled = mul(
    reshape(unit, [0, channels, height, width]),
    perChannel(scope.parameter("scale", [channels], ones)),
  );
  return add(scaled, perChannel(scope.parameter("bias", [channels], zeros)));
}

function groupsOf(channels: number): number {
  return [8, 7, 6, 5, 4, 3, 2, 1].find((groups) => channels % groups === 0)!;
}

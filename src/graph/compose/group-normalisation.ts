// Normalises each example over groups of channels (Wu, He 2018), then scales and shifts each channel.
//
// The groups are laid out as rows, which layer normalisation's fused operator then normalises.

import { add } from "../ops/add.js";
import { layerNormalization } from "../ops/layer-normalization.js";
import { mul } from "../ops/mul.js";
import { reshape } from "../ops/reshape.js";
import { type Tensor, constant, dataOf, dimensions, shapeError, size } from "../tensor.js";

/**
 * x: `[N, C, ...]`, scale, bias: `[C]` -> x's shape. Only N may be a name.
 *
 * @param groups - divides C
 * @defaultValue epsilon 1e-5
 */
export function groupNormalisation(x: Tensor, groups: number, scale: Tensor, bias: Tensor, epsilon = 1e-5): Tensor {
  const [channels = 0, ...spatial] = dimensions(x.shape.slice(1), "groupNormalisation");
  if (channels % groups !== 0) throw shapeError("groupNormalisation", `${groups} groups must divide the channels`, x);
  const length = (channels / groups) * size(spatial);
  const ones = constant(dataOf(x.dtype, Array<number>(length).fill(1)), [length], x.dtype);
  const rows = reshape(x, [0, groups, length]);
  const normalised = reshape(layerNormalization(rows, ones, undefined, epsilon), [0, channels, ...spatial]);
  const column = (parameter: Tensor): Tensor => reshape(parameter, [channels, ...spatial.map(() => 1)]);
  return add(mul(normalised, column(scale)), column(bias));
}

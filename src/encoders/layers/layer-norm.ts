// Layer normalisation over the last axis (Ba, Kiros, Hinton 2016): each row by its own mean and variance.
//
//   y = (x - mean) / sqrt(variance + epsilon) * scale + bias

import { type Tensor, dimensions, layerNormalization } from "../../graph/index.js";
import { ones, zeros } from "../initialisers.js";
import type { Scope } from "../scope.js";

export interface LayerNormOptions {
  /** Added to the variance. @defaultValue 1e-5 */
  readonly epsilon?: number;
}

/** x: `[..., D]` -> the same shape. Parameters: "scale", "bias". */
export function layerNorm(x: Tensor, scope: Scope, { epsilon = 1e-5 }: LayerNormOptions = {}): Tensor {
  const width = dimensions(x.shape.slice(-1), "layerNorm");
  return layerNormalization(x, scope.parameter("scale", width, ones), scope.parameter("bias", width, zeros), epsilon);
}

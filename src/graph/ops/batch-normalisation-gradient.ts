// Gradient of batch normalisation in training by its input, scale and bias.
//
//   inv    = 1 / sqrt(variance + epsilon)
//   dbias  = sum dy                      dscale = inv * sum dy * (x - mean)
//   dx     = a * dy + b * (x - mean) + c,      per channel  a = scale * inv,  b = -a * inv * dscale / M,  c = -a * dbias / M
//
// with M values a channel: two sums and four passes over x, and nothing kept from the way forward but x itself (the
// runtime finds that x - mean is there already). Exists only while a graph is built (domain "kindred").

import { type Channels, channelsOf } from "../channels.js";
import { type Attributes, type Emit, type Operator, type Tensor, scalar, shapeError } from "../tensor.js";

export const batchNormalisationGradientOperator: Operator = {
  type: "BatchNormGradient",
  domain: "kindred",
  floats: ["epsilon"],
  infer: ([dy, x, scale]) => {
    if (dy === undefined || x === undefined || scale === undefined) {
      throw shapeError("BatchNormGradient", "needs dy, x, scale, mean, variance", dy, x, scale);
    }
    const vector = { dtype: x.dtype, shape: scale.shape };
    return [{ dtype: x.dtype, shape: x.shape }, vector, vector];
  },
  lower: ({ inputs, attributes }, emit) => {
    const channels = channelsOf(inputs[1]!, Number(attributes["axis"] ?? 1), "BatchNormGradient", emit);
    return normaliseBatchGradient(inputs as readonly Tensor[], attributes, channels, emit);
  },
};

/** The operator in ONNX operators, wherever `channels` finds the channels of dy and x: dx, dscale, dbias. */
export function normaliseBatchGradient(
  inputs: readonly Tensor[],
  attributes: Attributes,
  { values, spread, sum }: Channels,
  emit: Emit,
): readonly [Tensor, Tensor, Tensor] {
  const [dy, x, scale, mean, variance] = inputs as [Tensor, Tensor, Tensor, Tensor, Tensor];
  const epsilon = scalar(Number(attributes["epsilon"]), x.dtype);
  const inverse = emit("Reciprocal", [emit("Sqrt", [emit("Add", [variance, epsilon])])]);
  const centred = emit("Sub", [x, spread(mean)]);
  const dBias = sum(dy);
  const dScale = emit("Mul", [sum(emit("Mul", [dy, centred])), inverse]);
  const a = emit("Mul", [scale, inverse]);
  const share = emit("Mul", [a, scalar(-1 / values, x.dtype)]);
  const b = emit("Mul", [emit("Mul", [share, inverse]), dScale]);
  const c = emit("Mul", [share, dBias]);
  const slopes = emit("Add", [emit("Mul", [dy, spread(a)]), emit("Mul", [centred, spread(b)])]);
  return [emit("Add", [slopes, spread(c)]), dScale, dBias];
}

// Layer normalisation over the axes from `axis` on (Ba, Kiros, Hinton 2016).
//
//   y = (x - mean) / sqrt(variance + epsilon) * scale + bias
//
// Gradient, with h = (x - mean) * inv and e = dy * scale, means over the normalised axes:
//
//   dx = inv * (e - mean(e) - h * mean(e * h))

import { sumTo } from "../broadcast.js";
import { type Operator, type Tensor, apply, axisOf, ints, shapeError } from "../tensor.js";

export const layerNormalizationOperator: Operator = {
  type: "LayerNormalization",
  floats: ["epsilon"],
  infer: ([x, scale, bias], attributes) => {
    if (x === undefined || scale === undefined) throw shapeError("LayerNormalization", "needs input and scale", x, scale);
    const axis = axisOf(Number(attributes["axis"] ?? -1), x.shape.length, "LayerNormalization");
    const normalised = x.shape.slice(axis);
    const fits = (tensor: Tensor): boolean => tensor.shape.join() === normalised.join();
    if (!fits(scale) || (bias !== undefined && !fits(bias))) {
      throw shapeError("LayerNormalization", `scale and bias must be [${normalised.join(", ")}]`, x, scale, bias);
    }
    const statistic = { dtype: x.dtype, shape: x.shape.map((dimension, i) => (i < axis ? dimension : 1)) };
    return [{ dtype: x.dtype, shape: x.shape }, statistic, statistic];
  },
  gradient: ({ inputs, outputs, upstream, attributes, needs, emit }) => {
    const [x, scale] = inputs as [Tensor, Tensor];
    const [, mean, inverse] = outputs;
    const dy = upstream[0]!;
    const axis = axisOf(Number(attributes["axis"] ?? -1), x.shape.length, "LayerNormalization");
    const axes = ints(x.shape.flatMap((_, i) => (i < axis ? [] : [i])));
    const average = (tensor: Tensor): Tensor => emit("ReduceMean", [tensor, axes], { keepdims: 1 });
    const unit = emit("Mul", [emit("Sub", [x, mean]), inverse]);
    const byInput = (): Tensor => {
      const e = emit("Mul", [dy, scale]);
      const along = emit("Mul", [unit, average(emit("Mul", [e, unit]))]);
      return emit("Mul", [emit("Sub", [emit("Sub", [e, average(e)]), along]), inverse]);
    };
    return [
      needs[0] ? byInput() : undefined,
      needs[1] ? sumTo(emit("Mul", [dy, unit]), scale.shape, emit) : undefined,
      needs[2] ? sumTo(dy, scale.shape, emit) : undefined,
    ];
  },
};

/** x: `[..., ...scale.shape]`; scale and bias span the normalised axes, the last ones. @defaultValue epsilon 1e-5 */
export function layerNormalization(x: Tensor, scale: Tensor, bias?: Tensor, epsilon = 1e-5): Tensor {
  const axis = x.shape.length - scale.shape.length;
  return apply(layerNormalizationOperator, bias === undefined ? [x, scale] : [x, scale, bias], { axis, epsilon })[0];
}

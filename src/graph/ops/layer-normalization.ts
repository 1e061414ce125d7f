// Normalises over the axes from `axis` on, then scales and shifts.
//
//   y = z * scale + bias,   z = (x - mean) * r,   r = 1 / sqrt(variance + epsilon)
//   dx = r (g - mean(g) - z mean(g z)),   g = dy * scale
//
// The forward pass is one fused operator, which gives mean and r as well.

import { KindredError } from "../../core/errors.js";
import { sumTo } from "../broadcast.js";
import { type GradientContext, type Operator, type Tensor, apply, axisOf, ints, shapeError, show } from "../tensor.js";

export const layerNormalizationOperator: Operator = {
  type: "LayerNormalization",
  optionalOutputs: 1,
  floats: ["epsilon"],
  infer: ([x, scale, bias], attributes) => {
    if (x === undefined || scale === undefined) {
      throw shapeError("LayerNormalization", "needs an input and a scale", x, scale);
    }
    const axis = axisOf(Number(attributes["axis"] ?? -1), x.shape.length, "LayerNormalization");
    const normalised = show(x.shape.slice(axis));
    if (show(scale.shape) !== normalised || (bias !== undefined && show(bias.shape) !== normalised)) {
      throw shapeError("LayerNormalization", `scale and bias must have shape ${normalised}`, x, scale, bias ?? scale);
    }
    const statistics = { dtype: x.dtype, shape: x.shape.map((dimension, i) => (i < axis ? dimension : 1)) };
    return [{ dtype: x.dtype, shape: x.shape }, statistics, statistics];
  },
  gradient: (context) => {
    const { inputs, outputs, upstream, needs, emit } = context;
    const [x, scale, bias] = [inputs[0]!, inputs[1]!, inputs[2]];
    if (upstream[1] !== undefined || upstream[2] !== undefined || upstream[0] === undefined) {
      throw new KindredError("NO_GRADIENT", "gradients: LayerNormalization has none by its statistics");
    }
    const dy = upstream[0];
    const z = emit("Mul", [emit("Sub", [x, outputs[1]]), outputs[2]]);
    return [
      needs[0] ? byInput(context, z) : undefined,
      needs[1] ? sumTo(emit("Mul", [dy, z]), scale.shape, emit) : undefined,
      needs[2] ? sumTo(dy, bias!.shape, emit) : undefined,
    ];
  },
};

function byInput({ inputs, outputs, upstream, attributes, emit }: GradientContext, z: Tensor): Tensor {
  const first = axisOf(Number(attributes["axis"] ?? -1), z.shape.length, "LayerNormalization");
  const axes = ints(z.shape.flatMap((_, i) => (i < first ? [] : [i])));
  const mean = (tensor: Tensor): Tensor => emit("ReduceMean", [tensor, axes], { keepdims: 1 });
  const g = emit("Mul", [upstream[0], inputs[1]]);
  const centred = emit("Sub", [g, mean(g)]);
  return emit("Mul", [outputs[2], emit("Sub", [centred, emit("Mul", [z, mean(emit("Mul", [g, z]))])])]);
}

/** x: `[..., ...scale.shape]`: normalised over the axes that scale and bias span. @defaultValue epsilon 1e-5 */
export function layerNormalization(x: Tensor, scale: Tensor, bias?: Tensor, epsilon = 1e-5): Tensor {
  const axis = x.shape.length - scale.shape.length;
  return apply(layerNormalizationOperator, bias === undefined ? [x, scale] : [x, scale, bias], { axis, epsilon })[0];
}

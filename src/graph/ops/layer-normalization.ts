// Normalises over the axes from `axis` on, then scales and shifts.
//
//   y = z * scale + bias,   z = (x - mean) * r,   r = 1 / sqrt(variance + epsilon)
//   dx = r (g - mean(g) - z mean(g z)),   g = dy * scale
//
// The forward pass is one fused operator, which gives mean and r as well.

import { broadcastShape, sumTo } from "../broadcast.js";
import { type GradientContext, type Operator, type Tensor, apply, axisOf, ints, shapeError, show } from "../tensor.js";

export const layerNormalizationOperator: Operator = {
  type: "LayerNormalization",
  floats: ["epsilon"],
  infer: ([x, scale, bias], attributes) => {
    if (x === undefined || scale === undefined) {
      throw shapeError("LayerNormalization", "needs an input and a scale", x, scale);
    }
    const axis = axisOf(Number(attributes["axis"] ?? -1), x.shape.length, "LayerNormalization");
    const normalised = x.shape.slice(axis);
    for (const parameter of [scale, bias ?? scale]) {
      const common = broadcastShape("LayerNormalization", { ...x, shape: normalised }, parameter);
      if (show(common) !== show(normalised)) {
        throw shapeError("LayerNormalization", `scale and bias must broadcast to ${show(normalised)}`, x, parameter);
      }
    }
    const statistics = { dtype: x.dtype, shape: x.shape.map((dimension, i) => (i < axis ? dimension : 1)) };
    return [{ dtype: x.dtype, shape: x.shape }, statistics, statistics];
  },
  gradient: (context) => {
    const { inputs, outputs, upstream, needs, emit } = context;
    const [x, scale, bias] = [inputs[0]!, inputs[1]!, inputs[2]];
    const dy = upstream[0];
    if (dy === undefined) return [undefined, undefined, undefined];
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

export interface LayerNormalizationOptions {
  /** First normalised axis. @defaultValue -1 */
  readonly axis?: number;
  /** Added to the variance. @defaultValue 1e-5 */
  readonly epsilon?: number;
}

/** scale, bias: of the shape of the normalised axes (or broadcasting to it). */
export function layerNormalization(
  x: Tensor,
  scale: Tensor,
  bias?: Tensor,
  { axis = -1, epsilon = 1e-5 }: LayerNormalizationOptions = {},
): Tensor {
  return apply(layerNormalizationOperator, bias === undefined ? [x, scale] : [x, scale, bias], { axis, epsilon })[0];
}

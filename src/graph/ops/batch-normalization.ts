// Batch normalisation with given statistics, as at inference. (Training: batch-normalisation-training.ts.)
//
//   y = (x - mean) * scale / sqrt(variance + epsilon) + bias          per channel, axis 1

import {
  type GradientContext,
  type Operator,
  type Tensor,
  apply,
  ints,
  scalar,
  shapeError,
} from "../tensor.js";

export const batchNormalizationOperator: Operator = {
  type: "BatchNormalization",
  floats: ["epsilon", "momentum"],
  infer: ([x, ...vectors], attributes) => {
    if (x === undefined || x.shape.length < 2 || Number(attributes["training_mode"] ?? 0) !== 0) {
      throw shapeError("BatchNormalization", "needs an input [N, C, ...], training_mode 0", x);
    }
    const fit = (vector: Tensor | undefined): boolean => vector?.shape.length === 1 && vector.shape[0] === x.shape[1];
    if (vectors.length !== 4 || !vectors.every(fit)) {
      throw shapeError("BatchNormalization", "scale, bias, mean and variance must be [C]", x, ...vectors);
    }
    return [{ dtype: x.dtype, shape: x.shape }];
  },
  gradient: ({ inputs, upstream, attributes, needs, emit }: GradientContext) => {
    const [x, scale, , mean, variance] = inputs as [Tensor, Tensor, Tensor, Tensor, Tensor];
    const dy = upstream[0]!;
    const spread = (vector: Tensor): Tensor =>
      emit("Reshape", [vector, ints([1, -1, ...x.shape.slice(2).map(() => 1)])]);
    const sum = (tensor: Tensor): Tensor =>
      emit("ReduceSum", [tensor, ints(x.shape.flatMap((_, i) => (i === 1 ? [] : [i])))], { keepdims: 0 });
    const epsilon = scalar(Number(attributes["epsilon"] ?? 1e-5), x.dtype);
    const inverse = emit("Reciprocal", [emit("Sqrt", [emit("Add", [variance, epsilon])])]);
    const slope = emit("Mul", [scale, inverse]);
    const perScale = (): Tensor => {
      const centred = emit("Sub", [x, spread(mean)]);
      return emit("Mul", [sum(emit("Mul", [dy, centred])), inverse]);
    };
    const byVariance = (): Tensor => {
      const half = emit("Mul", [emit("Mul", [slope, inverse]), scalar(-0.5, x.dtype)]);
      return emit("Mul", [perScale(), half]);
    };
    return [
      needs[0] ? emit("Mul", [dy, spread(slope)]) : undefined,
      needs[1] ? perScale() : undefined,
      needs[2] ? sum(dy) : undefined,
      needs[3] ? emit("Neg", [emit("Mul", [sum(dy), slope])]) : undefined,
      needs[4] ? byVariance() : undefined,
    ];
  },
};

/** x: `[N, C, ...]`, the others `[C]` -> x's shape. @defaultValue epsilon 1e-5 */
export function batchNormalization(
  x: Tensor,
  scale: Tensor,
  bias: Tensor,
  mean: Tensor,
  variance: Tensor,
  epsilon = 1e-5,
): Tensor {
  return apply(batchNormalizationOperator, [x, scale, bias, mean, variance], { epsilon })[0];
}

// Normalises each channel by a given mean and variance, then scales and shifts (ONNX's inference mode).
//
//   y = (x - mean) * r * scale + bias,   r = 1 / sqrt(variance + epsilon)        x: [N, C, ...], the others [C]
//
// Training normalises by the batch's own statistics, which the layer computes in the graph.

import { KindredError } from "../../core/errors.js";
import { sumTo } from "../broadcast.js";
import { type GradientContext, type Operator, type Tensor, apply, ints, scalar, shapeError } from "../tensor.js";

export const batchNormalizationOperator: Operator = {
  type: "BatchNormalization",
  floats: ["epsilon", "momentum"],
  infer: ([x, ...parameters], { training_mode = 0 }) => {
    if (training_mode !== 0) throw new KindredError("GRAPH_INVALID", "BatchNormalization: only the inference mode");
    const channels = x?.shape[1];
    const fits = (parameter: Tensor | undefined): boolean =>
      parameter?.dtype === x?.dtype && parameter?.shape.length === 1 && parameter.shape[0] === channels;
    if (x === undefined || channels === undefined || parameters.length !== 4 || !parameters.every(fits)) {
      throw shapeError("BatchNormalization", "scale, bias, mean and variance must be [channels]", x, ...parameters);
    }
    return [{ dtype: x.dtype, shape: x.shape }];
  },
  gradient: (context) => {
    const { inputs, upstream, needs, emit } = context;
    const dy = upstream[0]!;
    const { x, scale, mean, r } = columns(context);
    const mul = (a: Tensor, b: Tensor): Tensor => emit("Mul", [a, b]);
    const gain = mul(scale, r);
    /** Sums a tensor of x's shape, or of columns, to the parameters' shape. */
    const perChannel = (tensor: Tensor): Tensor =>
      emit("Reshape", [sumTo(tensor, mean.shape, emit), ints([Number(inputs[1]!.shape[0])])]);
    const centredSum = (): Tensor => sumTo(mul(dy, emit("Sub", [x, mean])), mean.shape, emit);
    const byVariance = (): Tensor => mul(mul(centredSum(), mul(gain, mul(r, r))), scalar(-0.5, x.dtype));
    return [
      needs[0] ? mul(dy, gain) : undefined,
      needs[1] ? perChannel(mul(centredSum(), r)) : undefined,
      needs[2] ? perChannel(dy) : undefined,
      needs[3] ? perChannel(emit("Neg", [mul(sumTo(dy, mean.shape, emit), gain)])) : undefined,
      needs[4] ? perChannel(byVariance()) : undefined,
    ];
  },
};

/** The parameters as [C, 1, ...], broadcasting to x. */
function columns({ inputs, attributes, emit }: GradientContext): Record<"x" | "scale" | "mean" | "r", Tensor> {
  const x = inputs[0]!;
  const shape = ints([Number(x.shape[1]), ...x.shape.slice(2).map(() => 1)]);
  const column = (parameter: Tensor | undefined): Tensor => emit("Reshape", [parameter, shape]);
  const epsilon = scalar(Number(attributes["epsilon"] ?? 1e-5), x.dtype);
  const r = emit("Reciprocal", [emit("Sqrt", [emit("Add", [column(inputs[4]), epsilon])])]);
  return { x, scale: column(inputs[1]), mean: column(inputs[3]), r };
}

export interface BatchNormalizationParameters {
  readonly scale: Tensor;
  readonly bias: Tensor;
  readonly mean: Tensor;
  readonly variance: Tensor;
}

/** x: `[N, C, ...]`, parameters: `[C]`. `epsilon` is added to the variance. @defaultValue epsilon 1e-5 */
export function batchNormalization(x: Tensor, parameters: BatchNormalizationParameters, epsilon = 1e-5): Tensor {
  const { scale, bias, mean, variance } = parameters;
  return apply(batchNormalizationOperator, [x, scale, bias, mean, variance], { epsilon })[0];
}

// Batch normalisation with the batch's own statistics, as in training (Ioffe, Szegedy 2015, algorithm 1).
//
//   y = (x - mean) * scale / sqrt(variance + epsilon) + bias          per channel
//
// mean and variance are taken over all axes but the channels'; the variance is biased (divides by the number of values).
//
// One operator, and not the dozen it lowers to, because its gradient is far shorter than what their rules would make of it
// (see batch-normalisation-gradient.ts), and because a layout can move the channel axis by one attribute. The variance is
// taken of centred values: mean of squares less square of mean would lose it where a channel's mean is large.
// Exists only while a graph is built (domain "kindred").

import { type Channels, channelsOf } from "../channels.js";
import {
  type Attributes,
  type Emit,
  type Node,
  type Operator,
  type Tensor,
  apply,
  axisOf,
  scalar,
  shapeError,
} from "../tensor.js";

export const batchNormalisationTrainingOperator: Operator = {
  type: "BatchNormTraining",
  domain: "kindred",
  floats: ["epsilon"],
  infer: ([x, scale, bias], attributes) => {
    if (x === undefined || scale === undefined || bias === undefined || x.shape.length < 2) {
      throw shapeError("BatchNormTraining", "needs an input [N, C, ...], scale and bias", x, scale, bias);
    }
    const channels = x.shape[axisOf(Number(attributes["axis"] ?? 1), x.shape.length, "BatchNormTraining")]!;
    if ([scale, bias].some(({ shape }) => shape.length !== 1 || shape[0] !== channels)) {
      throw shapeError("BatchNormTraining", "scale and bias must be [C]", x, scale, bias);
    }
    const vector = { dtype: x.dtype, shape: [channels] };
    return [{ dtype: x.dtype, shape: x.shape }, vector, vector];
  },
  gradient: ({ inputs, outputs, upstream, attributes, emit }) => {
    const [x, scale] = inputs;
    const [, mean, variance] = outputs;
    // The statistics leave the graph as running averages only: no gradient comes back through them.
    if (upstream[0] === undefined) return [undefined, undefined, undefined];
    const first = emit("BatchNormGradient", [upstream[0], x, scale, mean, variance], attributes);
    return first.source.kind === "node" ? first.source.node.outputs : [];
  },
  lower: ({ inputs, attributes }: Node, emit: Emit) => {
    const x = inputs[0]!;
    const channels = channelsOf(x, Number(attributes["axis"] ?? 1), "BatchNormTraining", emit);
    return normaliseBatch(inputs as readonly Tensor[], attributes, channels, emit);
  },
};

/** The operator in ONNX operators, wherever `channels` finds the channels of x: y, mean, variance. */
export function normaliseBatch(
  inputs: readonly Tensor[],
  attributes: Attributes,
  { values, spread, sum }: Channels,
  emit: Emit,
): readonly [Tensor, Tensor, Tensor] {
  const [x, scale, bias] = inputs as [Tensor, Tensor, Tensor];
  const share = scalar(1 / values, x.dtype);
  const mean = emit("Mul", [sum(x), share]);
  const centred = emit("Sub", [x, spread(mean)]);
  const variance = emit("Mul", [sum(emit("Mul", [centred, centred])), share]);
  const epsilon = scalar(Number(attributes["epsilon"]), x.dtype);
  const slope = emit("Div", [scale, emit("Sqrt", [emit("Add", [variance, epsilon])])]);
  const y = emit("Add", [emit("Mul", [centred, spread(slope)]), spread(bias)]);
  return [y, mean, variance];
}

export interface BatchNormalisationTrainingOptions {
  /** Added to the variance. @defaultValue 1e-5 */
  readonly epsilon?: number;
  /** The channels' axis. @defaultValue 1 */
  readonly axis?: number;
}

/** x: `[N, C, ...]`, known; scale, bias: `[C]` -> y of x's shape, mean and biased variance `[C]`. */
export function batchNormalisationTraining(
  x: Tensor,
  scale: Tensor,
  bias: Tensor,
  { epsilon = 1e-5, axis = 1 }: BatchNormalisationTrainingOptions = {},
): { readonly y: Tensor; readonly mean: Tensor; readonly variance: Tensor } {
  const [y, mean, variance] = apply(batchNormalisationTrainingOperator, [x, scale, bias], { epsilon, axis });
  return { y, mean: mean!, variance: variance! };
}

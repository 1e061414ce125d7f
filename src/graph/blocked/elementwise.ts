// Element-wise operators do not care in which order the elements stand, as long as all their inputs agree; only a value
// per channel has to be lined up with the blocks.

import { type Tensor, apply, dimensions, show, size } from "../tensor.js";
import { type BlockedContext, type BlockedResult, channelView, imageShape, unview, view } from "./context.js";

/** Operators that work element by element, with broadcasting where they take several inputs. */
export const elementwiseTypes: ReadonlySet<string> = new Set(
  (
    "Abs Add Cast Ceil Clip Div Elu Equal Erf Exp Floor Gelu Greater GreaterOrEqual HardSigmoid HardSwish Identity LeakyRelu " +
    "Less LessOrEqual Log Max Min Mul Neg Not Pow Reciprocal Relu Round Sigmoid Sign Softplus Sqrt Sub Sum Tanh Where"
  ).split(" "),
);

export function blockedElementwise(context: BlockedContext): BlockedResult | undefined {
  const { node, block, isBlocked, blocked, plain, emit } = context;
  const output = node.outputs[0]!;
  const shape = imageShape({ ...output, dtype: "float32" }, block);
  const inputs = node.inputs;
  if (shape === undefined || !inputs.some((input) => input !== undefined && isBlocked(input))) return undefined;
  const kinds = inputs.map((input) => input && kindOf(input, shape));
  const stuck = inputs.some((input, i) => kinds[i] === "image" && !isBlocked(input!) && input!.dtype !== "float32");
  if (stuck || kinds.includes("other")) return undefined;
  const perChannel = kinds.includes("channel");
  const operands = inputs.map((input, i) => {
    if (input === undefined) return undefined;
    if (kinds[i] === "scalar") return plain(input);
    if (kinds[i] === "channel") return channelView(plain(input), block, emit);
    return perChannel ? view(blocked(input), block, emit) : blocked(input);
  });
  const result = apply(node.operator, operands, node.attributes)[0];
  return { layout: "blocked", outputs: [perChannel ? unview(result, shape, emit) : result] };
}

function kindOf(input: Tensor, shape: readonly number[]): "image" | "channel" | "scalar" | "other" {
  if (input.shape.some((dimension) => typeof dimension === "string")) return "other";
  if (show(input.shape) === show(shape)) return "image";
  if (size(input.shape) === 1) return "scalar";
  const aligned = [1, 1, 1, 1, ...dimensions(input.shape, "blocked")].slice(-4);
  return show(aligned) === show([1, shape[1]!, 1, 1]) ? "channel" : "other";
}

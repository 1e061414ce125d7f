// Joining and cutting images along their channels. In memory whole blocks of channels lie one behind the other, as channels do
// in plain images: what is so declared is so done.

import { axesOf } from "../reduce.js";
import { apply, axisOf, constantValues } from "../tensor.js";
import { type BlockedContext, type BlockedResult, imageShape } from "./context.js";

export function blockedConcat({ node, block, isBlocked, blocked }: BlockedContext): BlockedResult | undefined {
  const { inputs, attributes, operator } = node;
  const images = inputs.every((input) => input !== undefined && imageShape(input, block) !== undefined);
  if (!images || !inputs.some((input) => isBlocked(input!))) return undefined;
  if (axisOf(Number(attributes["axis"]), 4, operator.type) !== 1) return undefined;
  return {
    layout: "blocked",
    outputs: apply(
      operator,
      inputs.map((input) => blocked(input!)),
      attributes,
    ),
  };
}

export function blockedSlice({ node, block, isBlocked, blocked }: BlockedContext): BlockedResult | undefined {
  const [x, starts, , axes, steps] = node.inputs;
  const output = node.outputs[0]!;
  if (!isBlocked(x!) || imageShape(output, block) === undefined) return undefined;
  const wholeBlocks = (constantValues(starts) ?? [1]).every((start) => start >= 0 && start % block === 0);
  const forwards = (constantValues(steps) ?? [1]).every((step) => step === 1);
  const onlyChannels = axesOf("Slice", x!.shape, axes).every((axis) => axis === 1);
  if (!wholeBlocks || !forwards || !onlyChannels) return undefined;
  return { layout: "blocked", outputs: apply(node.operator, [blocked(x!), ...node.inputs.slice(1)], node.attributes) };
}

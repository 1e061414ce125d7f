// Sums and means of images per channel: over positions first (fast over blocks), then over the batch.

import { axesOf } from "../reduce.js";
import { type Tensor, dimensions, ints } from "../tensor.js";
import { type BlockedContext, type BlockedResult, imageShape, view } from "./context.js";
import { smallestOfSameSums } from "./pooling.js";

export function blockedReduction({ node, block, isBlocked, blocked, emit }: BlockedContext): BlockedResult | undefined {
  const [x, axesTensor] = [node.inputs[0]!, node.inputs[1]];
  const shape = imageShape(x, block);
  if (shape === undefined || !isBlocked(x)) return undefined;
  const axes = [...axesOf(node.operator.type, x.shape, axesTensor)].sort((a, b) => a - b).join();
  if (axes !== "0,2,3" && axes !== "2,3") return undefined;
  const summed = node.operator.type === "ReduceSum" ? smallestOfSameSums(x, isBlocked) : x;
  const reduce = (tensor: Tensor, axis: number): Tensor =>
    emit(node.operator.type, [tensor, ints([axis])], { keepdims: 1 });
  const overPositions = reduce(view(blocked(summed), block, emit), 2);
  const reduced = axes === "2,3" ? overPositions : reduce(overPositions, 0);
  return {
    layout: "plain",
    outputs: [emit("Reshape", [reduced, ints(dimensions(node.outputs[0]!.shape, "reduction"))])],
  };
}

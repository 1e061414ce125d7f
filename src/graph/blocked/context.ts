// The blocked layout: ONNX Runtime's own form for images on x64, `[N, C/B, H, W, B]` in memory with B = 8 or 16 channels
// side by side, one vector register. Its convolutions over it (domain com.microsoft.nchwc) run about twice as fast as over
// `[N, C, H, W]`. ONNX Runtime chooses it by itself only where weights are constants, which in training they are not.
//
// A blocked tensor is declared `[N, C, H, W]`, as those operators want it; `view` shows other operators the true memory.

import {
  type Attributes,
  type Emit,
  type Node,
  type Operator,
  type Tensor,
  apply,
  dimensions,
  ints,
} from "../tensor.js";

export interface BlockedContext {
  /** Channels side by side, 8 or 16. */
  readonly block: number;
  readonly node: Node;
  readonly emit: Emit;
  /** Whether `tensor` has been made in the blocked layout. */
  isBlocked(tensor: Tensor): boolean;
  /** The tensor in the blocked layout, reordered if need be. */
  blocked(tensor: Tensor): Tensor;
  /** The tensor as declared, reordered if need be. */
  plain(tensor: Tensor): Tensor;
}

/** Outputs in the blocked layout, or plain ones, or undefined where the rule does not apply. */
export type BlockedRule = (context: BlockedContext) => BlockedResult | undefined;

export interface BlockedResult {
  readonly layout: "blocked" | "plain";
  readonly outputs: readonly (Tensor | undefined)[];
  /** Outputs that are plain though `layout` is "blocked" (values per channel), by position. */
  readonly plain?: readonly (Tensor | undefined)[];
}

/** The four dimensions of an image tensor whose channels fill whole blocks; undefined for any other. */
export function imageShape(tensor: Tensor, block: number): readonly [number, number, number, number] | undefined {
  if (tensor.shape.length !== 4 || tensor.dtype !== "float32") return undefined;
  if (!tensor.shape.every((dimension) => typeof dimension === "number")) return undefined;
  const shape = tensor.shape as readonly [number, number, number, number];
  return shape[1] % block === 0 ? shape : undefined;
}

/** Adds a node of ONNX Runtime's blocked domain with a known output shape. */
export function blockedOperator(
  type: string,
  inputs: readonly (Tensor | undefined)[],
  shape: readonly number[],
  attributes: Attributes = {},
): Tensor {
  const operator: Operator = { type, domain: "com.microsoft.nchwc", infer: () => [{ dtype: "float32", shape }] };
  return apply(operator, inputs, attributes)[0];
}

/** `[N, C/B, H*W, B]`: what a blocked tensor is in memory. */
export function view(tensor: Tensor, block: number, emit: Emit): Tensor {
  const [n, c, h, w] = dimensions(tensor.shape, "view") as readonly [number, number, number, number];
  return emit("Reshape", [tensor, ints([n, c / block, h * w, block])]);
}

/** The way back from `view`. */
export function unview(tensor: Tensor, shape: readonly number[], emit: Emit): Tensor {
  return emit("Reshape", [tensor, ints(shape)]);
}

/** A value per channel, of any shape with C elements, as `[1, C/B, 1, B]`: it broadcasts against a view. */
export function channelView(tensor: Tensor, block: number, emit: Emit): Tensor {
  const channels = dimensions(tensor.shape, "channelView").reduce((product, dimension) => product * dimension, 1);
  return emit("Reshape", [tensor, ints([1, channels / block, 1, block])]);
}

/** Blocked -> `[N, H, W, C]`, for matrix products over channels. */
export function channelsLast(tensor: Tensor): Tensor {
  const [n, c, h, w] = dimensions(tensor.shape, "channelsLast") as readonly [number, number, number, number];
  return blockedOperator("ReorderOutput", [tensor], [n, h, w, c], { channels: c, channels_last: 1 });
}

// Rewrites operators that exist only while a graph is built (domain "kindred") into ONNX operators.

import { blockImages } from "./blocked/index.js";
import { emit } from "./registry.js";
import { type Tensor, apply } from "./tensor.js";
import { type Rewrite, rewriteGraph } from "./walk.js";

const lowerNode: Rewrite = (node, inputs) => {
  if (node.operator.lower !== undefined) return node.operator.lower({ ...node, inputs }, emit);
  const changed = inputs.some((input, i) => input !== node.inputs[i]);
  return changed ? apply(node.operator, inputs, node.attributes, node.body) : node.outputs;
};

export interface LowerOptions {
  /** Channels side by side in the runtime's blocked image layout (engine/blocked.ts finds out); absent: plain images. */
  readonly block?: number | undefined;
}

/** The same outputs, in operators that ONNX Runtime knows. Call it before `encodeModel`. */
export function lower<T extends Readonly<Record<string, Tensor>>>(
  outputs: T,
  { block }: LowerOptions = {},
): { [K in keyof T]: Tensor } {
  const names = Object.keys(outputs);
  const tensors = Object.values(outputs);
  const lowered = block === undefined ? rewriteGraph(tensors, lowerNode) : blockImages(tensors, block);
  return Object.fromEntries(names.map((name, i) => [name, lowered[i]!])) as { [K in keyof T]: Tensor };
}

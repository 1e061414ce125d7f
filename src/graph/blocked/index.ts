// Rewrites a graph so that its images stay in ONNX Runtime's blocked layout from the first convolution to the last,
// forward and backward, and lowers Kindred's own operators on the way. See context.ts for what that layout is.

import { KindredError } from "../../core/errors.js";
import { emit } from "../registry.js";
import { type Node, type Tensor, apply, dimensions } from "../tensor.js";
import { nodesBehind } from "../walk.js";
import { blockedConcat, blockedSlice } from "./channels.js";
import { type BlockedContext, type BlockedRule, blockedOperator, imageShape } from "./context.js";
import { blockedConvolution, blockedKernelGradient } from "./convolution.js";
import { blockedElementwise, elementwiseTypes } from "./elementwise.js";
import { blockedBatchNormalisation, blockedBatchNormalisationGradient } from "./normalisation.js";
import { blockedMaxPoolGradient, blockedPool } from "./pooling.js";
import { blockedReduction } from "./reduction.js";

const rules: ReadonlyMap<string, BlockedRule> = new Map<string, BlockedRule>([
  ["Conv", blockedConvolution],
  ["ConvWeightGradient", blockedKernelGradient],
  ["MaxPool", blockedPool],
  ["AveragePool", blockedPool],
  ["MaxPoolGradient", blockedMaxPoolGradient],
  ["BatchNormTraining", blockedBatchNormalisation],
  ["BatchNormGradient", blockedBatchNormalisationGradient],
  ["Concat", blockedConcat],
  ["Slice", blockedSlice],
  ["ReduceSum", blockedReduction],
  ["ReduceMean", blockedReduction],
  ...[...elementwiseTypes].map((type): [string, BlockedRule] => [type, blockedElementwise]),
]);

/** The same outputs (as declared) over blocked images. `block`: what the machine's runtime wants, 8 or 16. */
export function blockImages(outputs: readonly Tensor[], block: number): Tensor[] {
  if (block !== 8 && block !== 16)
    throw new KindredError("INVALID_OPTION", `blockImages: block must be 8 or 16, got ${block}`);
  const layouts = new Layouts(block);
  for (const node of nodesBehind(outputs)) layouts.rewrite(node);
  return outputs.map((output) => layouts.plain(output));
}

/** Which tensors of the old graph exist in which layout in the new one. */
class Layouts {
  readonly #block: number;
  readonly #plain = new Map<Tensor, Tensor>();
  readonly #blocked = new Map<Tensor, Tensor>();

  constructor(block: number) {
    this.#block = block;
  }

  rewrite(node: Node): void {
    const context: BlockedContext = {
      block: this.#block,
      node,
      emit,
      isBlocked: (tensor) => this.#blocked.has(tensor),
      blocked: (tensor) => this.blocked(tensor),
      plain: (tensor) => this.plain(tensor),
    };
    const result = rules.get(node.operator.type)?.(context) ?? { layout: "plain", outputs: this.#unchanged(node) };
    const made = result.layout === "blocked" ? this.#blocked : this.#plain;
    node.outputs.forEach((output, i) => {
      const tensor = result.outputs[i];
      if (tensor !== undefined) made.set(output, tensor);
      const plain = result.plain?.[i];
      if (plain !== undefined) this.#plain.set(output, plain);
    });
  }

  #unchanged(node: Node): readonly Tensor[] {
    const inputs = node.inputs.map((input) => input && this.plain(input));
    return node.operator.lower?.({ ...node, inputs }, emit) ?? apply(node.operator, inputs, node.attributes, node.body);
  }

  plain(tensor: Tensor): Tensor {
    const known = this.#plain.get(tensor);
    if (known !== undefined) return known;
    const blocked = this.#blocked.get(tensor);
    if (blocked === undefined) return tensor;
    const shape = dimensions(tensor.shape, "blockImages");
    // The reordering knows floats only; masks go through them.
    const floats = tensor.dtype === "float32" ? blocked : emit("Cast", [blocked], { to: 1 });
    const ordered = blockedOperator("ReorderOutput", [floats], shape, { channels: shape[1]! });
    const made = tensor.dtype === "float32" ? ordered : emit("Cast", [ordered], { to: 9 });
    this.#plain.set(tensor, made);
    return made;
  }

  blocked(tensor: Tensor): Tensor {
    const known = this.#blocked.get(tensor);
    if (known !== undefined) return known;
    const shape = imageShape(tensor, this.#block);
    if (shape === undefined)
      throw new KindredError("GRAPH_INVALID", `blockImages: not an image of whole blocks: ${tensor.shape.join()}`);
    const made = blockedOperator("ReorderInput", [this.plain(tensor)], shape);
    this.#blocked.set(tensor, made);
    return made;
  }
}

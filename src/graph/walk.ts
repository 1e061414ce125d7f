// Orders and rewrites the nodes behind a set of tensors. Iterative throughout: training graphs are thousands of nodes deep.

import type { Node, Tensor } from "./tensor.js";

/** Every node that `outputs` depend on, inputs before users. */
export function nodesBehind(outputs: readonly Tensor[]): Node[] {
  const order: Node[] = [];
  const state = new Map<Node, "open" | "done">();
  const stack = outputs.flatMap((tensor) => (tensor.source.kind === "node" ? [tensor.source.node] : [])).reverse();
  while (stack.length > 0) {
    const node = stack.at(-1)!;
    if (state.has(node)) {
      stack.pop();
      if (state.get(node) === "open") {
        state.set(node, "done");
        order.push(node);
      }
      continue;
    }
    state.set(node, "open");
    for (const input of node.inputs) {
      if (input?.source.kind === "node" && !state.has(input.source.node)) stack.push(input.source.node);
    }
  }
  return order;
}

/** The outputs of `node` on new inputs, where a rewrite wants to do something else than keep the node. */
export type Rewrite = (node: Node, inputs: readonly (Tensor | undefined)[]) => readonly Tensor[];

/**
 * The same tensors over rewritten nodes: `rewrite` sees each node once, inputs before users, with its inputs already
 * rewritten, and returns its new outputs.
 */
export function rewriteGraph(outputs: readonly Tensor[], rewrite: Rewrite): Tensor[] {
  const renewed = new Map<Tensor, Tensor>();
  const renew = (tensor: Tensor): Tensor => renewed.get(tensor) ?? tensor;
  for (const node of nodesBehind(outputs)) {
    const inputs = node.inputs.map((input) => input && renew(input));
    const results = rewrite(node, inputs);
    node.outputs.forEach((output, i) => {
      const result = results[i];
      if (result !== undefined) renewed.set(output, result);
    });
  }
  return outputs.map(renew);
}

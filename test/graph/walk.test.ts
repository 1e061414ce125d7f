// Order and rewriting of graphs.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type Tensor,
  add,
  exp,
  input,
  mul,
  neg,
  nodesBehind,
  rewriteGraph,
  split,
  tanh,
} from "../../src/graph/index.js";
import { emit } from "../../src/graph/registry.js";
import { apply } from "../../src/graph/tensor.js";

const x = input("x", "float32", [4]);
const typesOf = (...tensors: Tensor[]): string[] => nodesBehind(tensors).map(({ operator }) => operator.type);

test("nodes come once each, inputs before users", () => {
  const shared = exp(x);
  const y = add(mul(shared, shared), tanh(shared));
  const nodes = nodesBehind([y, shared]);
  assert.equal(nodes.length, 4);
  for (const [place, node] of nodes.entries()) {
    for (const tensor of node.inputs) {
      if (tensor?.source.kind === "node") assert.ok(nodes.indexOf(tensor.source.node) < place);
    }
  }
});

test("inputs and constants have no nodes behind them", () => {
  assert.deepEqual(nodesBehind([x]), []);
});

test("a graph of 100,000 nodes in a row is no problem", () => {
  let y = x;
  for (let i = 0; i < 100_000; i++) y = neg(y);
  assert.equal(nodesBehind([y]).length, 100_000);
  const [same] = rewriteGraph([y], (node, inputs) => apply(node.operator, inputs, node.attributes));
  assert.equal(nodesBehind([same!]).length, 100_000);
});

test("a rewrite sees inputs already rewritten, and replaces every use", () => {
  const y = add(exp(neg(x)), neg(x));
  const [z] = rewriteGraph([y], (node, inputs) =>
    node.operator.type === "Neg" ? [emit("Tanh", inputs)] : apply(node.operator, inputs, node.attributes),
  );
  assert.deepEqual(typesOf(z!).sort(), ["Add", "Exp", "Tanh", "Tanh"]);
  assert.deepEqual(typesOf(y).sort(), ["Add", "Exp", "Neg", "Neg"], "the old graph is as it was");
});

test("a rewrite that keeps every node keeps the tensors", () => {
  const parts = split(mul(x, x), [1, 3], 0);
  assert.deepEqual(
    rewriteGraph(parts, (node) => node.outputs),
    parts,
  );
});

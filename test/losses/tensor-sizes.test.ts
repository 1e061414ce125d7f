// How large the tensors of a loss's graph are, its gradient included: N x N numbers for a batch of N, where no more are needed.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createScope } from "../../src/encoders/index.js";
import { gradients, input, lower, nodesBehind, size } from "../../src/graph/index.js";
import {
  type Loss,
  contrastive,
  dynamicSoftMargin,
  lossByName,
  meanOfNonZeroReducer,
  multiSimilarity,
  pnp,
  triplet,
} from "../../src/losses/index.js";
import { type Miner, minerByName, minerNames } from "../../src/miners/index.js";

const N = 64;
const D = 16;

/** Numbers in the largest tensor of the graph. */
function largest(loss: Loss, miner?: Miner): number {
  const embeddings = input("embeddings", "float32", [N, D]);
  const batch = { embeddings, labels: input("labels", "int64", [N]) };
  const { scope } = createScope({ training: true });
  const mined = miner?.mine(batch, { scope, distance: loss.distance, unit: 1 });
  const result = loss.build({ ...batch, ...(mined && { mined }) }, { scope });
  const [gradient] = gradients(result.loss, [embeddings]);
  const outputs = Object.values(lower({ loss: result.loss, gradient: gradient!, ...result.metrics }));
  const tensors = nodesBehind(outputs).flatMap((node) => [...node.outputs, ...node.inputs]);
  return Math.max(...tensors.map((tensor) => (tensor === undefined ? 0 : size(tensor.shape))));
}

/** Two tables side by side: sorted distances, widened to a power of two. */
const square = 2 * N * N;

for (const mining of ["all", "hard", "semi-hard"] as const) {
  test(`triplet, mining ${mining}: no tensor of N x N x N`, () => {
    assert.ok(largest(triplet({ mining })) <= square, `${largest(triplet({ mining }))}`);
  });
}

test("soft margins and swap over all triplets take one each, as documented", () => {
  assert.equal(largest(triplet({ mining: "all", soft: true })), N ** 3);
  assert.equal(largest(triplet({ mining: "all", swap: true })), N ** 3);
  assert.ok(largest(triplet({ mining: "hard", soft: true })) <= square);
});

for (const name of [
  ...["supcon", "nt-xent", "circle", "lifted-structure", "generalised-lifted-structure", "nca", "n-pairs", "angular"],
  ...["tuplet-margin", "intra-pair-variance", "margin", "ranked-list", "fast-ap", "histogram", "dynamic-soft-margin"],
  ...["threshold-consistent-margin", "instance"],
]) {
  test(`${name}: no tensor of N x N x N`, () => {
    assert.ok(largest(lossByName(name)) <= square, `${largest(lossByName(name))}`);
  });
}

test("PNP, and dynamic soft margin over all triplets, take N x N x N numbers, as documented", () => {
  assert.equal(largest(pnp()), N ** 3);
  assert.equal(largest(dynamicSoftMargin({ triplets: "all" })), 2 * N ** 3);
});

for (const name of minerNames) {
  for (const loss of [triplet({ reducer: meanOfNonZeroReducer() }), contrastive(), multiSimilarity()]) {
    test(`${loss.name} on ${name}: ${name === "angular" ? "N x N x N, as documented" : "no tensor of N x N x N"}`, () => {
      const numbers = largest(loss, minerByName(name));
      if (name === "angular") assert.equal(numbers, N ** 3);
      else assert.ok(numbers <= square, `${numbers}`);
    });
  }
}

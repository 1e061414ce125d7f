import assert from "node:assert/strict";
import { test } from "node:test";
import { createScope } from "../../src/encoders/index.js";
import { input } from "../../src/graph/index.js";
import { pairClassifier } from "../../src/losses/index.js";
import { runGraph, rowsTensor } from "../testkit/run-graph.js";
import { runPairs } from "./run-loss.js";

const parameters = { weights: Float32Array.of(2, -0.5), bias: Float32Array.of(1) };

test("an undecided pair costs ln 2, and is judged wrong by nobody", async () => {
  const pair = { a: [0.5, 0], b: [0, 0], same: true };
  const { loss, metrics } = await runPairs(pairClassifier({ balance: false }), [pair], { parameters });
  assert.ok(Math.abs(loss - Math.LN2) < 1e-6);
  assert.equal(metrics["active"], 0);
});

test("probabilities that round to 0 or 1 cost a finite number", async () => {
  const far = { a: [1000, 0], b: [0, 0] };
  const { loss, gradient } = await runPairs(
    pairClassifier(),
    [
      { ...far, same: true },
      { ...far, same: false },
    ],
    { parameters },
  );
  assert.ok(Math.abs(loss - 1999 / 2) < 1e-3, `${loss}`);
  assert.ok(gradient.every(Number.isFinite));
});

test("what is learned is a distance: it agrees with the graph, and weights count by their size", async () => {
  const distance = pairClassifier().learned!(new Map(Object.entries(parameters)));
  assert.equal(distance.name, "weighted-manhattan");
  assert.deepEqual(distance.options, { weights: [2, 0.5], bias: 1 });
  const [u, v] = [
    [0.25, 1],
    [-1, 3],
  ] as const;
  const [left, right] = [input("left", "float32", [1, 2]), input("right", "float32", [1, 2])];
  const { scope } = createScope({ training: true });
  const same = input("same", "float32", [1]);
  const { score } = pairClassifier().build({ embeddings: left, pairs: { left, right, same } }, { scope });
  const feeds = {
    ...{ left: rowsTensor([[...u]]), right: rowsTensor([[...v]]) },
    weights: { dtype: "float32" as const, shape: [2], data: parameters.weights },
  };
  const { d } = await runGraph({ d: score!(left, right) }, feeds);
  assert.equal(distance.between(u, v), 2 * 1.25 + 0.5 * 2);
  assert.ok(Math.abs(d![0]! - distance.between(u, v)) < 1e-6);
});

test("a head without its numbers is refused", () => {
  assert.throws(
    () => pairClassifier().learned!(new Map([["bias", Float32Array.of(1)]])),
    /needs "weights" and "bias", got bias/,
  );
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { createScope, dropout } from "../../src/encoders/index.js";
import { input } from "../../src/graph/index.js";
import { runGraph, rowsTensor } from "../testkit/run-graph.js";

const x = input("x", "float32", [1, 4]);

test("training: values whose noise is below the rate are dropped, the others grow to keep the mean", async () => {
  const { scope, noises } = createScope({ training: true });
  const y = dropout(x, scope, 0.5);
  assert.deepEqual(
    noises.map(({ name, shape }) => [name, shape]),
    [["noise", [1, 4]]],
  );
  const { y: result } = await runGraph(
    { y },
    { x: rowsTensor([[1, 2, 3, 4]]), noise: rowsTensor([[0.4, 0.5, 0.99, 0]]) },
  );
  assert.deepEqual(result, [0, 4, 6, 0]);
});

test("along a shared axis values are dropped together, whatever its length", async () => {
  const { scope, noises } = createScope({ training: true });
  const y = dropout(input("x", "float32", [3, 1, 2]), scope, 0.5, 0);
  assert.deepEqual(noises[0]!.shape, [1, 1, 2]);
  const feeds = {
    x: { dtype: "float32", shape: [3, 1, 2], data: Float32Array.of(1, 2, 3, 4, 5, 6) },
    noise: { dtype: "float32", shape: [1, 1, 2], data: Float32Array.of(0.2, 0.7) },
  } as const;
  assert.deepEqual((await runGraph({ y }, feeds))["y"], [0, 4, 0, 8, 0, 12]);
});

test("inference and a rate of 0 change nothing and draw nothing", () => {
  const training = createScope({ training: true });
  assert.equal(dropout(x, training.scope, 0), x);
  assert.equal(dropout(x, createScope({ training: false }).scope, 0.5), x);
  assert.equal(training.noises.length, 0);
});

test("a rate of 1 is refused", () => {
  assert.throws(
    () => dropout(x, createScope({ training: true }).scope, 1),
    /dropout: rate must be >= 0 and < 1, got 1/,
  );
});

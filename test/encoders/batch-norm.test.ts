// The running statistics, training against inference. (Values and gradients in training: golden-layers.test.ts.)

import assert from "node:assert/strict";
import { test } from "node:test";
import { batchNorm, createScope } from "../../src/encoders/index.js";
import type { HostTensor } from "../../src/engine/index.js";
import { input } from "../../src/graph/index.js";
import { runGraph } from "../testkit/run-graph.js";

const vector = (...values: number[]): HostTensor => ({
  dtype: "float32",
  shape: [values.length],
  data: Float32Array.from(values),
});
// Channel 0: 1, 2, 3, 6 (mean 3, biased variance 3.5, unbiased 14 / 3); channel 1: 0, 0, 4, 4 (2, 4, 16 / 3).
const rows: HostTensor = { dtype: "float32", shape: [4, 2], data: Float32Array.of(1, 0, 2, 0, 3, 4, 6, 4) };

function near(actual: readonly number[] | undefined, expected: readonly number[]): void {
  assert.equal(actual?.length, expected.length);
  expected.forEach((value, i) =>
    assert.ok(Math.abs(actual[i]! - value) < 1e-5, `${actual.join()} for ${expected.join()}`),
  );
}

test("running statistics take a tenth of the batch's mean and unbiased variance", async () => {
  const { scope, updates } = createScope({ training: true });
  batchNorm(input("x", "float32", [4, 2]), scope);
  const outputs = { mean: updates.get("mean")!, variance: updates.get("variance")! };
  const result = await runGraph(
    Object.fromEntries(Object.entries(outputs).map(([name, tensor]) => [`next ${name}`, tensor])),
    { x: rows, mean: vector(1, -1), variance: vector(1, 2) },
  );
  near(result["next mean"], [0.9 * 1 + 0.1 * 3, 0.9 * -1 + 0.1 * 2]);
  near(result["next variance"], [0.9 * 1 + (0.1 * 14) / 3, 0.9 * 2 + (0.1 * 16) / 3]);
});

test("inference uses the running statistics, and only those", async () => {
  const { scope, updates } = createScope({ training: false });
  const y = batchNorm(input("x", "float32", ["batch", 2]), scope, { epsilon: 0 });
  assert.equal(updates.size, 0);
  const parameters = { scale: vector(2, 3), bias: vector(1, 0), mean: vector(1, 2), variance: vector(4, 1) };
  const { y: result } = await runGraph({ y }, { x: rows, ...parameters });
  near(result, [1, -6, 2, -6, 3, 6, 6, 6]);
});

test("a single value a channel has no variance", () => {
  const { scope } = createScope({ training: true });
  assert.throws(() => batchNorm(input("x", "float32", [1, 2]), scope), /training needs more than one value a channel/);
});

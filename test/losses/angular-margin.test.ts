import assert from "node:assert/strict";
import { test } from "node:test";
import { gradients, input, reduceSum } from "../../src/graph/index.js";
import { cosineOfMultiple, cosineOfSum } from "../../src/losses/angular-margin.js";
import { runGraph } from "../testkit/run-graph.js";
import { naiveAngleMultiple, naiveAngleSum } from "./naive-classes.js";

/** f and its derivative at some cosines. */
async function at(
  f: typeof cosineOfSum,
  margin: number,
  cosines: readonly number[],
): Promise<{ values: number[]; slopes: number[] }> {
  const c = input("c", "float32", [cosines.length]);
  const y = f(c, margin);
  const [slope] = gradients(reduceSum(y), [c]);
  const feeds = { c: { dtype: "float32" as const, shape: [cosines.length], data: Float32Array.from(cosines) } };
  const { values, slopes } = await runGraph({ values: y, slopes: slope! }, feeds);
  return { values: values!, slopes: slopes! };
}

const cosines = Array.from({ length: 401 }, (_, i) => i / 200 - 1);

for (const margin of [0, 0.1, 0.5, Math.PI / 2]) {
  test(`cos(θ + ${margin.toFixed(2)}) and its fallback, as arccos gives them`, async () => {
    const { values, slopes } = await at(cosineOfSum, margin, cosines);
    values.forEach((value, i) => assert.ok(Math.abs(value - naiveAngleSum(cosines[i]!, margin)) < 5e-4, `${i}`));
    values.slice(1).forEach((value, i) => assert.ok(value > values[i]!, `rises with the cosine at ${cosines[i]}`));
    assert.ok(slopes.every(Number.isFinite));
  });
}

for (const m of [1, 2, 3, 4, 5, 8]) {
  test(`cos(${m} θ), made to fall, as arccos gives it`, async () => {
    const { values, slopes } = await at(cosineOfMultiple, m, cosines);
    values.forEach((value, i) => assert.ok(Math.abs(value - naiveAngleMultiple(cosines[i]!, m)) < 1e-4, `${i}`));
    values.slice(1).forEach((value, i) => assert.ok(value > values[i]!, `rises with the cosine at ${cosines[i]}`));
    assert.deepEqual([values[0], values[400]], [1 - 2 * m, 1]);
    assert.ok(slopes.every((slope) => Number.isFinite(slope) && Math.abs(slope) <= m * m + 1e-3));
  });
}

test("cosines that rounding puts a little beyond 1 stay finite", async () => {
  for (const f of [cosineOfSum, cosineOfMultiple]) {
    const { values, slopes } = await at(f, 1, [1 + 2e-7, -1 - 2e-7, 1, -1]);
    assert.ok([...values, ...slopes].every(Number.isFinite));
  }
});

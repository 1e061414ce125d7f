import assert from "node:assert/strict";
import { test } from "node:test";
import { runtime } from "../../src/engine/index.js";
import { encodeModel, input } from "../../src/graph/index.js";
import { clipByNorm } from "../../src/training/clip.js";

async function clipped(maxNorm: number | undefined, a: readonly number[], b: readonly number[]) {
  const given = [input("a", "float32", [2, 2]), input("b", "float32", [3])];
  const { gradients, norm } = clipByNorm(given, maxNorm);
  const bytes = encodeModel({ outputs: { a2: gradients[0]!, b2: gradients[1]!, norm } });
  const session = await runtime.createSession(bytes, { threads: 1 });
  const results = await session.run({
    a: { dtype: "float32", shape: [2, 2], data: Float32Array.from(a) },
    b: { dtype: "float32", shape: [3], data: Float32Array.from(b) },
  });
  await session.release();
  return {
    a: [...results["a2"]!.data].map(Number),
    b: [...results["b2"]!.data].map(Number),
    norm: Number(results["norm"]!.data[0]),
  };
}

test("gradients longer than the limit are brought to it, all by one factor", async () => {
  const { a, b, norm } = await clipped(2.5, [1, -3, 1, 1], [2, 0, 3]);
  assert.equal(norm, 5);
  const expected = [0.5, -1.5, 0.5, 0.5, 1, 0, 1.5];
  [...a, ...b].forEach((value, i) => assert.ok(Math.abs(value - expected[i]!) < 1e-5, `${value}`));
});

test("shorter ones stay, and so do all without a limit", async () => {
  const [a, b] = [
    [1, -3, 1, 1],
    [2, 0, 3],
  ] as const;
  assert.deepEqual(await clipped(6, a, b), { a: [...a], b: [...b], norm: 5 });
  assert.deepEqual(await clipped(undefined, a, b), { a: [...a], b: [...b], norm: 5 });
});

test("zero gradients stay zero", async () => {
  assert.deepEqual(await clipped(1, [0, 0, 0, 0], [0, 0, 0]), { a: [0, 0, 0, 0], b: [0, 0, 0], norm: 0 });
});

test("a limit of 0 is refused", () => {
  assert.throws(() => clipByNorm([], 0), /clip: maxNorm must be > 0, got 0/);
});

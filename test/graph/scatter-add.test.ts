// Sums by index, with many repeats and several threads: no update may be lost.

import assert from "node:assert/strict";
import { test } from "node:test";
import { random } from "../../src/core/random.js";
import { runtime } from "../../src/engine/index.js";
import { encodeModel, gather, gradients, input, mul, reduceSum } from "../../src/graph/index.js";

/** Both ways: few rows (a product with one-hots), many rows (a scatter). */
const cases = [
  { rows: 3, picked: 20_000, width: 64 },
  { rows: 1, picked: 4000, width: 512 },
  { rows: 500, picked: 20_000, width: 16 },
  { rows: 4, picked: 50_000, width: 1 },
];

for (const { rows, picked, width } of cases) {
  test(`gradient of ${picked} rows gathered from [${rows}, ${width}]`, async () => {
    const [x, i] = [input("x", "float32", [rows, width]), input("i", "int64", [picked])];
    const dy = input("dy", "float32", [picked, width]);
    const [dx] = gradients(reduceSum(mul(gather(x, i), dy)), [x]);
    const generator = random(3, rows, picked);
    const indices = BigInt64Array.from({ length: picked }, () => BigInt(generator.integer(rows)));
    // Whole numbers, so that the order of the sum does not matter.
    const updates = Float32Array.from({ length: picked * width }, () => generator.integer(8));
    const expected = new Float64Array(rows * width);
    updates.forEach((value, k) => (expected[Number(indices[Math.floor(k / width)]) * width + (k % width)]! += value));
    const session = await runtime.createSession(encodeModel({ outputs: { dx: dx! } }), { threads: 2 });
    const results = await session.run({
      i: { dtype: "int64", shape: [picked], data: indices },
      dy: { dtype: "float32", shape: [picked, width], data: updates },
    });
    await session.release();
    assert.deepEqual(results["dx"]!.data, Float32Array.from(expected));
  });
}

// A uniform sample of a stream.

import assert from "node:assert/strict";
import { test } from "node:test";
import { reservoir } from "../../src/anomalies/reservoir.js";
import type { Matrix } from "../../src/core/embeddings.js";

function* counted(total: number, block: number): Generator<Matrix> {
  for (let from = 0; from < total; from += block) {
    const rows = Math.min(block, total - from);
    yield { data: Float32Array.from({ length: 2 * rows }, (_, i) => from + Math.floor(i / 2)), rows, columns: 2 };
  }
}

test("few rows are all kept, in their order", async () => {
  const { sample, seen } = await reservoir(counted(7, 3), 10, 0);
  assert.equal(seen, 7);
  assert.deepEqual([...sample.data], [0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6]);
});

test("of many rows each is kept as often as any other", async () => {
  const hits = new Float64Array(10);
  for (let seed = 0; seed < 400; seed++) {
    const { sample, seen } = await reservoir(counted(200, 33), 50, seed);
    assert.deepEqual([sample.rows, sample.data.length, seen], [50, 100, 200]);
    for (let i = 0; i < 50; i++) hits[Math.floor(sample.data[2 * i]! / 20)]!++;
  }
  // 2000 of 20,000 in each tenth of the stream, give or take four standard deviations.
  assert.ok(
    hits.every((count) => Math.abs(count - 2000) < 155),
    hits.join(),
  );
});

test("rows of two widths are refused", async () => {
  const blocks = [...counted(3, 3), { data: new Float32Array(3), rows: 1, columns: 3 }];
  await assert.rejects(reservoir(blocks, 10, 0), { code: "DIMENSION_MISMATCH" });
});

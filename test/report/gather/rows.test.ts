import assert from "node:assert/strict";
import { test } from "node:test";
import type { Embeddings } from "../../../src/core/embeddings.js";
import { byClass, sampleRows } from "../../../src/report/gather/rows.js";

function labelled(classes: number, perClass: number, known = true): Embeddings {
  const rows = classes * perClass;
  return {
    data: new Float32Array(rows),
    rows,
    columns: 1,
    ids: Array.from({ length: rows }, (_, i) => `${i}`),
    ...(known && { labels: Int32Array.from({ length: rows }, (_, i) => i % classes) }),
  };
}

test("all rows where they fit, each once", () => {
  const rows = sampleRows(labelled(5, 4), 20, 1);
  assert.deepEqual(
    rows.map(({ index }) => index).sort((a, b) => a - b),
    Array.from({ length: 20 }, (_, i) => i),
  );
});

test("of many small classes, some whole ones; of a few large ones, some of each", () => {
  const small = byClass(sampleRows(labelled(1000, 5), 100, 1));
  assert.equal(small.length, 20);
  assert.ok(small.every(({ length }) => length === 5));
  const large = byClass(sampleRows(labelled(4, 1000), 100, 1));
  assert.deepEqual(
    large.map(({ length }) => length),
    [25, 25, 25, 25],
  );
});

test("without labels, any rows", () => {
  const rows = sampleRows(labelled(10, 100, false), 50, 1);
  assert.equal(new Set(rows.map(({ index }) => index)).size, 50);
  assert.ok(rows.every(({ label }) => label === undefined));
});

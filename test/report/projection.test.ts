import assert from "node:assert/strict";
import { test } from "node:test";
import type { Matrix } from "../../src/core/embeddings.js";
import { random } from "../../src/core/random.js";
import { projectTo2d, type Projection } from "../../src/report/projection.js";

/** `perCluster` rows around each of three far corners of the unit cube, in turns. */
function clusters(perCluster: number, columns = 8): Matrix {
  const generator = random(5);
  const rows = 3 * perCluster;
  const data = Float32Array.from({ length: rows * columns }, (_, at) => {
    const [i, j] = [Math.floor(at / columns), at % columns];
    return (i % 3 === j ? 10 : 0) + 0.3 * generator.normal();
  });
  return { data, rows, columns };
}

function gap({ x, y }: Projection, i: number, j: number): number {
  return Math.hypot(x[i]! - x[j]!, y[i]! - y[j]!);
}

test("rows that are near stay nearer than rows that are far", async () => {
  const map = await projectTo2d(clusters(20), { seed: 1 });
  assert.equal(map.method, "umap");
  for (let i = 0; i < 60; i++) {
    const others = Array.from({ length: 60 }, (_, j) => j).filter((j) => j !== i);
    const nearest = others.reduce((best, j) => (gap(map, i, j) < gap(map, i, best) ? j : best));
    assert.equal(nearest % 3, i % 3);
  }
});

test("one seed, one map; another seed, another", async () => {
  const matrix = clusters(8);
  const map = await projectTo2d(matrix, { seed: 1 });
  assert.deepEqual(await projectTo2d(matrix, { seed: 1 }), map);
  assert.notDeepEqual((await projectTo2d(matrix, { seed: 2 })).x, map.x);
});

test("nearness is the given distance", async () => {
  // Seen by column 3 alone, rows i and i + 1 of the first half are alike, whatever their cluster.
  const matrix = clusters(10);
  const side = (i: number): number => (i < 15 ? 0 : 50);
  for (let i = 0; i < matrix.rows; i++) matrix.data[i * matrix.columns + 3] = side(i) + i / 100;
  const map = await projectTo2d(matrix, { seed: 1, between: (a, b) => Math.abs(a[3]! - b[3]!) });
  const mean = (pairs: readonly (readonly [number, number])[]): number =>
    pairs.reduce((sum, [i, j]) => sum + gap(map, i, j), 0) / pairs.length;
  const steps = Array.from({ length: 12 }, (_, i) => i);
  assert.ok(mean(steps.map((i) => [i, i + 1])) < mean(steps.map((i) => [i, i + 15])) / 2);
});

test("fewer than fifteen rows, and rows all alike, get principal components", async () => {
  assert.equal((await projectTo2d(clusters(4), { seed: 1 })).method, "pca");
  const alike = await projectTo2d({ data: new Float32Array(40 * 3).fill(0.1), rows: 40, columns: 3 }, { seed: 1 });
  assert.equal(alike.method, "pca");
  assert.ok(alike.x.every((value) => Math.abs(value) < 1e-5));
});

test("what is not finite is refused", async () => {
  const data = Float32Array.of(1, NaN, 2, 3);
  await assert.rejects(projectTo2d({ data, rows: 2, columns: 2 }, { seed: 1 }), { code: "INVALID_INPUT" });
  await assert.rejects(projectTo2d(clusters(2), { seed: 1, neighbours: 1 }), { code: "INVALID_OPTION" });
});

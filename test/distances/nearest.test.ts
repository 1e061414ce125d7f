// Nearest rows against a sort of all distances in float64, ties included: in random data, in clusters so tight that a float32
// product cannot tell, among duplicates, and on WebAssembly.

import assert from "node:assert/strict";
import { test } from "node:test";
import { type Matrix, row } from "../../src/core/embeddings.js";
import { random } from "../../src/core/random.js";
import { prepare } from "../../src/distances/bulk.js";
import {
  type Distance,
  canberra,
  correlation,
  cosine,
  euclidean,
  manhattan,
  nearest,
  signalToNoise,
  squaredEuclidean,
} from "../../src/distances/index.js";
import { productCandidates } from "../../src/distances/product-candidates.js";
import { runtime as web } from "../../src/engine/runtime/web.js";

interface Data {
  /** Rows of a cluster differ by this; clusters by 1. @defaultValue 1 */
  readonly spread?: number;
  readonly clusters?: number;
  readonly centre?: number;
  readonly seed?: number;
}

function made(rows: number, columns: number, { spread = 1, clusters = 1, centre = 0, seed = 1 }: Data = {}): Matrix {
  const generator = random(seed, "rows");
  const centres = Array.from({ length: clusters * columns }, () => centre + generator.normal());
  const data = Float32Array.from({ length: rows * columns }, (_, i) => {
    const cluster = Math.floor(i / columns) % clusters;
    return centres[cluster * columns + (i % columns)]! + spread * generator.normal();
  });
  return { data, rows, columns };
}

/** Options of candidates: rows are finite, and may find themselves. */
const anyone = { skipSelf: false, refuse: (): void => {} };

const products = [euclidean(), squaredEuclidean(), cosine(), correlation()];

for (const distance of [...products, manhattan(), canberra(), signalToNoise()]) {
  test(`nearest, ${distance.name}: as a sort of all distances`, async () => {
    const [x, y] = [made(12, 12), made(400, 12, { seed: 2 })];
    for (const k of [1, 10, 100, 400]) await check(distance, x, y, k);
  });

  test(`nearest, ${distance.name}: among duplicates the first comes first; a row need not find itself`, async () => {
    const x = made(60, 12);
    for (let i = 20; i < 60; i++) x.data.set(row(x, i % 20), i * 12);
    await check(distance, x, x, 7);
    await check(distance, x, x, 7, true);
    await check(distance, x, x, 59, true);
  });
}

for (const distance of products) {
  test(`nearest, ${distance.name}: clusters tighter than float32 products can tell`, async () => {
    const data = { clusters: 3, spread: 1e-5, centre: 3 };
    await check(distance, made(30, 16, data), made(300, 16, data), 20);
  });
}

for (const distance of products) {
  test(`nearest, ${distance.name}: rows enough to be looked at in groups, and not a whole number of them`, async () => {
    const [x, y] = [made(9, 10), made(1003, 10, { seed: 2 })];
    for (const k of [1, 10, 13]) await check(distance, x, y, k);
    // The nearest in one group, which is then all there is to find; and in the last, which is not full.
    for (let j = 0; j < 16; j++) y.data.set(row(x, 3), (5 + 63 * j < 1003 ? 5 + 63 * j : 1002) * 10);
    await check(distance, x, y, 12);
    await check(distance, y, y, 10, true);
  });
}

test("nearest: an x that is longer than y by more than float32 can say", async () => {
  const [x, y] = [made(4, 6), made(900, 6, { seed: 2 })];
  x.data.forEach((value, i) => (x.data[i] = i < 6 ? value * 1e35 : value));
  y.data.forEach((value, i) => (y.data[i] = value * 1e-10));
  await check(squaredEuclidean(), { ...x, rows: 3, data: x.data.subarray(6) }, y, 5);
  const { indices } = await nearest(euclidean(), x, y, 5);
  assert.equal(indices.length, 20);
});

test("nearest: several at once do not disturb each other", async () => {
  const sets = [1, 2, 3].map((seed) => [made(40, 12, { seed }), made(900, 12, { seed: seed + 5 })] as const);
  const alone = [];
  for (const [x, y] of sets) alone.push(await nearest(euclidean(), x, y, 10));
  assert.deepEqual(await Promise.all(sets.map(([x, y]) => nearest(euclidean(), x, y, 10))), alone);
});

test("nearest: most rows are settled by candidates, few in tight clusters", async () => {
  const unsettled = async (data: Data): Promise<number> => {
    const [x, y] = [made(50, 16, data), made(400, 16, { ...data, seed: 2 })];
    const result = { k: 5, indices: new Int32Array(250), distances: new Float32Array(250) };
    return (await productCandidates(web, prepare(euclidean(), x), prepare(euclidean(), y), result, anyone)).length;
  };
  assert.equal(await unsettled({}), 0);
  assert.ok((await unsettled({ clusters: 2, spread: 1e-6 })) > 25);
});

test("nearest: the same on WebAssembly", async () => {
  const [x, y] = [made(20, 8), made(90, 8, { seed: 2 })];
  for (const distance of [euclidean(), cosine()]) {
    const result = { k: 4, indices: new Int32Array(80), distances: new Float32Array(80) };
    assert.deepEqual(
      await productCandidates(web, prepare(distance, x), prepare(distance, y), result, anyone),
      new Int32Array(0),
    );
    const native = await nearest(distance, x, y, 4);
    assert.deepEqual(result, native);
  }
});

test("nearest, euclidean: numbers whose squares overflow float32", async () => {
  const x = made(50, 6);
  x.data.forEach((value, i) => (x.data[i] = value * 1e30));
  await check(euclidean(), x, x, 3, true);
});

test("nearest: what cannot be asked is refused", async () => {
  const [x, y] = [made(5, 3), made(8, 3)];
  await assert.rejects(nearest(euclidean(), x, y, 9), {
    code: "INVALID_OPTION",
    message: "nearest: k must be at most 8, the rows to choose from, got 9",
  });
  await assert.rejects(nearest(euclidean(), x, x, 5, { skipSelf: true }), { message: /at most 4/ });
  await assert.rejects(nearest(euclidean(), x, y, 2, { skipSelf: true }), { message: /x against itself, got 5 and 8/ });
  await assert.rejects(nearest(euclidean(), x, y, 0), { code: "INVALID_OPTION", message: /k must be a whole number/ });
  await assert.rejects(nearest(euclidean(), x, made(8, 4), 2), { code: "DIMENSION_MISMATCH" });
  x.data[4] = Infinity;
  for (const distance of [euclidean(), cosine(), manhattan()]) {
    await assert.rejects(nearest(distance, x, y, 2), {
      code: "INVALID_INPUT",
      message: "nearest: x: row 1 holds Infinity, expected finite numbers",
    });
  }
  x.data[4] = 0;
  y.data[7] = NaN;
  await assert.rejects(nearest(euclidean(), x, y, 2), {
    code: "INVALID_INPUT",
    message: "nearest: y: row 2 holds NaN, expected finite numbers",
  });
});

async function check(distance: Distance, x: Matrix, y: Matrix, k: number, skipSelf = false): Promise<void> {
  const found = await nearest(distance, x, y, k, { skipSelf });
  assert.equal(found.k, k);
  for (let i = 0; i < x.rows; i++) {
    const all = Array.from({ length: y.rows }, (_, j) => ({ j, d: distance.between(row(x, i), row(y, j)) }))
      .filter(({ j }) => !skipSelf || j !== i)
      .sort((a, b) => a.d - b.d || a.j - b.j)
      .slice(0, k);
    all.forEach(({ j, d }, place) => {
      const [index, measured] = [found.indices[i * k + place]!, found.distances[i * k + place]!];
      const where = `${distance.name}, k ${k}, row ${i}, place ${place}`;
      assert.ok(Math.abs(measured - d) <= 1e-5 * d + 2e-7, `${where}: got distance ${measured}, expected ${d}`);
      // Distances that agree to rounding may change places.
      const other = distance.between(row(x, i), row(y, index));
      assert.ok(index === j || Math.abs(other - d) <= 1e-6 * d + 2e-7, `${where}: got row ${index}, expected ${j}`);
    });
    assert.equal(new Set(found.indices.subarray(i * k, (i + 1) * k)).size, k);
  }
}

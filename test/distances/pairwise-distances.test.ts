// The fast measures against the plain function: natively, on WebAssembly, and where rows are near each other, far from the
// origin, huge, tiny or wide.

import assert from "node:assert/strict";
import { test } from "node:test";
import { type Matrix, row } from "../../src/core/embeddings.js";
import { matrix } from "../../src/core/matrix.js";
import { random } from "../../src/core/random.js";
import { prepare } from "../../src/distances/bulk.js";
import {
  type Distance,
  brayCurtis,
  correlation,
  cosine,
  distanceBlocks,
  euclidean,
  expManhattan,
  fitMahalanobis,
  mahalanobis,
  manhattan,
  minkowski,
  pairwiseDistances,
  squaredEuclidean,
  weightedManhattan,
} from "../../src/distances/index.js";
import { productBlocks } from "../../src/distances/product-blocks.js";
import { runtime as web } from "../../src/engine/runtime/web.js";

function noise(rows: number, columns: number, { scale = 1, centre = 0, seed = 1 } = {}): Matrix {
  const generator = random(seed, "noise");
  return {
    rows,
    columns,
    data: Float32Array.from({ length: rows * columns }, () => centre + scale * generator.normal()),
  };
}

const sample = noise(60, 13, { seed: 9 });
const members: readonly Distance[] = [
  euclidean(),
  squaredEuclidean(),
  cosine(),
  correlation(),
  mahalanobis(fitMahalanobis(sample)),
  manhattan(),
  expManhattan(),
  weightedManhattan({ weights: Array.from({ length: 13 }, (_, i) => i / 6) }),
  minkowski({ p: 4 }),
  brayCurtis(),
];

for (const distance of members) {
  test(`pairwiseDistances, ${distance.name}: what the plain function says`, async () => {
    const [x, y] = [noise(70, 13, { scale: 0.3 }), noise(531, 13, { seed: 2, scale: 0.3 })];
    y.data.set(row(x, 3), 5 * 13);
    const { data, rows, columns } = await pairwiseDistances(distance, x, y);
    assert.deepEqual([rows, columns], [70, 531]);
    compare(data, distance, x, y);
  });

  test(`distanceBlocks, ${distance.name}: the same in blocks, of rows against themselves`, async () => {
    const x = noise(33, 13);
    const whole = await pairwiseDistances(distance, x);
    const parts: number[] = [];
    for await (const { start, end, data } of distanceBlocks(distance, x, x, { rows: 8 })) {
      assert.equal(data.length, (end - start) * 33);
      assert.equal(start, parts.length / 33);
      parts.push(...data);
    }
    compare(Float32Array.from(parts), distance, x, x);
    assert.equal(parts.length, whole.data.length);
  });
}

for (const [name, options] of [
  ["near each other and far from the origin", { centre: 100, scale: 1e-3 }],
  ["huge", { scale: 1e30 }],
  ["tiny", { scale: 1e-30 }],
] as const) {
  test(`pairwiseDistances, euclidean and manhattan: rows that are ${name}`, async () => {
    const x = noise(40, 64, options);
    x.data.set(row(x, 0), 64 * 39);
    for (const distance of [euclidean(), manhattan()]) {
      const { data } = await pairwiseDistances(distance, x);
      compare(data, distance, x, x);
      assert.equal(data[39], 0);
    }
  });
}

test("pairwiseDistances, euclidean: one row far out does not blur the others", async () => {
  const x = noise(50, 32, { scale: 1e-3 });
  x.data[0] = 1e6;
  compare((await pairwiseDistances(euclidean(), x)).data, euclidean(), x, x);
});

test("pairwiseDistances, manhattan: more dimensions than the kernel takes at once, and odd numbers of everything", async () => {
  for (const [rows, columns, width] of [
    [1, 1, 1],
    [3, 9, 257],
    [67, 515, 5],
    [5, 1030, 700],
  ] as const) {
    const [x, y] = [noise(rows, width), noise(columns, width, { seed: 2 })];
    compare((await pairwiseDistances(manhattan(), x, y)).data, manhattan(), x, y);
  }
});

test("productBlocks: the same on WebAssembly", async () => {
  const [x, y] = [noise(9, 20), noise(30, 20, { seed: 2 })];
  y.data.set(row(x, 3), 0);
  for (const distance of [euclidean(), cosine(), squaredEuclidean()]) {
    const out = new Float32Array(9 * 30);
    const measure = await productBlocks(web, prepare(distance, x), prepare(distance, y));
    await measure(0, 9, out);
    compare(out, distance, x, y);
  }
});

test("pairwiseDistances: nothing on a side gives nothing", async () => {
  for (const distance of [euclidean(), manhattan(), brayCurtis()]) {
    const { data, rows, columns } = await pairwiseDistances(distance, noise(0, 3), noise(2, 3));
    assert.deepEqual([data.length, rows, columns], [0, 0, 2]);
    assert.equal((await pairwiseDistances(distance, noise(2, 3), noise(0, 3))).data.length, 0);
  }
});

test("pairwiseDistances: different widths, and rows that are not finite, by number", async () => {
  const good = noise(3, 2);
  await assert.rejects(pairwiseDistances(euclidean(), good, noise(3, 4)), {
    code: "DIMENSION_MISMATCH",
    message: "Embeddings must have the same dimensions: got 2 and 4",
  });
  const bad = matrix([
    [1, 2],
    [NaN, 0],
  ]);
  for (const distance of [euclidean(), manhattan(), minkowski()]) {
    await assert.rejects(pairwiseDistances(distance, good, bad), {
      code: "INVALID_INPUT",
      message: "pairwiseDistances: y: row 1 holds NaN, expected finite numbers",
    });
    await assert.rejects(pairwiseDistances(distance, bad, good), { message: /pairwiseDistances: x: row 1 holds NaN/ });
  }
  await assert.rejects(
    async () => {
      for await (const _ of distanceBlocks(euclidean(), good, good, { rows: 0 }));
    },
    { code: "INVALID_OPTION" },
  );
});

/** To 1e-5 of the distance; angles, which are 1 less a number near 1, to 1e-7. */
function compare(actual: Float32Array, distance: Distance, x: Matrix, y: Matrix): void {
  assert.equal(actual.length, x.rows * y.rows);
  const slack = ["cosine", "correlation"].includes(distance.name) ? 1e-7 : 0;
  for (let i = 0; i < x.rows; i++) {
    for (let j = 0; j < y.rows; j++) {
      const expected = Math.fround(distance.between(row(x, i), row(y, j)));
      const got = actual[i * y.rows + j]!;
      const near = got === expected || Math.abs(got - expected) <= 1e-5 * expected + slack;
      assert.ok(near, `${distance.name} of rows ${i} and ${j}: got ${got}, expected ${expected}`);
    }
  }
}

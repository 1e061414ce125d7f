// Rows against chosen rows: the kernel in WebAssembly and the loop against the plain distance.

import assert from "node:assert/strict";
import { test } from "node:test";
import { type Matrix, row } from "../../src/core/embeddings.js";
import { random } from "../../src/core/random.js";
import { type Workshop, workshop } from "../../src/core/workshop.js";
import { prepare } from "../../src/distances/bulk.js";
import { chosenBytes, chosenRows } from "../../src/distances/chosen-rows.js";
import { laidOutBytes, layOut } from "../../src/distances/laid-out-rows.js";
import { cosine, euclidean, squaredEuclidean } from "../../src/distances/index.js";

function made(rows: number, columns: number, seed: number): Matrix {
  const generator = random(seed, "rows");
  return { rows, columns, data: Float32Array.from({ length: rows * columns }, () => generator.normal()) };
}

// Cosine prepares its rows in float64; the others are read in float32.
for (const distance of [euclidean(), squaredEuclidean(), cosine()]) {
  for (const width of [1, 4, 7, 16]) {
    for (const kernels of [true, false]) {
      test(`${distance.name}, width ${width}, ${kernels ? "kernel" : "loop"}: as pair by pair`, () => {
        const [x, y] = [made(6, width, 1), made(30, width, 2)];
        y.data.set(row(y, 3), 7 * width);
        const [left, right] = [prepare(distance, x), prepare(distance, y)];
        const room = workshop(laidOutBytes(left, 4) + laidOutBytes(right, 30) + chosenBytes(5, 4));
        const shop: Workshop = kernels ? room : { ...room, kernel: () => undefined };
        const [xs, ys] = [layOut(left, 4, shop, true), layOut(right, 30, shop)];
        ys.load(0, 30);
        const measure = chosenRows(xs, ys, 5, shop);
        for (const [start, end] of [
          [0, 4],
          [4, 6],
        ] as const) {
          const chosen = Int32Array.from({ length: (end - start) * 5 }, (_, i) => [3, 7, 0, 29, (11 * i) % 30][i % 5]!);
          xs.load(start, end);
          const distances = measure(start, end, chosen);
          for (let i = 0; i < chosen.length; i++) {
            const expected = distance.between(row(x, start + Math.floor(i / 5)), row(y, chosen[i]!));
            assert.ok(
              Math.abs(distances[i]! - expected) < 1e-12 * Math.max(1, expected),
              `${distances[i]} for ${expected}`,
            );
          }
          for (let i = 0; i < chosen.length; i += 5) assert.equal(distances[i], distances[i + 1], "equal rows");
        }
        room.end();
      });
    }
  }
}

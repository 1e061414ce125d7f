// Rows laid out for kernels, and centred by the kernel as by the loop.

import assert from "node:assert/strict";
import { test } from "node:test";
import { random } from "../../src/core/random.js";
import { type Workshop, workshop } from "../../src/core/workshop.js";
import { prepare } from "../../src/distances/bulk.js";
import { cosine, euclidean } from "../../src/distances/index.js";
import { centreRows, laidOutBytes, layOut } from "../../src/distances/laid-out-rows.js";

const count = 5;

// Euclidean rows stay in float32, cosine's are prepared in float64.
for (const distance of [euclidean(), cosine()]) {
  for (const width of [1, 3, 4, 10]) {
    test(`${distance.name}, width ${width}: less a centre, times a factor, and squared lengths`, () => {
      const generator = random(width, "rows");
      const data = Float32Array.from({ length: 8 * width }, () => generator.normal());
      const rows = prepare(distance, { rows: 8, columns: width, data });
      const middle = Array.from({ length: width }, () => generator.normal());
      for (const kernels of [true, false]) {
        const room = workshop(laidOutBytes(rows, 8) + 4 * count * (width + 1) + 8 * (width + 4) + 8 * count + 200);
        const shop: Workshop = kernels ? room : { ...room, kernel: () => undefined };
        const laidOut = layOut(rows, 8, shop);
        const centre = shop.doubles(laidOut.stride).fill(0);
        centre.set(middle);
        const factor = shop.doubles(1).fill(-2.5);
        const target = shop.floats(count * (width + 1) + 4);
        const squares = shop.doubles(count);
        laidOut.load(2, 2 + count);
        centreRows(laidOut, count, { centre, factor, target, targetStride: width + 1, squares }, shop);
        for (let i = 0; i < count; i++) {
          const own = middle.map((value, k) => rows.data[(i + 2) * width + k]! - value);
          own.forEach((value, k) => assert.equal(target[i * (width + 1) + k], Math.fround(-2.5 * value)));
          const length = own.reduce((sum, value) => sum + value * value, 0);
          assert.ok(Math.abs(squares[i]! - length) < 1e-14 * width * length, `${squares[i]} for ${length}`);
        }
        room.end();
      }
    });
  }
}

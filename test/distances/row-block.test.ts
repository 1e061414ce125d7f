import assert from "node:assert/strict";
import { test } from "node:test";
import { random } from "../../src/core/random.js";
import { cosine, euclidean, manhattan, squaredEuclidean } from "../../src/distances/index.js";
import { rowBlock } from "../../src/distances/row-block.js";
import { unitRows } from "../../src/distances/cosine.js";

for (const distance of [euclidean(), squaredEuclidean(), manhattan(), cosine()]) {
  test(`a block of rows, ${distance.name}: what the plain function says, whatever the width and however it grew`, () => {
    const generator = random(0, "rows");
    const made = (width: number): Float64Array => {
      const row = Float64Array.from({ length: width }, () => generator.normal());
      return distance.name === "cosine" ? unitRows(row, width) : row;
    };
    for (const width of [1, 3, 4, 5, 128]) {
      const block = rowBlock(distance.bulk!.kernel, width, 2);
      const rows: Float64Array[] = [];
      for (let i = 0; i < 50; i++) {
        rows.push(made(width));
        block.set(i, rows[i] as Float64Array);
      }
      rows[7] = rows[30]!;
      block.set(7, rows[7]);
      const probe = made(width);
      const measured = block.distancesTo(probe, 50);
      rows.forEach((row, i) => {
        const expected = distance.between(probe, row);
        assert.ok(Math.abs(measured[i]! - expected) <= 1e-6 * (1 + expected), `${measured[i]}, expected ${expected}`);
      });
      assert.equal(measured[7], measured[30]);
      assert.deepEqual([...block.distancesTo(probe, 3)], [...measured.subarray(0, 3)]);
      assert.equal(block.distancesTo(probe, 0).length, 0);
    }
  });
}

import assert from "node:assert/strict";
import { test } from "node:test";
import { Matrix as Dense, SingularValueDecomposition } from "ml-matrix";
import { random } from "../../src/core/random.js";
import { principalPlane } from "../../src/report/principal-plane.js";

test("coordinates are those of a singular value decomposition, up to the sign of each axis", () => {
  const generator = random(3);
  const [rows, columns] = [60, 7];
  const data = Float32Array.from({ length: rows * columns }, (_, at) => 5 + (1 + (at % columns)) * generator.normal());
  const { x, y } = principalPlane({ data, rows, columns }, 1);
  const rowsOfData = Array.from({ length: rows }, (_, i) => Array.from(data.subarray(i * columns, (i + 1) * columns)));
  const centred = new Dense(rowsOfData).center("column");
  const svd = new SingularValueDecomposition(centred);
  [x, y].forEach((scores, axis) => {
    const expected = Array.from({ length: rows }, (_, i) => svd.leftSingularVectors.get(i, axis) * svd.diagonal[axis]!);
    const sign = Math.sign(expected[0]! * scores[0]!);
    scores.forEach((score, i) => assert.ok(Math.abs(score - sign * expected[i]!) < 1e-3, `row ${i}: ${score}`));
  });
});

test("the sign of an axis does not hang on the seed", () => {
  const data = Float32Array.of(0, 0, 3, 1, 6, 2.2, 9, 3, 12, 4);
  const [first, second] = [1, 2].map((seed) => principalPlane({ data, rows: 5, columns: 2 }, seed).x);
  first!.forEach((value, i) => assert.ok(Math.abs(value - second![i]!) < 1e-4));
  assert.ok(first![4]! > first![0]!);
});

// Compositions, and operators whose plain formula would overflow: values and gradients where formulas break.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type Tensor,
  gradients,
  input,
  l2Normalise,
  logSumExp,
  mean,
  reduceL2,
  reduceSum,
  sigmoid,
  silu,
  softplus,
  square,
} from "../../src/graph/index.js";
import { runGraph } from "../testkit/run-graph.js";

/** f's value on the rows, and the gradient of the sum of it. */
async function valueAndSlope(
  f: (x: Tensor) => Tensor,
  rows: readonly (readonly number[])[],
): Promise<{ value: number[]; slope: number[] }> {
  const shape = [rows.length, rows[0]!.length];
  const x = input("x", "float32", shape);
  const value = f(x);
  const [slope] = gradients(reduceSum(value), [x]);
  const feeds = { x: { dtype: "float32", shape, data: Float32Array.from(rows.flat()) } } as const;
  return (await runGraph({ value, slope: slope! }, feeds)) as { value: number[]; slope: number[] };
}

const close = (actual: readonly number[], expected: readonly number[]): void => {
  assert.equal(actual.length, expected.length);
  actual.forEach((value, i) => {
    const near = value === expected[i] || Math.abs(value - expected[i]!) <= 1e-5 * Math.max(1, Math.abs(expected[i]!));
    assert.ok(near, `entry ${i} must be ${expected[i]}, got ${value}`);
  });
};

test("logSumExp: large and infinite values, and equal ones", async () => {
  const rows = [
    [100, 100],
    [-1000, 0],
    [-Infinity, 3],
    [-Infinity, -Infinity],
  ];
  const { value, slope } = await valueAndSlope((x) => logSumExp(x, 1), rows);
  close(value, [100 + Math.LN2, 0, 3, -Infinity]);
  close(slope, [0.5, 0.5, 0, 1, 0, 1, 0, 0]);
});

test("logSumExp drops its axis, or keeps it with length 1", () => {
  const x = input("x", "float32", [2, 3, 4]);
  assert.deepEqual(
    [logSumExp(x, -1).shape, logSumExp(x, 1, true).shape],
    [
      [2, 3],
      [2, 1, 4],
    ],
  );
});

test("softplus, sigmoid and silu far from zero", async () => {
  const rows = [[-200, -20, 0, 20, 200]];
  const sigmoids = rows[0]!.map((x) => 1 / (1 + Math.exp(-x)));
  const soft = await valueAndSlope(softplus, rows);
  close(soft.value, [0, Math.log1p(Math.exp(-20)), Math.LN2, 20, 200]);
  close(soft.slope, sigmoids);
  close((await valueAndSlope(sigmoid, rows)).value, sigmoids);
  close(
    (await valueAndSlope(silu, rows)).value,
    rows[0]!.map((x, i) => x * sigmoids[i]!),
  );
});

test("l2Normalise: unit rows; a zero row stays zero, its gradient finite", async () => {
  const { value, slope } = await valueAndSlope(
    (x) => l2Normalise(x, 1, 0.5),
    [
      [3, 4],
      [0, 0],
      [0.1, 0],
    ],
  );
  close(value, [0.6, 0.8, 0, 0, 0.2, 0]);
  // d/dx of (x + y) / |(x, y)| at (3, 4) is (1 - 0.6 * 1.4) / 5, (1 - 0.8 * 1.4) / 5; below eps 1 / eps.
  close(slope, [0.032, -0.024, 2, 2, 2, 2]);
  const { slope: steep } = await valueAndSlope((x) => l2Normalise(x), [[0, 0]]);
  assert.ok(steep.every(Number.isFinite));
});

test("reduceL2: no NaN at zero", async () => {
  const { value, slope } = await valueAndSlope(
    (x) => reduceL2(x, [1]),
    [
      [0, 0],
      [3, 4],
    ],
  );
  close(value, [0, 5]);
  close(slope, [0, 0, 0.6, 0.8]);
});

test("mean and square", async () => {
  const { value, slope } = await valueAndSlope(
    (x) => mean(square(x)),
    [
      [1, 2],
      [3, 4],
    ],
  );
  close(value, [7.5]);
  close(slope, [0.5, 1, 1.5, 2]);
  const { value: columns } = await valueAndSlope(
    (x) => mean(x, 0),
    [
      [1, 2],
      [3, 4],
    ],
  );
  close(columns, [2, 3]);
});

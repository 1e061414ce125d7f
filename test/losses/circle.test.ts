import assert from "node:assert/strict";
import { test } from "node:test";
import { circle } from "../../src/losses/index.js";
import { numbersOf } from "./case.js";
import { naiveCircle } from "./naive-labels.js";
import { fold, runLabels } from "./run-loss.js";

test("the published formula: one positive at similarity 1/2, one negative at 0", async () => {
  const rows = [
    [1, 0, 0],
    [0.5, Math.sqrt(0.75), 0],
    [0, 0, 1],
  ];
  // α_p = 1.25 - 0.5 and α_n = 0.25; Quaterion's α_p, which adds where the paper subtracts, would give another number.
  const exponent = 0.25 * (0 - 0.25) - 0.75 * (0.5 - 0.75);
  const { loss } = await runLabels(circle({ m: 0.25, gamma: 1 }), rows, [0, 0, 1]);
  assert.ok(Math.abs(loss - Math.log(1 + Math.exp(exponent))) < 1e-6, `${loss}`);
});

test("the paper's margin and scale for faces, 0.25 and 256, do not overflow", async () => {
  const rows = fold(numbersOf(8 * 4, "circle"), 4);
  const labels = [0, 0, 1, 1, 2, 2, 3, 3];
  const { loss, gradient } = await runLabels(circle({ m: 0.25, gamma: 256 }), rows, labels);
  const expected = naiveCircle(rows, labels, 0.25, 256, rows);
  assert.ok(expected > 100 && Math.abs(loss - expected) < 1e-4 * expected, `${loss} for ${expected}`);
  assert.ok(gradient.every(Number.isFinite) && gradient.some((value) => Math.abs(value) > 1));
});

test("classes that are points, opposite each other, cost next to nothing", async () => {
  const rows = [
    [1, 0],
    [1, 0],
    [-1, 0],
    [-1, 0],
  ];
  const { loss } = await runLabels(circle({ m: 0.25, gamma: 256 }), rows, [0, 0, 1, 1]);
  assert.ok(loss < 1e-5, `${loss}`);
});

test("bad options are refused, saying what would do", () => {
  assert.throws(() => circle({ m: -0.1 }), /circle: m must be > 0 and < 1, got -0.1/);
  assert.throws(() => circle({ gamma: 0 }), /circle: gamma must be > 0, got 0/);
});

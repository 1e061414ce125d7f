import assert from "node:assert/strict";
import { test } from "node:test";
import { supcon } from "../../src/losses/index.js";
import { runLabels } from "./run-loss.js";

const rows = [
  [1, 0],
  [0, 1],
  [1, 0],
];

test("temperature 0.01: a hopeless positive costs what it should, and has a gradient", async () => {
  const { loss, gradient } = await runLabels(supcon({ temperature: 0.01 }), rows, [0, 0, 1]);
  assert.ok(Math.abs(loss - (100 + Math.LN2) / 2) < 1e-3, `${loss}`);
  assert.ok(Math.abs(gradient[1]!) > 10, gradient.join());
});

test("where all rows coincide an anchor costs the logarithm of the others' number", async () => {
  const { loss } = await runLabels(
    supcon(),
    [
      [2, 1],
      [2, 1],
      [2, 1],
      [2, 1],
    ],
    [0, 0, 0, 1],
  );
  assert.ok(Math.abs(loss - Math.log(3)) < 1e-5);
});

test("temperature 0 is refused", () => {
  assert.throws(() => supcon({ temperature: 0 }), /supcon: temperature must be > 0, got 0/);
});

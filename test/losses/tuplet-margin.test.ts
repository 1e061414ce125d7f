import assert from "node:assert/strict";
import { test } from "node:test";
import { tupletMargin } from "../../src/losses/index.js";
import { runLabels } from "./run-loss.js";

test("identical pairs have the margin's cosine, and a finite gradient", async () => {
  const { loss, gradient } = await runLabels(
    tupletMargin({ margin: 60, scale: 2 }),
    [
      [3, 4],
      [3, 4],
      [-4, 3],
    ],
    [0, 0, 1],
  );
  // cos(0 - 60 degrees) = 1/2, the negative at 0.
  assert.ok(Math.abs(loss - Math.log(1 + Math.exp(2 * (0 - 0.5)))) < 1e-3, `${loss}`);
  assert.ok(gradient.every(Number.isFinite));
});

test("nearly identical pairs have no outsized gradient", async () => {
  const rows = [
    [1, 0],
    [1, 1e-6],
    [0, 1],
  ];
  const { gradient } = await runLabels(tupletMargin(), rows, [0, 0, 1]);
  assert.ok(
    gradient.every((value) => Math.abs(value) < 64),
    gradient.join(),
  );
});

test("bad options are refused, saying what would do", () => {
  assert.throws(() => tupletMargin({ margin: -1 }), /tuplet-margin: margin must be >= 0 and <= 90, got -1/);
  assert.throws(() => tupletMargin({ scale: 0 }), /tuplet-margin: scale must be > 0, got 0/);
});

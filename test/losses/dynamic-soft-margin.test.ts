import assert from "node:assert/strict";
import { test } from "node:test";
import { dynamicSoftMargin } from "../../src/losses/index.js";
import { runLabels } from "./run-loss.js";

const [right, left] = [
  [1, 0],
  [-1, 0],
] as const;
const loss = dynamicSoftMargin({ numBins: 4, momentum: 0.25 });

test("the first batch is the histogram; later ones move it by the momentum", async () => {
  // Both same pairs at distance 2, the nearest negative at 0: x = 2, at the very end of the histogram.
  const first = await runLabels(loss, [right, left, right, left], [0, 0, 1, 1]);
  assert.deepEqual(first.states["histogram"], [0, 0, 0, 0, 1]);
  // Now x = -2 everywhere, at its beginning.
  const second = await runLabels(loss, [right, right, left, left], [0, 0, 1, 1], { states: first.states });
  assert.deepEqual(second.states["histogram"], [0.25, 0, 0, 0, 0.75]);
  assert.ok(Math.abs(second.loss - 0.25 * -2) < 1e-6, `${second.loss}`);
});

test("a batch without triplets leaves the histogram as it was", async () => {
  const states = { histogram: [0, 0.5, 0.5, 0, 0] };
  const run = await runLabels(loss, [right, left], [0, 1], { states });
  assert.deepEqual(run.states, states);
  assert.equal(run.loss, 0);
});

test("bad options are refused, saying what would do", () => {
  assert.throws(() => dynamicSoftMargin({ minVal: 1 }), /dynamic-soft-margin: minVal must be < 0, got 1/);
  assert.throws(() => dynamicSoftMargin({ momentum: 0 }), /momentum must be > 0 and <= 1, got 0/);
  assert.throws(() => dynamicSoftMargin({ numBins: 0 }), /numBins must be a whole number >= 1, got 0/);
});

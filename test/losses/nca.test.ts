import assert from "node:assert/strict";
import { test } from "node:test";
import { nca } from "../../src/losses/index.js";
import { runLabels } from "./run-loss.js";

test("a positive so far that its chance underflows counts for all it costs", async () => {
  // Squared distances: from 0, 400 to the positive and 1 to the negative; from 20, 400 and 361. e^-399 is 0 in float32.
  const { loss, gradient } = await runLabels(nca(), [[0], [20], [1]], [0, 0, 1]);
  assert.ok(Math.abs(loss - (399 + 39) / 2) < 1e-2, `${loss}`);
  assert.ok(Math.abs(gradient[0]!) > 1);
});

test("an anchor whose neighbours are all of its class costs nothing", async () => {
  const { loss } = await runLabels(nca(), [[0], [1], [2]], [0, 0, 0]);
  assert.equal(loss, 0);
});

test("a scale of 0 is refused", () => {
  assert.throws(() => nca({ softmaxScale: 0 }), /nca: softmaxScale must be > 0, got 0/);
});

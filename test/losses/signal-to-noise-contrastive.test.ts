import assert from "node:assert/strict";
import { test } from "node:test";
import { signalToNoiseContrastive } from "../../src/losses/index.js";
import { runPairs } from "./run-loss.js";

test("the left side is the anchor", async () => {
  const pair = { a: [1, -1], b: [3, -3], same: true };
  const { loss } = await runPairs(signalToNoiseContrastive(), [pair]);
  assert.ok(Math.abs(loss - 4) < 1e-6, `${loss}`);
  const { loss: turned } = await runPairs(signalToNoiseContrastive(), [{ a: pair.b, b: pair.a, same: true }]);
  assert.ok(Math.abs(turned - 4 / 9) < 1e-6, `${turned}`);
});

test("a constant anchor, which has no signal, stays finite", async () => {
  const { loss, gradient } = await runPairs(signalToNoiseContrastive(), [{ a: [2, 2], b: [3, 1], same: true }]);
  assert.ok([loss, ...gradient].every(Number.isFinite));
});

test("negative margins are refused", () => {
  assert.throws(() => signalToNoiseContrastive({ posMargin: -1 }), /posMargin must be >= 0, got -1/);
  assert.throws(() => signalToNoiseContrastive({ negMargin: -1 }), /negMargin must be > 0, got -1/);
});

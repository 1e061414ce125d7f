import assert from "node:assert/strict";
import { test } from "node:test";
import { cosface } from "../../src/losses/index.js";
import { runLabels } from "./run-loss.js";

test("the margin is taken off the cosine, not off a cosine of the cosine", async () => {
  const row = [Math.cos(0.4), Math.sin(0.4)];
  const parameters = { weight: Float32Array.of(1, 0, 0, 1) };
  const { loss } = await runLabels(cosface({ margin: 0.35, scale: 10 }), [row], [0], { classes: 2, parameters });
  const gap = 10 * (Math.sin(0.4) - (Math.cos(0.4) - 0.35));
  assert.ok(Math.abs(loss - Math.log(1 + Math.exp(gap))) < 1e-6);
});

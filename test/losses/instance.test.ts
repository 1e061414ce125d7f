import assert from "node:assert/strict";
import { test } from "node:test";
import { instance } from "../../src/losses/index.js";
import { runLabels } from "./run-loss.js";

const [right, up] = [
  [1, 0],
  [0, 1],
] as const;
const rows = [right, up, right, up];

test("by class, rows of other classes that coincide share the probability", async () => {
  const { loss } = await runLabels(instance(), rows, [0, 1, 2, 1]);
  // Rows 0 and 2 each have another class in their place; rows 1 and 3 are one class.
  assert.ok(Math.abs(loss - (2 * Math.LN2 + 0) / 4) < 1e-5, `${loss}`);
});

test("by picture, rows of the same class that coincide do so as well", async () => {
  const { loss } = await runLabels(instance({ target: "instance" }), rows, [0, 1, 2, 1]);
  assert.ok(Math.abs(loss - Math.LN2) < 1e-5, `${loss}`);
});

test("bad options are refused, saying what would do", () => {
  assert.throws(() => instance({ gamma: 0 }), /instance: gamma must be > 0, got 0/);
  assert.throws(() => instance({ target: "classes" as "class" }), /target must be one of .*, did you mean "class"\?/);
});

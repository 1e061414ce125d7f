import assert from "node:assert/strict";
import { test } from "node:test";
import { euclidean } from "../../src/distances/index.js";
import { ntXent } from "../../src/losses/index.js";
import { runLabels } from "./run-loss.js";

// Two of a class at right angles, and one of another class that coincides with the first.
const rows = [
  [1, 0],
  [0, 1],
  [1, 0],
];

test("temperature 0.01: a hopeless positive costs what it should, and has a gradient", async () => {
  const { loss, gradient } = await runLabels(ntXent({ temperature: 0.01 }), rows, [0, 0, 1]);
  // Anchor 0: positive at similarity 0, negative at 1: 100. Anchor 1: both at 0: ln 2. In float32, e^-100 is 0: where the
  // logarithm of a quotient is taken, as by PyTorch Metric Learning, the cost stops at 87 and the gradient vanishes.
  assert.ok(Math.abs(loss - (100 + Math.LN2) / 2) < 1e-3, `${loss}`);
  assert.ok(Math.abs(gradient[1]!) > 10, gradient.join());
});

test("the denominator: other positives compete where it is all others", async () => {
  const collapsed = [
    [1, 0],
    [1, 0],
    [1, 0],
    [1, 0],
  ];
  const labels = [0, 0, 0, 1];
  const negatives = await runLabels(ntXent(), collapsed, labels);
  assert.ok(Math.abs(negatives.loss - Math.log(2)) < 1e-5);
  const others = await runLabels(ntXent({ denominator: "others" }), collapsed, labels);
  assert.ok(Math.abs(others.loss - Math.log(3)) < 1e-5);
});

test("another distance is taken for its negative", async () => {
  const line = [[0], [1], [3]];
  const { loss } = await runLabels(ntXent({ temperature: 1, distance: euclidean() }), line, [0, 0, 1]);
  const costs = [Math.log(1 + Math.exp(1 - 3)), Math.log(1 + Math.exp(1 - 2))];
  assert.ok(Math.abs(loss - (costs[0]! + costs[1]!) / 2) < 1e-6);
});

test("bad options are refused, saying what would do", () => {
  assert.throws(() => ntXent({ temperature: 0 }), /nt-xent: temperature must be > 0, got 0/);
  assert.throws(
    () => ntXent({ denominator: "negative" as "negatives" }),
    /denominator must be one of negatives, others, got "negative", did you mean "negatives"\?/,
  );
});

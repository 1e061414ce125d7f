import assert from "node:assert/strict";
import { test } from "node:test";
import { random } from "../../src/core/random.js";
import { mean, wilsonInterval } from "../../src/core/statistics.js";
import { clusteredIntervals } from "../../src/evaluation/clustered-means.js";

test("answers of one class are no news: the interval is that of the classes", () => {
  // Twenty classes, each wholly right or wholly wrong, fifty answers each.
  const classes = Array.from({ length: 1000 }, (_, i) => Math.floor(i / 50));
  const right = classes.map((label) => (label % 4 === 0 ? 0 : 1));
  const [low, high] = clusteredIntervals({ right }, classes, { stream: "test" }).right;
  const half = (high - low) / 2;
  // Standard error of 15 in 20: 0.097; of 750 in 1000: 0.0137.
  assert.ok(half > 0.15 && half < 0.23, `half width ${half}`);
});

test("holds the true mean about as often as it says", () => {
  const generator = random(9, "coverage");
  let held = 0;
  for (let run = 0; run < 100; run++) {
    const classes = Array.from({ length: 400 }, (_, i) => Math.floor(i / 10));
    const skill = Array.from({ length: 40 }, () => 0.3 + 0.6 * generator.next());
    const right = classes.map((label) => (generator.next() < skill[label]! ? 1 : 0));
    const [low, high] = clusteredIntervals({ right }, classes, { stream: "test", seed: run }).right;
    if (low <= 0.6 && 0.6 <= high) held++;
  }
  assert.ok(held >= 88, `${held} of 100`);
});

test("all right: no narrower than Wilson's; values that are no proportions are left to the draws", () => {
  const classes = Array.from({ length: 60 }, (_, i) => i % 6);
  const ones = classes.map(() => 1);
  assert.deepEqual(clusteredIntervals({ ones }, classes, { stream: "test" }).ones, wilsonInterval(60, 60));
  const values = classes.map((label) => 10 * label);
  const [low, high] = clusteredIntervals({ values }, classes, { stream: "test", proportions: false }).values;
  assert.ok(low < mean(values) && mean(values) < high && high <= 50);
});

// Thresholds and p-values from held-out scores.

import assert from "node:assert/strict";
import { test } from "node:test";
import { alarmThreshold, checkFalseAlarms, pValues, rowsForRate } from "../../src/anomalies/calibration.js";
import { random } from "../../src/core/random.js";
import { runtime } from "../../src/engine/index.js";
import { encodeModel, input } from "../../src/graph/index.js";

test("a rate takes 1 / rate - 1 rows to be seen", () => {
  assert.deepEqual([0.5, 0.1, 0.05, 0.01, 0.001, 0.3, 0.07].map(rowsForRate), [1, 9, 19, 99, 999, 3, 14]);
});

test("the threshold is the score that the share of new normal rows exceeds", () => {
  const scores = Float32Array.from({ length: 99 }, (_, i) => i + 1);
  // 1 of 100: only what is above all 99; 5 of 100: above all but four.
  assert.equal(alarmThreshold(scores, 0.01).threshold, 99);
  assert.equal(alarmThreshold(scores, 0.05).threshold, 95);
});

test("whatever the distribution, new normal rows exceed it as often as asked for", () => {
  const generator = random(3, "alarms");
  const draw = (): number => Math.exp(3 * generator.normal());
  let [alarms, count] = [0, 0];
  for (let repeat = 0; repeat < 400; repeat++) {
    const scores = Float32Array.from({ length: 59 }, draw).sort();
    const { threshold } = alarmThreshold(scores, 0.05);
    for (let i = 0; i < 50; i++, count++) alarms += Math.fround(draw()) > threshold ? 1 : 0;
  }
  // The expectation is exactly 3 of 60; within four standard errors of 400 thresholds, each off by about 0.028.
  assert.ok(Math.abs(alarms / count - 0.05) < 0.0065, `${alarms / count}`);
});

test("p-values: 1 + the held-out scores at least as high, of n + 1", async () => {
  const scores = input("scores", "float32", ["batch"]);
  const graph = encodeModel({ outputs: { p: pValues(scores, Float32Array.of(1, 2, 2, 4)) } });
  const session = await runtime.createSession(graph);
  const data = Float32Array.of(0, 1, 1.5, 2, 3, 4, 5);
  const { p } = await session.run({ scores: { dtype: "float32", shape: [7], data } });
  await session.release();
  assert.deepEqual(
    Array.from(p!.data as Float32Array, (value) => Math.round(value * 5)),
    [5, 5, 4, 4, 2, 2, 1],
  );
});

test("too few rows for a rate: how many it takes, and what the rows can show", () => {
  assert.throws(() => checkFalseAlarms(0.01, 50), {
    code: "DATA_TOO_FEW",
    message: /rate of 0\.01 takes at least 99 normal rows to be seen, got 50; 50 can show 0\.02/,
  });
  assert.throws(() => alarmThreshold(new Float32Array(98), 0.01), { code: "DATA_TOO_FEW" });
});

test("a rate is between 0 and 1", () => {
  for (const rate of [0, 1, -0.1, NaN]) {
    assert.throws(() => checkFalseAlarms(rate, 1e6), {
      code: "INVALID_OPTION",
      message: /falseAlarms must be > 0 and < 1/,
    });
  }
});

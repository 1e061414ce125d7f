import assert from "node:assert/strict";
import { test } from "node:test";
import { random } from "../../src/core/random.js";
import { graded } from "../../src/evaluation/index.js";
import { missing, readJson, shared } from "../testkit/shared.js";

const path = shared("golden/metrics.json");

test("golden: Pearson and Spearman, ties included", { skip: missing(path) }, () => {
  const { correlation } = readJson<{ correlation: { x: number[]; y: number[]; pearson: number; spearman: number } }>(
    path!,
  );
  const result = graded({ predictions: correlation.x, scores: correlation.y });
  assert.ok(Math.abs(result.pearson - correlation.pearson) < 1e-12);
  assert.ok(Math.abs(result.spearman - correlation.spearman) < 1e-12);
  const squares = correlation.x.map((value, i) => (value - correlation.y[i]!) ** 2);
  assert.ok(Math.abs(result.mse - squares.reduce((sum, value) => sum + value, 0) / 25) < 1e-12);
  assert.deepEqual(JSON.parse(JSON.stringify(result)), result);
});

test("a line that was drawn in other units: correlation 1, a large error, and none after the fit", () => {
  const scores = Array.from({ length: 40 }, (_, i) => i / 8);
  const result = graded({ predictions: scores.map((score) => -3 * score - 7), scores: scores.map((score) => -score) });
  assert.ok(result.pearson > 1 - 1e-12 && result.spearman === 1 && result.mse > 10 && result.mseFitted < 1e-20);
});

test("intervals hold the figures and are a function of the seed", () => {
  const generator = random(3, "graded");
  const scores = Array.from({ length: 200 }, () => 5 * generator.next());
  const predictions = scores.map((score) => score + 2 * generator.normal());
  const { intervals, ...figures } = graded({ predictions, scores }, { seed: 4 });
  for (const [name, [low, high]] of Object.entries(intervals!)) {
    const value = figures[name as "mse"];
    assert.ok(low < value && value < high, `${name}: ${value} of ${low} to ${high}`);
  }
  // The error is that of the noise, 4, whether as it is or after the fit, which can shrink it.
  assert.ok(Math.abs(figures.mse - 4) < 1 && figures.mseFitted < figures.mse);
  assert.deepEqual(graded({ predictions, scores }, { seed: 4 }).intervals, intervals);
  assert.equal(graded({ predictions, scores }, { resamples: 0 }).intervals, undefined);
});

test("what cannot be correlated is refused, by the number of the pair", () => {
  const scores = Array.from({ length: 12 }, (_, i) => i);
  const refused = (predictions: number[], code: string, message: RegExp): void =>
    assert.throws(() => graded({ predictions, scores }), { code, message });
  refused(scores.slice(1), "INVALID_INPUT", /11 predictions and 12 scores/);
  refused(
    scores.map((value) => (value === 3 ? NaN : value)),
    "INVALID_INPUT",
    /the prediction of pair 3 is NaN/,
  );
  refused(
    scores.map(() => 1),
    "DATA_TOO_FEW",
    /all predictions are alike/,
  );
  assert.throws(() => graded({ predictions: [1, 2], scores: [1, 2] }), { code: "DATA_TOO_FEW", message: /got 2/ });
});

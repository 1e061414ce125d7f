import assert from "node:assert/strict";
import { test } from "node:test";
import { simsiam } from "../../src/losses/index.js";
import { numbersOf } from "./case.js";
import { unit } from "./naive.js";
import { differences, fold, runViews } from "./run-loss.js";

const [P, D, H] = [4, 3, 2];
const values = numbersOf(2 * P * D, "simsiam");
const parameters = {
  "predictor.layer1.dense.weight": Float32Array.from(numbersOf(D * H, "first")),
  "predictor.layer1.norm.scale": Float32Array.of(1.5, 0.8),
  "predictor.layer1.norm.bias": Float32Array.of(0.2, 0.4),
  "predictor.layer2.dense.weight": Float32Array.from(numbersOf(H * D, "second")),
  "predictor.layer2.dense.bias": Float32Array.of(0.1, -0.2, 0.3),
};

/** h: dense, batch normalisation, rectifier, dense. */
function predicted(rows: number[][]): number[][] {
  const [first, scale, bias, second, last] = Object.values(parameters).map((data) => Array.from(data));
  const hidden = rows.map((row) => Array.from({ length: H }, (_, j) => dot(row, column(first!, H, j))));
  const normalised = hidden.map((row) =>
    row.map((value, j) => {
      const all = hidden.map((other) => other[j]!);
      const mean = all.reduce((a, b) => a + b) / all.length;
      const variance = all.reduce((total, x) => total + (x - mean) ** 2, 0) / all.length;
      return Math.max(0, ((value - mean) / Math.sqrt(variance + 1e-5)) * scale![j]! + bias![j]!);
    }),
  );
  return normalised.map((row) => Array.from({ length: D }, (_, k) => dot(row, column(second!, D, k)) + last![k]!));
}

const column = (flat: readonly number[], width: number, k: number): number[] => fold(flat, width).map((row) => row[k]!);
const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((total, value, i) => total + value * b[i]!, 0);

/** `targets` stand still while `moving` changes. */
function naive(moving: readonly number[], targets: readonly number[]): number {
  const predictions = predicted(fold(moving, D));
  const still = fold(targets, D);
  const misses = predictions.map((row, i) => 1 - dot(unit(row), unit(still[(i + P) % (2 * P)]!)));
  return misses.reduce((a, b) => a + b) / (2 * P);
}

test("the predictor's guess of the other view, which stands still: value and gradient", async () => {
  const rows = fold(values, D);
  const { loss, gradient } = await runViews(simsiam({ predictor: H }), rows.slice(0, P), rows.slice(P), { parameters });
  assert.ok(Math.abs(loss - naive(values, values)) < 1e-5);
  const expected = differences((moved) => naive(moved, values), values);
  expected.forEach((value, i) => assert.ok(Math.abs(gradient[i]! - value) < 1e-4, `${i}: ${gradient[i]} for ${value}`));
});

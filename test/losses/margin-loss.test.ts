import assert from "node:assert/strict";
import { test } from "node:test";
import { createScope } from "../../src/encoders/index.js";
import { input } from "../../src/graph/index.js";
import { lossByName, marginLoss } from "../../src/losses/index.js";
import { runLabels } from "./run-loss.js";

// On a line: a pair at 0 and 1, a negative at 2.3. Within the boundary 1.2 less 0.2, and 1.3 away from the second.
const rows = [[0], [1], [2.3]];

test("only what is on the wrong side of the boundary, or within the margin of it, costs", async () => {
  const { loss } = await runLabels(marginLoss(), rows, [0, 0, 1]);
  assert.ok(Math.abs(loss - 0.1) < 1e-6, `${loss}`);
  const { loss: ofAll } = await runLabels(lossByName("margin", { reducer: "mean" }), rows, [0, 0, 1]);
  assert.ok(Math.abs(ofAll - 0.1 / 4) < 1e-6, `${ofAll}`);
});

test("a learned boundary has a gradient, and costs nu", async () => {
  const parameters = { beta: Float32Array.of(1.2) };
  const loss = marginLoss({ learnBeta: true, nu: 0.5 });
  const { loss: value, parameterGradients } = await runLabels(loss, rows, [0, 0, 1], { parameters });
  assert.ok(Math.abs(value - (0.1 + 0.6)) < 1e-6);
  assert.ok(Math.abs(parameterGradients["beta"]![0]! - 1.5) < 1e-6);
});

test("a boundary for each class needs their number", () => {
  const { scope } = createScope({ training: true });
  const batch = { embeddings: input("embeddings", "float32", [3, 1]), labels: input("labels", "int64", [3]) };
  assert.throws(
    () => marginLoss({ learnBeta: "class" }).build(batch, { scope }),
    /margin: needs the number of classes/,
  );
});

test("bad options are refused, saying what would do", () => {
  assert.throws(() => marginLoss({ margin: -0.1 }), /margin: margin must be >= 0, got -0.1/);
  assert.throws(() => marginLoss({ beta: 0 }), /margin: beta must be > 0, got 0/);
  assert.throws(
    () => marginLoss({ learnBeta: "classes" as "class" }),
    /learnBeta must be true or false, got "classes"/,
  );
});

// What every operator promises, checked on every operator: the inferred type is the one ONNX Runtime returns, and the
// gradient is the one central differences give. Cases are in cases/; a new operator needs at least one line there.

import assert from "node:assert/strict";
import { test } from "node:test";
import { operators } from "../../src/graph/ops/index.js";
import { elementwise } from "./cases/elementwise.js";
import { images } from "./cases/images.js";
import { products } from "./cases/products.js";
import { reductions } from "./cases/reductions.js";
import { sequences } from "./cases/sequences.js";
import { shapes } from "./cases/shapes.js";
import { check, graphOf, nameOf, openSession } from "./operator-check.js";

const cases = [...elementwise, ...reductions, ...products, ...shapes, ...images, ...sequences];

/** Their results are whole numbers or bools, or they are parts of gradients themselves, or serve augmentation. */
const NOT_DIFFERENTIABLE = [
  "AffineGrid",
  "And",
  "ArgMax",
  "ArgMin",
  "BatchNormGradient",
  "ConvWeightGradient",
  "Equal",
  "GRU",
  "Greater",
  "GreaterOrEqual",
  "GridSample",
  "IsInf",
  "IsNaN",
  "LSTM",
  "Less",
  "LessOrEqual",
  "MaxPoolGradient",
  "Not",
  "OneHot",
  "Or",
  "RNN",
  "Scan",
  "Xor",
];

/** ONNX Runtime has no float64 kernel for them, or for what their gradient uses, on the CPU. */
const FLOAT32_ONLY = [
  "Acos",
  "Asin",
  "Atan",
  "AveragePool",
  "Celu",
  "Conv",
  "ConvTranspose",
  "Elu",
  "Erf",
  "Gelu",
  "GlobalAveragePool",
  "HardSigmoid",
  "HardSwish",
  "LayerNormalization",
  "LeakyRelu",
  "MaxPool",
  "MaxPoolGradient",
  "MaxUnpool",
  "PRelu",
  "Selu",
  "ThresholdedRelu",
];

for (const operatorCase of cases) {
  const dtype = operatorCase.dtype ?? (FLOAT32_ONLY.includes(operatorCase.operator) ? "float32" : "float64");
  test(`${nameOf(operatorCase)} in ${dtype}`, () => check(operatorCase, dtype));
}

test("every operator has a case", () => {
  const covered = new Set(cases.map(({ operator }) => operator));
  const types = operators.map(({ type }) => type);
  assert.deepEqual(
    types.filter((type) => !covered.has(type)),
    [],
  );
});

test("operators without a gradient are listed", () => {
  const without = operators.filter(({ gradient }) => gradient === undefined).map(({ type }) => type);
  assert.deepEqual(without.sort(), [...NOT_DIFFERENTIABLE].sort());
});

test("operators checked in float32 have no float64 kernel", async () => {
  for (const type of FLOAT32_ONLY) {
    const operatorCase = cases.find(({ operator }) => operator === type)!;
    const opened = openSession(graphOf(operatorCase, "float64"));
    await assert.rejects(opened, { code: "GRAPH_INVALID" }, `${type} can be checked in float64: take it off the list`);
  }
});

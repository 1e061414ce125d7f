// Losses with weights of their own against values and gradients of PyTorch Metric Learning, computed in float64.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type Loss,
  arcface,
  cosface,
  largeMarginSoftmax,
  normalisedSoftmax,
  proxyAnchor,
  proxyNca,
  softTriple,
  sphereface,
  subCentreArcface,
} from "../../src/losses/index.js";
import { missing, readJson, shared } from "../testkit/shared.js";
import { runLabels } from "./run-loss.js";

interface Golden {
  readonly embeddings: number[][];
  readonly labels: number[];
  readonly label_cases: readonly {
    readonly loss: string;
    readonly value: number;
    readonly grad: number[][];
    readonly weights?: Readonly<Record<string, number[][]>>;
    readonly weights_grad?: Readonly<Record<string, number[][]>>;
  }[];
}

const path = shared("golden/losses.json");
const skip = missing(path);
const golden = path === undefined ? undefined : readJson<Golden>(path);

/** Their angle is in degrees. */
const margin = (28.6 * Math.PI) / 180;

/** `transposed`: theirs has a proxy a row, ours a proxy a column. */
const cases: readonly [theirs: string, ours: Loss, transposed?: "transposed"][] = [
  ["SphereFaceLoss", sphereface()],
  ["ArcFaceLoss", arcface({ margin })],
  ["SubCenterArcFaceLoss", subCentreArcface({ margin })],
  ["CosFaceLoss", cosface()],
  ["LargeMarginSoftmaxLoss", largeMarginSoftmax()],
  ["NormalizedSoftmaxLoss", normalisedSoftmax()],
  ["ProxyNCALoss", proxyNca({ denominator: "all" }), "transposed"],
  ["ProxyAnchorLoss", proxyAnchor(), "transposed"],
  ["SoftTripleLoss", softTriple({ centresPerClass: 3 })],
];

for (const [theirs, ours, transposed] of cases) {
  test(`golden: ${theirs}, gradients by embeddings and by weights`, { skip }, async () => {
    const expected = golden!.label_cases.find(({ loss }) => loss === theirs)!;
    const flat = (rows: number[][]): number[] =>
      (transposed ? rows[0]!.map((_, column) => rows.map((row) => row[column]!)) : rows).flat();
    const weight = Float32Array.from(flat(Object.values(expected.weights!)[0]!));
    const actual = await runLabels(ours, golden!.embeddings, golden!.labels, { classes: 4, parameters: { weight } });
    near(actual.loss, expected.value, "loss");
    allNear(actual.gradient, expected.grad.flat(), "gradient");
    const byWeight = flat(Object.values(expected.weights_grad!)[0]!);
    allNear(actual.parameterGradients["weight"]!, byWeight, "gradient by weight");
  });
}

function near(actual: number, expected: number, what: string): void {
  assert.ok(Math.abs(actual - expected) <= 1e-5 + 1e-4 * Math.abs(expected), `${what}: ${actual} for ${expected}`);
}

function allNear(actual: readonly number[], expected: readonly number[], what: string): void {
  assert.equal(actual.length, expected.length);
  actual.forEach((value, i) => near(value, expected[i]!, `${what} ${i}`));
}

// The operators against PyTorch's values and gradients (golden/layers.json), for layers that are one operator or a
// composition in graph/. Convolutions, poolings and batch normalisation are tested with the encoders' layers.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type Tensor,
  gather,
  gelu,
  gemm,
  gradients,
  groupNormalisation,
  input,
  ints,
  l2Normalise,
  layerNormalization,
  leakyRelu,
  mul,
  reduceSum,
  reshape,
  sigmoid,
  silu,
  softmax,
  tanh,
} from "../../src/graph/index.js";
import { runGraph } from "../testkit/run-graph.js";
import { missing, readJson, shared } from "../testkit/shared.js";

type Nested = number | readonly Nested[];

interface GoldenCase {
  readonly layer: string;
  readonly eps?: number;
  readonly groups?: number;
  readonly ids?: readonly (readonly number[])[];
  readonly x: Nested;
  readonly parameters: Readonly<Record<string, Nested>>;
  readonly y: Nested;
  readonly upstream: Nested;
  readonly grad_x: Nested;
  readonly grad_parameters: Readonly<Record<string, Nested>>;
}

type Build = (x: Tensor, parameters: Readonly<Record<string, Tensor>>, golden: GoldenCase) => Tensor;

const layers: Readonly<Record<string, Build>> = {
  LayerNorm: (x, { weight, bias }, { eps }) => layerNormalization(x, weight!, bias, eps),
  GroupNorm: (x, { weight, bias }, { eps, groups }) => groupNormalisation(x, groups!, weight!, bias!, eps),
  Linear: (x, { weight, bias }) => gemm(x, weight!, bias, { transB: true }),
  GELU: (x) => gelu(x),
  Sigmoid: sigmoid,
  Tanh: tanh,
  Softmax: (x) => softmax(x),
  // The file does not say the slope; generate.py does.
  LeakyReLU: (x) => leakyRelu(x, 0.1),
  SiLU: silu,
  Normalize: (x) => l2Normalise(x),
  Embedding: (_, { weight }, { ids }) => gather(weight!, reshape(ints(ids!.flat()), [ids!.length, ids![0]!.length])),
};

const path = shared("golden/layers.json");

for (const [layer, build] of Object.entries(layers)) {
  test(`${layer} has PyTorch's values and gradients`, { skip: missing(path) }, async () => {
    const goldenCase = readJson<{ cases: GoldenCase[] }>(path!).cases.find((each) => each.layer === layer);
    assert.ok(goldenCase, "the golden file has the layer");
    await compare(build, goldenCase);
  });
}

/** float32: relative error 1e-4, absolute 1e-5, as the golden file asks. */
async function compare(build: Build, golden: GoldenCase): Promise<void> {
  const given: Record<string, Nested> = { x: golden.x, ...golden.parameters, upstream: golden.upstream };
  const inputs = Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name, input(name, "float32", shapeOf(value))]),
  );
  const y = build(inputs["x"]!, inputs, golden);
  assert.deepEqual(y.shape, shapeOf(golden.y));
  const expected: Record<string, Nested> = { x: golden.grad_x, ...golden.grad_parameters };
  const names = Object.keys(expected);
  const slopes = gradients(
    reduceSum(mul(y, inputs["upstream"]!)),
    names.map((name) => inputs[name]!),
  );
  const outputs = Object.fromEntries(names.map((name, i) => [`gradient by ${name}`, slopes[i]!]));
  const feeds = Object.fromEntries(
    Object.entries(given).map(([name, value]) => {
      return [name, { dtype: "float32", shape: shapeOf(value), data: Float32Array.from(flat(value)) } as const];
    }),
  );
  const results = await runGraph({ y, ...outputs }, feeds);
  assertNear(results["y"]!, flat(golden.y), "y");
  for (const name of names) assertNear(results[`gradient by ${name}`]!, flat(expected[name]!), `gradient by ${name}`);
}

function assertNear(actual: readonly number[], expected: readonly number[], what: string): void {
  assert.equal(actual.length, expected.length, what);
  actual.forEach((value, i) => {
    const allowed = 1e-5 + 1e-4 * Math.abs(expected[i]!);
    assert.ok(Math.abs(value - expected[i]!) <= allowed, `${what}: entry ${i} must be ${expected[i]}, got ${value}`);
  });
}

function flat(value: Nested): number[] {
  return typeof value === "number" ? [value] : value.flatMap(flat);
}

function shapeOf(value: Nested): number[] {
  return typeof value === "number" ? [] : [value.length, ...shapeOf(value[0]!)];
}

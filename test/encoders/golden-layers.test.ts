// Layers and the graph's own operators against PyTorch's values and gradients, computed in float64. Recurrent layers and
// attention are in golden-recurrent.test.ts; embeddings have no counterpart here yet.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type Initialiser,
  type Scope,
  activation,
  batchNorm,
  conv2d,
  createScope,
  dense,
  groupNorm,
  layerNorm,
} from "../../src/encoders/index.js";
import { type HostTensor, runtime } from "../../src/engine/index.js";
import {
  type Tensor,
  averagePool,
  conv,
  convTranspose,
  encodeModel,
  gradients,
  input,
  l2Normalise,
  leakyRelu,
  lower,
  maxPool,
  mul,
  reduceSum,
  softmax,
} from "../../src/graph/index.js";
import { missing, readJson, shared } from "../testkit/shared.js";

type Nested = number | readonly Nested[];

interface LayerCase {
  readonly layer: string;
  readonly x: Nested;
  readonly y: Nested;
  readonly upstream: Nested;
  readonly grad_x: Nested;
  readonly parameters: Readonly<Record<string, Nested>>;
  readonly grad_parameters: Readonly<Record<string, Nested>>;
}

const path = shared("golden/layers.json");
const skip = missing(path);
const cases = path === undefined ? [] : readJson<{ cases: readonly LayerCase[] }>(path).cases;

type Build = (x: Tensor, scope: Scope) => Tensor;

const zero: Initialiser = (_, shape) => new Float32Array(shape.reduce((count, dimension) => count * dimension, 1));
/** A kernel and bias as PyTorch's layers without a counterpart in layers/ name them. */
const kernel = (scope: Scope, shape: readonly number[]): Tensor => scope.parameter("weight", shape, zero);
const bias = (scope: Scope, width: number): Tensor => scope.parameter("bias", [width], zero);

/** How each case of the file, in its order, is built here. */
const builders: readonly (readonly [string, Build])[] = [
  ["Conv2d", (x, scope) => conv2d(x, scope, { channels: 3 })],
  ["Conv2d", (x, scope) => conv2d(x, scope, { channels: 4, stride: 2, padding: 1 })],
  ["Conv2d", (x, scope) => conv2d(x, scope, { channels: 4, groups: 4 })],
  [
    "Conv2d",
    (x, scope) => conv2d(x, scope, { channels: 3, kernel: [5, 3], dilation: [1, 2], padding: 0, bias: false }),
  ],
  ["Conv1d", (x, scope) => conv(x, kernel(scope, [4, 3, 5]), bias(scope, 4), { pads: 2 })],
  [
    "ConvTranspose2d",
    (x, scope) => convTranspose(x, kernel(scope, [3, 2, 3, 3]), bias(scope, 2), { strides: 2, pads: 1 }),
  ],
  ["MaxPool2d", (x) => maxPool(x, { kernel: 2, strides: 2 })],
  ["MaxPool2d", (x) => maxPool(x, { kernel: 3, strides: 2, pads: 1 })],
  ["AvgPool2d", (x) => averagePool(x, { kernel: 2, strides: 2 })],
  ["BatchNorm2d (training)", (x, scope) => batchNorm(x, scope)],
  ["LayerNorm", (x, scope) => layerNorm(x, scope)],
  ["GroupNorm", (x, scope) => groupNorm(x, scope, { groups: 2 })],
  ["Linear", (x, scope) => dense(x, scope, { width: 3 })],
  ["GELU", (x) => activation(x, "gelu")],
  ["Sigmoid", (x) => activation(x, "sigmoid")],
  ["Tanh", (x) => activation(x, "tanh")],
  ["Softmax", (x) => softmax(x)],
  ["LeakyReLU", (x) => leakyRelu(x, 0.1)],
  ["SiLU", (x) => activation(x, "silu")],
  ["Normalize", (x) => l2Normalise(x, 1)],
];

for (const [index, [layer, build]] of builders.entries()) {
  test(`golden: ${layer} (${index})`, { skip }, async () => {
    const golden = cases[index]!;
    assert.equal(golden.layer, layer);
    const x = input("x", "float32", shapeOf(golden.x));
    const { scope, parameters } = createScope({ training: true });
    const y = build(x, scope);
    const loss = reduceSum(mul(y, input("upstream", "float32", shapeOf(golden.upstream))));
    const [dx, ...dParameters] = gradients(loss, [x, ...parameters.map(({ tensor }) => tensor)]);
    const feeds: Record<string, HostTensor> = { x: host(golden.x), upstream: host(golden.upstream) };
    for (const { name } of parameters) feeds[name] = theirs(layer, name, golden.parameters);
    const outputs = {
      y,
      dx: dx!,
      ...Object.fromEntries(parameters.map(({ name }, i) => [`d ${name}`, dParameters[i]!])),
    };
    const session = await runtime.createSession(encodeModel({ outputs: lower(outputs) }), { threads: 1 });
    const results = await session.run(feeds);
    await session.release();
    near(results["y"]!, host(golden.y), "y");
    near(results["dx"]!, host(golden.grad_x), "gradient by x");
    for (const { name } of parameters)
      near(results[`d ${name}`]!, theirs(layer, name, golden.grad_parameters), `gradient by ${name}`);
  });
}

/** PyTorch's numbers for one of our parameters: a normalisation's scale is its weight; its dense weights lie the other way. */
function theirs(layer: string, name: string, values: Readonly<Record<string, Nested>>): HostTensor {
  const value = host(values[name === "scale" ? "weight" : name]!);
  if (layer !== "Linear" || name !== "weight") return value;
  const [rows, columns] = value.shape as [number, number];
  const turned = Float32Array.from({ length: rows * columns }, (_, i) =>
    Number(value.data[(i % rows) * columns + Math.floor(i / rows)]),
  );
  return { dtype: "float32", shape: [columns, rows], data: turned };
}

function shapeOf(nested: Nested): number[] {
  return typeof nested === "number" ? [] : [nested.length, ...shapeOf(nested[0]!)];
}

function host(nested: Nested): HostTensor {
  const flat = (value: Nested): number[] => (typeof value === "number" ? [value] : value.flatMap((part) => flat(part)));
  return { dtype: "float32", shape: shapeOf(nested), data: Float32Array.from(flat(nested)) };
}

function near(actual: HostTensor, expected: HostTensor, what: string): void {
  assert.deepEqual(actual.shape, expected.shape, what);
  actual.data.forEach((value, i) => {
    const wanted = Number(expected.data[i]);
    assert.ok(
      Math.abs(Number(value) - wanted) <= 1e-5 + 1e-4 * Math.abs(wanted),
      `${what} ${i}: ${value} for ${wanted}`,
    );
  });
}

// The fused operator against the same formula in primitives, differentiated by their rules: values and gradients, in every
// layout it can be lowered to.

import assert from "node:assert/strict";
import { test } from "node:test";
import { type HostTensor, blockSize, runtime } from "../../src/engine/index.js";
import {
  type Tensor,
  add,
  batchNormalisationTraining,
  conv,
  div,
  encodeModel,
  gradients,
  input,
  lower,
  maxPool,
  mul,
  reduceMean,
  reduceSum,
  reshape,
  scalar,
  size,
  sqrt,
  square,
  sub,
} from "../../src/graph/index.js";

const epsilon = 1e-5;

/** The formula, step by step. */
function naive(x: Tensor, scale: Tensor, bias: Tensor, axis: number): { y: Tensor; mean: Tensor; variance: Tensor } {
  const others = x.shape.flatMap((_, i) => (i === axis ? [] : [i]));
  const kept = x.shape.map((dimension, i) => (i === axis ? Number(dimension) : 1));
  const mean = reduceMean(x, others, true);
  const variance = reduceMean(square(sub(x, mean)), others, true);
  const unit = div(sub(x, mean), sqrt(add(variance, scalar(epsilon, x.dtype))));
  const y = add(mul(unit, reshape(scale, kept)), reshape(bias, kept));
  return { y, mean: reshape(mean, [-1]), variance: reshape(variance, [-1]) };
}

/** y, the statistics and the three gradients of sum(y * weight). */
function outputsOf(make: typeof naive, shape: readonly number[], axis: number, dtype: "float32" | "float64") {
  const channels = shape[axis]!;
  const x = input("x", dtype, shape);
  const [scale, bias] = [input("scale", dtype, [channels]), input("bias", dtype, [channels])];
  const { y, mean, variance } = make(x, scale, bias, axis);
  const loss = reduceSum(mul(y, input("weight", dtype, shape)));
  const [dx, dScale, dBias] = gradients(loss, [x, scale, bias]) as [Tensor, Tensor, Tensor];
  return { y, mean, variance, dx, dScale, dBias };
}

function feedsOf(shape: readonly number[], axis: number, dtype: "float32" | "float64"): Record<string, HostTensor> {
  const channels = [shape[axis]!];
  const make = (dimensions: readonly number[], phase: number): HostTensor => numbers(dimensions, phase, dtype);
  return { x: make(shape, 0), weight: make(shape, 2), scale: make(channels, 4), bias: make(channels, 5) };
}

function numbers(shape: readonly number[], phase: number, dtype: "float32" | "float64" = "float32"): HostTensor {
  const values = Array.from({ length: size(shape) }, (_, i) => Math.sin(1.7 * i + phase) * 2 + 3);
  return { dtype, shape, data: dtype === "float32" ? Float32Array.from(values) : Float64Array.from(values) };
}

async function run(outputs: Record<string, Tensor>, feeds: Record<string, HostTensor>) {
  const session = await runtime.createSession(encodeModel({ outputs }), { threads: 1 });
  try {
    return await session.run(feeds);
  } finally {
    await session.release();
  }
}

async function assertSame(shape: readonly number[], axis: number, dtype: "float32" | "float64") {
  const feeds = feedsOf(shape, axis, dtype);
  const fused: typeof naive = (x, scale, bias) => batchNormalisationTraining(x, scale, bias, { epsilon, axis });
  const expected = await run(outputsOf(naive, shape, axis, dtype), feeds);
  const actual = await run(lower(outputsOf(fused, shape, axis, dtype)), feeds);
  const tolerance = dtype === "float64" ? 1e-9 : 2e-4;
  for (const [name, { data, shape: got }] of Object.entries(expected)) {
    assert.deepEqual(actual[name]!.shape, got, name);
    data.forEach((value, i) => {
      const difference = Math.abs(Number(actual[name]!.data[i]) - Number(value));
      assert.ok(difference < tolerance, `${name}[${i}]: ${String(actual[name]!.data[i])} for ${String(value)}`);
    });
  }
}

for (const [shape, axis] of [
  [[4, 3, 5, 2], 1],
  [[4, 5, 2, 3], 3],
  [[7, 3], 1],
  [[2, 3, 4], -1],
] as const) {
  test(`batch normalisation of [${shape.join(", ")}], channels on axis ${axis}`, () =>
    assertSame(shape, axis < 0 ? axis + shape.length : axis, "float64"));
}

for (const pooled of [false, true])
  test(`batch normalisation after a convolution${pooled ? ", before a pooling" : ""}, in the runtime's blocked layout`, async (t) => {
    const block = await blockSize(runtime);
    if (block === undefined) return t.skip("this machine's runtime has no blocked layout");
    const channels = 2 * block;
    const shapes = {
      x: [3, 2, 6, 4],
      w: [channels, 2, 3, 3],
      scale: [channels],
      bias: [channels],
      weight: pooled ? [3, channels, 3, 2] : [3, channels, 6, 4],
    };
    const at = (name: keyof typeof shapes): Tensor => input(name, "float32", shapes[name]);
    const [w, scale, bias] = [at("w"), at("scale"), at("bias")];
    const { y, mean, variance } = batchNormalisationTraining(conv(at("x"), w, undefined, { pads: 1 }), scale, bias);
    const seen = pooled ? maxPool(y, { kernel: 2 }) : y;
    const [dw, dScale, dBias] = gradients(reduceSum(mul(square(seen), at("weight"))), [w, scale, bias]);
    const outputs = { mean, variance, dw: dw!, dScale: dScale!, dBias: dBias!, y };
    const feeds = Object.fromEntries(
      Object.entries(shapes).map(([name, shape]) => [name, numbers(shape, name.length)]),
    );
    const plain = await run(lower(outputs), feeds);
    const blocked = await run(lower(outputs, { block }), feeds);
    for (const [name, { data }] of Object.entries(plain)) {
      data.forEach((value, i) => {
        const [expected, actual] = [Number(value), Number(blocked[name]!.data[i])];
        assert.ok(
          Math.abs(actual - expected) < 1e-3 * (1 + Math.abs(expected)),
          `${name}[${i}]: ${actual} for ${expected}`,
        );
      });
    }
  });

test("the variance of values far from zero keeps its digits", async () => {
  const x = input("x", "float32", [4096, 2]);
  const one = input("one", "float32", [2]);
  const { variance } = batchNormalisationTraining(x, one, one);
  const data = Float32Array.from({ length: 8192 }, (_, i) => 1000 + (i % 4 < 2 ? 0.125 : -0.125));
  const ones: HostTensor = { dtype: "float32", shape: [2], data: Float32Array.of(1, 1) };
  const result = await run(lower({ variance }), { x: { dtype: "float32", shape: [4096, 2], data }, one: ones });
  for (const value of result["variance"]!.data) assert.ok(Math.abs(Number(value) - 0.015625) < 1e-5, String(value));
});

test("a scale of another width is refused with both shapes", () => {
  const x = input("x", "float32", [2, 3, 4, 4]);
  const four = input("four", "float32", [4]);
  assert.throws(
    () => batchNormalisationTraining(x, four, four),
    /scale and bias must be \[C\], got \[2, 3, 4, 4\] and \[4\]/,
  );
});

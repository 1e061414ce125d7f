// The gradient of max pooling in the runtime's blocked layout: that of plain images, and what becomes of ties.

import assert from "node:assert/strict";
import { test } from "node:test";
import { random } from "../../src/core/random.js";
import { type HostTensor, blockSize, runtime } from "../../src/engine/index.js";
import {
  type Tensor,
  conv,
  encodeModel,
  gradients,
  input,
  lower,
  maxPool,
  mul,
  reduceSum,
} from "../../src/graph/index.js";

interface Case {
  readonly size: readonly [number, number];
  readonly kernel: readonly [number, number];
  readonly strides?: readonly [number, number];
}

const cases: readonly Case[] = [
  { size: [6, 8], kernel: [2, 2] },
  { size: [6, 6], kernel: [3, 2] },
  { size: [4, 6], kernel: [1, 3] },
  { size: [7, 5], kernel: [2, 2] }, // a row and a column are left over
  { size: [6, 6], kernel: [3, 3], strides: [2, 2] }, // windows overlap
];

for (const { size, kernel, strides = kernel } of cases) {
  test(`of [${size.join(", ")}] by [${kernel.join(", ")}], strides [${strides.join(", ")}]`, async (t) => {
    const block = await blockSize(runtime);
    if (block === undefined) return t.skip("does not apply: this machine's runtime has no blocked layout");
    const x = input("x", "float32", [3, 2 * block, ...size]);
    const identity = input("identity", "float32", [2 * block, 2 * block, 1, 1]);
    const bias = input("bias", "float32", [2 * block]);
    // The convolution brings x into the layout; its gradient by x is that of the pooling.
    const pooled = maxPool(conv(x, identity, bias), { kernel, strides });
    const [dx, dBias] = gradients(reduceSum(mul(pooled, input("weight", "float32", pooled.shape))), [x, bias]);
    const feeds = {
      x: normal(x.shape as readonly number[], "x"),
      weight: normal(pooled.shape as readonly number[], "weight"),
      identity: identityKernel(2 * block),
      bias: normal([2 * block], "bias"),
    };
    const outputs = { dx: dx!, dBias: dBias! };
    const [plain, blocked] = [lower(outputs), lower(outputs, { block })];
    for (const name of ["dx", "dBias"] as const) {
      const [expected, actual] = [await run(plain[name], feeds), await run(blocked[name], feeds)];
      expected.forEach((value, i) => {
        assert.ok(Math.abs(actual[i]! - value) < 1e-5, `${name}[${i}]: ${actual[i]} for ${value}`);
      });
    }
  });
}

test("equal values share a window's gradient evenly", async (t) => {
  const block = await blockSize(runtime);
  if (block === undefined) return t.skip("does not apply: this machine's runtime has no blocked layout");
  const x = input("x", "float32", [1, block, 2, 4]);
  const pooled = maxPool(conv(x, input("identity", "float32", [block, block, 1, 1])), { kernel: 2 });
  const [dx] = gradients(reduceSum(pooled), [x]);
  const maps = [7, 7, 1, 5, 7, 7, 2, 5];
  const data = Float32Array.from({ length: 8 * block }, (_, i) => maps[i % 8]!);
  const feeds: Record<string, HostTensor> = {
    x: { dtype: "float32", shape: [1, block, 2, 4], data },
    identity: identityKernel(block),
  };
  const gradient = await run(lower({ dx: dx! }, { block }).dx, feeds);
  assert.deepEqual(Array.from(gradient.subarray(0, 8)), [0.25, 0.25, 0, 0.5, 0.25, 0.25, 0, 0.5]);
});

function identityKernel(channels: number): HostTensor {
  const data = new Float32Array(channels * channels);
  for (let i = 0; i < channels; i++) data[i * channels + i] = 1;
  return { dtype: "float32", shape: [channels, channels, 1, 1], data };
}

function normal(shape: readonly number[], stream: string): HostTensor {
  const generator = random(5, stream);
  const length = shape.reduce((a, b) => a * b, 1);
  return { dtype: "float32", shape, data: Float32Array.from({ length }, () => generator.normal()) };
}

async function run(dx: Tensor, feeds: Readonly<Record<string, HostTensor>>): Promise<Float32Array> {
  const session = await runtime.createSession(encodeModel({ outputs: { dx } }), { threads: 2 });
  try {
    const used = session.inputNames.map((name): [string, HostTensor] => [name, feeds[name]!]);
    return (await session.run(Object.fromEntries(used)))["dx"]!.data as Float32Array;
  } finally {
    await session.release();
  }
}

// Gradients of convolutions by their kernels in the runtime's blocked layout are those of plain images.

import assert from "node:assert/strict";
import { test } from "node:test";
import { random } from "../../src/core/random.js";
import { type HostTensor, blockSize, runtime } from "../../src/engine/index.js";
import {
  type ConvOptions,
  type Tensor,
  conv,
  encodeModel,
  gradients,
  input,
  lower,
  mul,
  nodesBehind,
  reduceSum,
} from "../../src/graph/index.js";

interface Case {
  readonly images: number;
  /** Input and output channels, in blocks where whole; 1/block stands for one channel. */
  readonly blocks: readonly [number, number];
  readonly size: readonly [number, number];
  readonly kernel: readonly [number, number];
  readonly options?: ConvOptions;
}

const cases: Readonly<Record<string, Case>> = {
  "3x3, padded": { images: 6, blocks: [2, 1], size: [7, 6], kernel: [3, 3], options: { pads: 1 } },
  "few pixels, many images": { images: 24, blocks: [1, 2], size: [6, 6], kernel: [3, 3] },
  "a prime number of images": { images: 17, blocks: [1, 1], size: [5, 6], kernel: [2, 3] },
  "one channel": { images: 5, blocks: [0, 2], size: [9, 8], kernel: [3, 3], options: { pads: 1 } },
  "large kernel": { images: 2, blocks: [1, 1], size: [12, 13], kernel: [7, 5] },
  "one row": { images: 3, blocks: [2, 2], size: [4, 9], kernel: [1, 4] },
  "1x1": { images: 3, blocks: [2, 1], size: [5, 5], kernel: [1, 1] },
  strides: { images: 4, blocks: [2, 1], size: [12, 11], kernel: [3, 3], options: { strides: 2, pads: 1 } },
  "strides that leave a rest": {
    images: 2,
    blocks: [1, 1],
    size: [14, 15],
    kernel: [3, 3],
    options: { strides: [3, 2] },
  },
  "uneven padding": { images: 3, blocks: [1, 1], size: [6, 7], kernel: [3, 3], options: { pads: [2, 0, 1, 1] } },
  "too few pixels": { images: 4, blocks: [1, 1], size: [4, 4], kernel: [3, 3] },
  dilations: { images: 2, blocks: [1, 1], size: [10, 10], kernel: [3, 3], options: { dilations: 2, pads: 2 } },
};

for (const [name, { images, blocks, size, kernel, options = {} }] of Object.entries(cases)) {
  test(`a kernel's gradient is the same in the blocked layout: ${name}`, async (t) => {
    const block = await blockSize(runtime);
    if (block === undefined) return t.skip("does not apply: this machine's runtime has no blocked layout");
    const [channels, outputs] = [blocks[0] * block || 1, blocks[1] * block];
    const shapes = { x: [images, channels, ...size], w: [outputs, channels, ...kernel], v: [channels, channels, 1, 1] };
    const [x, w, v] = [
      input("x", "float32", shapes.x),
      input("w", "float32", shapes.w),
      input("v", "float32", shapes.v),
    ];
    // The first convolution brings x into the layout.
    const y = conv(conv(x, v), w, undefined, options);
    const [dw] = gradients(reduceSum(mul(y, input("weight", "float32", y.shape))), [w]);
    const feeds = feedsOf({ ...shapes, weight: y.shape as readonly number[] });
    const expected = await run(lower({ dw: dw! }).dw, feeds);
    const actual = await run(lower({ dw: dw! }, { block }).dw, feeds);
    const scale = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    assert.ok(scale > 0.1);
    expected.forEach((value, i) => {
      assert.ok(Math.abs(actual[i]! - value) < 1e-5 * scale, `[${i}]: ${actual[i]} for ${value} (largest ${scale})`);
    });
  });
}

test("the layout's own form is taken where it is worth it", () => {
  const [x, w] = [input("x", "float32", [4, 16, 8, 8]), input("w", "float32", [16, 16, 3, 3])];
  const products = (options: ConvOptions): number => {
    const y = conv(conv(x, input("v", "float32", [16, 16, 1, 1])), w, undefined, options);
    const [dw] = gradients(reduceSum(y), [w]);
    const nodes = nodesBehind([lower({ dw: dw! }, { block: 16 }).dw]);
    return nodes.filter(({ operator }) => operator.type === "FusedMatMul").length;
  };
  assert.equal(products({}), 0);
  assert.equal(products({ dilations: 2 }), 1);
  assert.equal(products({ strides: 2 }), 1, "nine pixels");
});

function feedsOf(shapes: Readonly<Record<string, readonly number[]>>): Record<string, HostTensor> {
  const entries = Object.entries(shapes).map(([name, shape]): [string, HostTensor] => {
    const generator = random(3, name);
    const length = shape.reduce((a, b) => a * b, 1);
    return [name, { dtype: "float32", shape, data: Float32Array.from({ length }, () => generator.normal()) }];
  });
  return Object.fromEntries(entries);
}

async function run(dw: Tensor, feeds: Readonly<Record<string, HostTensor>>): Promise<Float32Array> {
  const session = await runtime.createSession(encodeModel({ outputs: { dw } }), { threads: 2 });
  const used = Object.fromEntries(Object.entries(feeds).filter(([name]) => session.inputNames.includes(name)));
  try {
    return (await session.run(used))["dw"]!.data as Float32Array;
  } finally {
    await session.release();
  }
}

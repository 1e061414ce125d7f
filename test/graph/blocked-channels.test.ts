// Joining and cutting along channels in the runtime's blocked layout: the values of plain images, and no reordering in between.

import assert from "node:assert/strict";
import { test } from "node:test";
import { random } from "../../src/core/random.js";
import { type HostTensor, blockSize, runtime } from "../../src/engine/index.js";
import {
  type Tensor,
  concat,
  conv,
  encodeModel,
  gradients,
  input,
  lower,
  mul,
  nodesBehind,
  reduceSum,
  relu,
  size,
} from "../../src/graph/index.js";

for (const [name, cut] of Object.entries({ "whole blocks": 1, "half a block": 0.5 })) {
  test(`parts of ${name}`, async (t) => {
    const block = await blockSize(runtime);
    if (block === undefined) return t.skip("does not apply: this machine's runtime has no blocked layout");
    const [narrow, wide] = [cut * block, 2 * block];
    const x = input("x", "float32", [2, block, 1, 9]);
    const kernels = [narrow, wide, narrow].map((outputs, i) =>
      input(`w${i}`, "float32", [outputs, block, 1, 3 + 2 * (i % 2)]),
    );
    const joined = concat(
      kernels.map((kernel, i) => conv(x, kernel, undefined, { pads: [0, 1 + (i % 2)] })),
      1,
    );
    const v = input("v", "float32", [block, 2 * narrow + wide, 1, 1]);
    const y = relu(conv(joined, v));
    const weight = input("weight", "float32", [2, block, 1, 9]);
    const slopes = gradients(reduceSum(mul(y, weight)), [x, ...kernels]);
    const outputs: Record<string, Tensor> = Object.fromEntries(slopes.map((slope, i) => [`g${i}`, slope]));
    const tensors = [x, ...kernels, weight, v];
    const feeds = Object.fromEntries(
      tensors.map((tensor, i): [string, HostTensor] => {
        const [shape, draw] = [tensor.shape.map(Number), random(2, `tensor ${i}`).normal];
        const name = tensor.source.kind === "input" ? tensor.source.name : "";
        return [name, { dtype: "float32", shape, data: Float32Array.from({ length: size(shape) }, draw) }];
      }),
    );
    const blocked = lower(outputs, { block });
    const [expected, actual] = [await run(lower(outputs), feeds), await run(blocked, feeds)];
    for (const name of Object.keys(outputs)) {
      expected[name]!.data.forEach((value, i) => {
        const [wanted, got] = [Number(value), Number(actual[name]!.data[i])];
        assert.ok(Math.abs(got - wanted) < 1e-4 * Math.max(1, Math.abs(wanted)), `${name}[${i}]: ${got} for ${wanted}`);
      });
    }
    if (cut < 1) return;
    // Gradients of kernels take images with their channels last; the joined image leaves the layout in no other way.
    const reordered = [...nodesBehind(Object.values(blocked))].filter(
      ({ operator }) => operator.type === "ReorderOutput",
    );
    const plain = reordered.map(({ outputs }) => outputs[0]!.shape).filter((shape) => shape[1] !== 1);
    assert.deepEqual(plain, [[2, block, 1, 9]]);
  });
}

async function run(outputs: Record<string, Tensor>, feeds: Readonly<Record<string, HostTensor>>) {
  const session = await runtime.createSession(encodeModel({ outputs }), { threads: 1 });
  try {
    return await session.run(Object.fromEntries(session.inputNames.map((name) => [name, feeds[name]!])));
  } finally {
    await session.release();
  }
}

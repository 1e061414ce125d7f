// Graphs with a named dimension ("batch"): the inferred shape keeps the name, and ONNX Runtime agrees at any size.

import assert from "node:assert/strict";
import { test } from "node:test";
import { runtime } from "../../src/engine/index.js";
import {
  type Tensor,
  argMax,
  concat,
  cumSum,
  encodeModel,
  flatten,
  gather,
  groupNormalisation,
  input,
  ints,
  l2Normalise,
  layerNormalization,
  matmul,
  pad,
  reduceMean,
  reshape,
  slice,
  softmax,
  split,
  tile,
  topK,
  transpose,
  unsqueeze,
} from "../../src/graph/index.js";

const x = input("x", "float32", ["batch", 4, 6]);
const w = input("w", "float32", [6, 2]);
const scale = input("scale", "float32", [4]);
const wide = input("wide", "float32", [6]);

const outputs: Readonly<Record<string, Tensor>> = {
  argMax: argMax(x, 1),
  concat: concat([x, x], 2),
  cumSum: cumSum(x, 0),
  flatten: flatten(x),
  gather: gather(x, ints([0, 0, 1]), 1),
  groupNormalisation: groupNormalisation(x, 2, scale, scale),
  l2Normalise: l2Normalise(x),
  layerNormalization: layerNormalization(x, wide, wide),
  matmul: matmul(x, w),
  pad: pad(x, [0, 1, 0], [0, 0, 2]),
  reduceMean: reduceMean(x, [1, 2]),
  reshape: reshape(x, [-1, 24]),
  reshapeKeeping: reshape(x, [0, 24]),
  reshapeSplitting: reshape(x, [0, 2, 2, -1]),
  slice: slice(x, { axis: 1, start: 1 }),
  softmax: softmax(x),
  split: split(x, [1, 3], 1)[1]!,
  tile: tile(x, [1, 2, 1]),
  topK: topK(x, 2).values,
  transpose: transpose(x, [2, 0, 1]),
  unsqueeze: unsqueeze(x, [1]),
};

test("inferred shapes hold for every batch size", async () => {
  const session = await runtime.createSession(encodeModel({ outputs }), { threads: 1 });
  for (const batch of [1, 5]) {
    const feed = (tensor: Tensor) => {
      const shape = tensor.shape.map((dimension) => (dimension === "batch" ? batch : Number(dimension)));
      return { dtype: "float32", shape, data: new Float32Array(shape.reduce((a, b) => a * b)).fill(0.5) } as const;
    };
    const results = await session.run({ x: feed(x), w: feed(w), scale: feed(scale), wide: feed(wide) });
    for (const [name, { shape }] of Object.entries(outputs)) {
      const expected = shape.map((dimension) => (dimension === "batch" ? batch : dimension));
      assert.ok(shape.includes("batch"), `${name} keeps the name`);
      assert.deepEqual(results[name]!.shape, expected, name);
    }
  }
  await session.release();
});

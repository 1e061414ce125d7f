// One model file behind another.

import assert from "node:assert/strict";
import { test } from "node:test";
import { runtime } from "../../src/engine/index.js";
import {
  add,
  constant,
  decodeModel,
  encodeModel,
  input,
  joinModels,
  metadataOf,
  mul,
  scalar,
} from "../../src/graph/index.js";

const x = input("x", "float32", ["batch", 2]);
const front = encodeModel({
  outputs: { embeddings: mul(add(x, constant(Float32Array.of(1, 2), [1, 2])), scalar(3)) },
  metadata: { kindred: "of the front" },
});
const rows = input("rows", "float32", ["batch", 2]);
// Names and constants meet those in front on purpose.
const back = encodeModel({ outputs: { score: add(mul(rows, scalar(10)), constant(Float32Array.of(5, 6), [1, 2])) } });

test("what the first gives goes into the second", async () => {
  const joined = joinModels(front, back, { output: "embeddings", input: "rows", metadata: { kindred: "of both" } });
  const session = await runtime.createSession(joined);
  assert.deepEqual([session.inputNames, session.outputNames], [["x"], ["score"]]);
  const data = Float32Array.of(0, 0, 1, -1);
  const { score } = await session.run({ x: { dtype: "float32", shape: [2, 2], data } });
  await session.release();
  assert.deepEqual([...(score!.data as Float32Array)], [35, 66, 65, 36]);
  assert.deepEqual([...metadataOf(decodeModel(joined))], [["kindred", "of both"]]);
});

test("an output or an input that is not there", () => {
  const wrong = [
    { output: "embedding", input: "rows" },
    { output: "embeddings", input: "row" },
  ];
  for (const options of wrong) assert.throws(() => joinModels(front, back, options), { code: "GRAPH_INVALID" });
});

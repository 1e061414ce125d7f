// Model files: what is written can be read back, and what cannot be written or read is refused.

import assert from "node:assert/strict";
import { test } from "node:test";
import { runtime } from "../../src/engine/index.js";
import {
  type Tensor,
  type TensorData,
  add,
  constant,
  decodeModel,
  detach,
  encodeModel,
  exp,
  flatten,
  input,
  leakyRelu,
  matmul,
  metadataOf,
  scalar,
  slice,
} from "../../src/graph/index.js";

const x = input("x", "float32", ["batch", 2]);
const w = input("w", "float32", [2, 3]);

test("a model read back has the nodes, inputs, outputs, constants and metadata written", () => {
  const table = constant(Float32Array.from([1, 2, 3]));
  const y = leakyRelu(add(matmul(x, w), table), 0.25);
  const metadata = { kindred: '{"schema":1}', note: "größer" };
  const model = decodeModel(encodeModel({ outputs: { y }, inputs: [w, x], metadata }));
  const graph = model.graph!;
  assert.deepEqual(
    graph.node.map(({ opType }) => opType),
    ["MatMul", "Add", "LeakyRelu"],
  );
  assert.deepEqual(
    graph.input.map(({ name }) => name),
    ["w", "x"],
  );
  assert.deepEqual(
    graph.output.map(({ name }) => name),
    ["y"],
  );
  const alpha = graph.node[2]!.attribute.find(({ name }) => name === "alpha");
  assert.equal(alpha?.f, 0.25);
  const [initializer] = graph.initializer;
  assert.deepEqual(initializer!.dims, [3n]);
  assert.deepEqual(new Float32Array(initializer!.rawData.slice().buffer), Float32Array.from([1, 2, 3]));
  assert.deepEqual(metadataOf(model), new Map(Object.entries(metadata)));
});

test("named dimensions stay names, and any size runs", async () => {
  const bytes = encodeModel({ outputs: { y: flatten(matmul(x, w)), z: slice(x, { axis: 1, start: 1 }) } });
  const dimension = decodeModel(bytes).graph!.input[0]!.type!.value.value;
  assert.ok(dimension !== undefined && "shape" in dimension);
  assert.deepEqual(dimension.shape?.dim[0]?.value, { case: "dimParam", value: "batch" });
  const session = await runtime.createSession(bytes);
  const weights = { dtype: "float32", shape: [2, 3], data: Float32Array.from([1, 0, 2, 0, 1, 3]) } as const;
  for (const batch of [1, 3]) {
    const data = Float32Array.from({ length: 2 * batch }, (_, i) => i);
    const results = await session.run({ x: { dtype: "float32", shape: [batch, 2], data }, w: weights });
    assert.deepEqual(
      [results["y"]!.shape, results["z"]!.shape],
      [
        [batch, 3],
        [batch, 1],
      ],
    );
  }
  await session.release();
});

test("weights given by name become constants of the file", async () => {
  const weights = new Map<string, TensorData>([["w", Float32Array.from([1, 0, 0, 0, 1, 0])]]);
  const bytes = encodeModel({ outputs: { y: matmul(x, w) }, weights });
  const session = await runtime.createSession(bytes);
  assert.deepEqual(session.inputNames, ["x"]);
  const feeds = { x: { dtype: "float32", shape: [1, 2], data: Float32Array.from([5, 7]) } } as const;
  assert.deepEqual((await session.run(feeds))["y"]!.data, Float32Array.from([5, 7, 0]));
  await session.release();
});

test("equal small constants are written once", () => {
  const y = add(add(x, scalar(3)), add(x, scalar(3)));
  assert.equal(decodeModel(encodeModel({ outputs: { y } })).graph!.initializer.length, 1);
});

test("constants that differ in dtype, shape or sign of zero are not confused", async () => {
  const constants: readonly Tensor[] = [scalar(0), scalar(-0), scalar(0, "float64"), constant(new Float32Array(1))];
  const outputs = Object.fromEntries(constants.map((tensor, i) => [`y${i}`, tensor]));
  const session = await runtime.createSession(encodeModel({ outputs }));
  const results = Object.values(await session.run({}));
  assert.deepEqual(
    results.map(({ dtype, shape }) => ({ dtype, shape })),
    constants.map(({ dtype, shape }) => ({ dtype, shape })),
  );
  assert.ok(Object.is(results[1]!.data[0], -0));
  await session.release();
});

test("two inputs of one name must be alike", () => {
  assert.ok(encodeModel({ outputs: { y: add(x, input("x", "float32", ["batch", 2])) } }));
  assert.throws(() => encodeModel({ outputs: { y: add(x, input("x", "float32", [1, 2])) } }), {
    code: "GRAPH_INVALID",
    message: /two different inputs are called "x"/,
  });
});

test("an output must not be called as an input is", () => {
  assert.throws(() => encodeModel({ outputs: { x: exp(x) } }), { code: "GRAPH_INVALID", message: /"x"/ });
});

test("operators that were not lowered are refused by name", () => {
  assert.throws(() => encodeModel({ outputs: { y: detach(x) } }), { code: "GRAPH_INVALID", message: /Detach/ });
});

test("bytes that are no model are refused, saying which file", () => {
  const bytes = encodeModel({ outputs: { y: matmul(x, w) } });
  const damaged = [new Uint8Array(), Uint8Array.from([1, 2, 3]), bytes.subarray(0, bytes.length >> 1)];
  for (const each of damaged) {
    assert.throws(() => decodeModel(each, "a.onnx"), { code: "MODEL_INVALID", message: /a\.onnx/ });
  }
});

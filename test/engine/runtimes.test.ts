// The runtimes behind one interface: the same training gives the same numbers natively and on WebAssembly.

import assert from "node:assert/strict";
import { test } from "node:test";
import { random } from "../../src/core/random.js";
import { runtime as node } from "../../src/engine/runtime/node.js";
import { runtime as web } from "../../src/engine/runtime/web.js";
import type { HostTensor, Runtime } from "../../src/engine/index.js";
import {
  type Tensor,
  add,
  cast,
  encodeModel,
  gather,
  gradients,
  input,
  logSoftmax,
  matmul,
  mean,
  mul,
  neg,
  oneHot,
  reduceSum,
  relu,
  scalar,
  sub,
} from "../../src/graph/index.js";

const runtimes: readonly Runtime[] = [node, web];

/** A classifier of two layers with an embedding table, and one SGD step: new parameters are outputs. */
const parameters = {
  table: input("table", "float32", [10, 4]),
  w1: input("w1", "float32", [4, 16]),
  b1: input("b1", "float32", [16]),
  w2: input("w2", "float32", [16, 3]),
};
type Name = keyof typeof parameters;
const names = Object.keys(parameters) as Name[];

function stepModel(): Uint8Array {
  const [ids, labels] = [input("ids", "int64", [8]), input("labels", "int64", [8])];
  const x = gather(parameters.table, ids);
  const hidden = relu(add(matmul(x, parameters.w1), parameters.b1));
  const scores = logSoftmax(matmul(hidden, parameters.w2));
  const loss = neg(mean(reduceSum(mul(scores, oneHot(labels, 3)), [1])));
  const slopes = gradients(
    loss,
    names.map((name) => parameters[name]),
  );
  const next = names.map((name, i): [string, Tensor] => {
    return [`next ${name}`, sub(parameters[name], mul(slopes[i]!, scalar(0.5)))];
  });
  return encodeModel({ outputs: { loss, ...Object.fromEntries(next) } });
}

function host(name: Name): HostTensor {
  const shape = parameters[name].shape as readonly number[];
  const generator = random(11, name);
  const data = Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => generator.normal() * 0.5);
  return { dtype: "float32", shape, data };
}

/** Losses of 20 steps and the parameters after them. */
async function train(runtime: Runtime): Promise<{ losses: number[]; trained: Record<Name, number[]> }> {
  const session = await runtime.createSession(stepModel(), { threads: 2 });
  const whole = (values: readonly number[]): HostTensor => {
    return { dtype: "int64", shape: [8], data: BigInt64Array.from(values, BigInt) };
  };
  const batch = { ids: whole([0, 1, 2, 3, 4, 5, 6, 0]), labels: whole([0, 1, 2, 0, 1, 2, 0, 0]) };
  let current = Object.fromEntries(names.map((name) => [name, host(name)])) as Record<Name, HostTensor>;
  let spare = Object.fromEntries(names.map((name) => [`next ${name}`, host(name)]));
  const losses: number[] = [];
  for (let step = 0; step < 20; step++) {
    const results = await session.run({ ...batch, ...current }, spare);
    losses.push(Number(results["loss"]!.data[0]));
    spare = Object.fromEntries(names.map((name) => [`next ${name}`, current[name]]));
    current = Object.fromEntries(names.map((name) => [name, results[`next ${name}`]!])) as Record<Name, HostTensor>;
  }
  await session.release();
  const trained = Object.fromEntries(names.map((name) => [name, Array.from(current[name].data as Float32Array)]));
  return { losses, trained: trained as Record<Name, number[]> };
}

test("twenty training steps give the same numbers in both runtimes", async () => {
  const [native, wasm] = [await train(node), await train(web)];
  assert.ok(native.losses[19]! < 0.5 * native.losses[0]!, `the loss falls, got ${native.losses.join(", ")}`);
  close(wasm.losses, native.losses, "losses");
  for (const name of names) close(wasm.trained[name], native.trained[name], name);
});

const x = input("x", "float32", [3]);
const feed: HostTensor = { dtype: "float32", shape: [3], data: Float32Array.from([1, 2, 3]) };

for (const runtime of runtimes) {
  test(`${runtime.name}: outputs are right whether or not a place is given for them`, async () => {
    const session = await runtime.createSession(encodeModel({ outputs: { y: add(x, x), z: mul(x, x) } }));
    const place: HostTensor = { dtype: "float32", shape: [3], data: new Float32Array(3) };
    const results = await session.run({ x: feed }, { y: place });
    assert.deepEqual(results["y"]!.data, Float32Array.from([2, 4, 6]));
    assert.deepEqual(results["z"]!.data, Float32Array.from([1, 4, 9]));
    // In Node the place is filled; on WebAssembly the runtime would leave it as it was, so a fresh tensor comes back.
    assert.equal(results["y"]!.data === place.data, runtime === node);
    await session.release();
  });

  test(`${runtime.name}: runs in place, with places given for all, some or no outputs`, async () => {
    const model = encodeModel({ outputs: { y: add(x, x), z: mul(x, x), sum: reduceSum(x) } });
    const session = await runtime.createSession(model, { inPlace: true });
    assert.deepEqual(session.outputNames, ["y", "z", "sum"]);
    const place = (): HostTensor => ({ dtype: "float32", shape: [3], data: new Float32Array(3) });
    const [y, z] = [place(), place()];
    for (const into of [
      {},
      { y },
      { y, z, sum: { dtype: "float32", shape: [], data: new Float32Array(1) } },
    ] as const) {
      const results = await session.run({ x: feed }, into);
      assert.deepEqual(Object.keys(results), ["y", "z", "sum"]);
      assert.deepEqual(results["y"]!.data, Float32Array.from([2, 4, 6]));
      assert.deepEqual(results["z"]!.data, Float32Array.from([1, 4, 9]));
      assert.deepEqual([results["sum"]!.shape, results["sum"]!.data], [[], Float32Array.of(6)]);
      if (runtime === node && "y" in into) assert.equal(results["y"]!.data, y.data);
    }
    const short: HostTensor = { dtype: "float32", shape: [2], data: new Float32Array(2) };
    await assert.rejects(session.run({ x: short }), { code: "GRAPH_INVALID", message: /failed to run/ });
    await session.release();
  });

  test(`${runtime.name}: one buffer may be fed as two dtypes`, async () => {
    const [truth, byte] = [input("t", "bool", [4]), input("u", "uint8", [4])];
    const outputs = { "y t": cast(truth, "float32"), "y u": cast(byte, "float32") };
    const session = await runtime.createSession(encodeModel({ outputs }));
    const data = Uint8Array.from([0, 1, 1, 0]);
    const feeds = { t: { dtype: "bool", shape: [4], data }, u: { dtype: "uint8", shape: [4], data } } as const;
    for (let run = 0; run < 2; run++) {
      const results = await session.run(feeds);
      assert.deepEqual(results["y t"]!.data, Float32Array.from([0, 1, 1, 0]));
      assert.deepEqual(results["y u"]!.data, Float32Array.from([0, 1, 1, 0]));
    }
    await session.release();
  });

  test(`${runtime.name}: a graph that cannot be loaded, or run, is reported as such`, async () => {
    const garbage = runtime.createSession(Uint8Array.from([1, 2, 3]));
    await assert.rejects(garbage, { code: "GRAPH_INVALID", message: /could not be loaded/ });
    const session = await runtime.createSession(encodeModel({ outputs: { y: add(x, x) } }));
    const short: HostTensor = { dtype: "float32", shape: [2], data: new Float32Array(2) };
    await assert.rejects(session.run({ x: short }), { code: "GRAPH_INVALID", message: /failed to run/ });
    await session.release();
  });

  test(`${runtime.name}: names of inputs and outputs`, async () => {
    const session = await runtime.createSession(encodeModel({ outputs: { b: add(x, x), a: neg(x) } }));
    assert.deepEqual([session.inputNames, session.outputNames], [["x"], ["b", "a"]]);
    await session.release();
  });
}

function close(actual: readonly number[], expected: readonly number[], what: string): void {
  actual.forEach((value, i) => {
    const allowed = 1e-4 * Math.max(1, Math.abs(expected[i]!));
    assert.ok(Math.abs(value - expected[i]!) <= allowed, `${what}: entry ${i} must be ${expected[i]}, got ${value}`);
  });
}

// The memory of earlier batches, step by step against a plain queue.

import assert from "node:assert/strict";
import { test } from "node:test";
import { runtime } from "#runtime";
import { random } from "../../src/core/random.js";
import { mlp } from "../../src/encoders/index.js";
import type { HostTensor } from "../../src/engine/index.js";
import { encodeModel, gradients, input, lower, reduceSum, mul } from "../../src/graph/index.js";
import { contrastive } from "../../src/losses/index.js";
import { createCarried } from "../../src/training/carried.js";
import { buildStep, sgd } from "../../src/training/index.js";
import { checkMemory, remembered } from "../../src/training/memory.js";
import { rowsTensor, runGraph } from "../testkit/run-graph.js";

const scalarOf = (value: number): HostTensor => ({ dtype: "float32", shape: [], data: Float32Array.of(value) });
const labelsOf = (labels: readonly number[]): HostTensor => ({
  dtype: "int64",
  shape: [labels.length],
  data: BigInt64Array.from(labels, BigInt),
});

for (const size of [5, 4, 2, 1]) {
  test(`a memory of ${size}: references are the batch and the last ${size} rows before it, newest first`, async () => {
    const from = 1;
    const [embeddings, labels] = [input("embeddings", "float32", [2, 2]), input("labels", "int64", [2])];
    const { references, states } = remembered({ embeddings, labels }, { size, from }, input("step", "float32", []));
    const outputs = {
      rows: references.embeddings,
      classes: references.labels,
      ...Object.fromEntries(states.map(({ name, next }) => [`next:${name}`, next])),
    };
    const session = await runtime.createSession(encodeModel({ outputs: lower(outputs) }), { threads: 1 });
    const carried: Record<string, HostTensor> = Object.fromEntries(
      states.map(({ name, shape }) => [
        name,
        { dtype: "float32", shape, data: new Float32Array(shape.reduce((a, b) => a * b)) },
      ]),
    );
    let queue: { row: number[]; label: number }[] = [];
    for (let step = 1; step <= 5; step++) {
      const batch = [0, 1].map((i) => ({ row: [step, i], label: (step + i) % 3 }));
      const feeds = {
        embeddings: rowsTensor(batch.map(({ row }) => row)),
        labels: labelsOf(batch.map(({ label }) => label)),
      };
      const result = await session.run({ ...feeds, ...carried, step: scalarOf(step) });
      const empty = Array.from({ length: size - queue.length }, () => ({ row: [0, 0], label: -1 }));
      const expected = [...batch, ...queue, ...empty];
      assert.deepEqual(
        Array.from(result["rows"]!.data, Number),
        expected.flatMap(({ row }) => row),
      );
      const heeded = expected.map(({ label }, i) => (i < 2 || step > from ? label : -1));
      assert.deepEqual(Array.from(result["classes"]!.data, Number), heeded, `step ${step}`);
      for (const { name } of states) carried[name] = result[`next:${name}`]!;
      queue = [...batch, ...queue].slice(0, size);
    }
    await session.release();
  });
}

test("no gradient flows into the memory, or through what is put there", async () => {
  const embeddings = input("embeddings", "float32", [1, 2]);
  const batch = { embeddings, labels: input("labels", "int64", [1]) };
  const { references, states } = remembered(batch, { size: 3, from: 0 }, input("step", "float32", []));
  const [byBatch] = gradients(reduceSum(mul(references.embeddings, references.embeddings)), [embeddings]);
  const [byState] = gradients(reduceSum(states[0]!.next), [embeddings]);
  const result = await runGraph(
    { byBatch: byBatch!, byState: byState! },
    {
      embeddings: rowsTensor([[3, 4]]),
      "memory.embeddings": rowsTensor([
        [1, 2],
        [5, 6],
        [0, 0],
      ]),
    },
  );
  assert.deepEqual(
    [result["byBatch"], result["byState"]],
    [
      [6, 8],
      [0, 0],
    ],
  );
});

test("a training step carries it, and its loss sees the rows of the step before", async () => {
  const spec = {
    encoder: mlp({ layers: [], embedding: 3 }),
    loss: contrastive({ balance: false }),
    optimiser: sgd(),
    input: { kind: "image", height: 2, width: 2, colour: "grey", fit: "pad", mean: [0.5], std: [0.3] },
    augmentation: { options: {}, rotateClasses: false },
    batchSize: 2,
    supervision: "labels",
    classes: 3,
  } as const;
  const graph = buildStep({ ...spec, memory: { size: 4, from: 0 } });
  assert.deepEqual(graph.memory, [
    { name: "memory.embeddings", shape: [4, 3] },
    { name: "memory.labels", shape: [4] },
  ]);
  const carried = createCarried(graph, 1);
  const session = await runtime.createSession(graph.bytes, { threads: 1 });
  const generator = random(1, "images");
  const losses: number[] = [];
  for (let step = 1; step <= 2; step++) {
    const images = Uint8Array.from({ length: 8 }, () => generator.integer(256));
    const feeds = {
      images: { dtype: "uint8", shape: [2, 2, 2, 1], data: images } as const,
      labels: labelsOf([0, 1]),
      learning_rate: scalarOf(0),
      step: scalarOf(step),
    };
    const results = await session.run({ ...feeds, ...carried.current() }, carried.targets());
    carried.advance(results);
    losses.push(Number(results["metric:meanPositive"]!.data[0]));
  }
  await session.release();
  assert.equal(losses[0], 0, "the first batch has no same pair");
  assert.ok(losses[1]! > 0, "the second has those with the first");
  assert.deepEqual(Array.from(carried.current()["memory.labels"]!.data, Number), [1, 2, 1, 2]);
});

test("bad options are refused", () => {
  assert.throws(() => checkMemory({ size: 0 }), {
    code: "INVALID_OPTION",
    message: /size must be a whole number >= 1/,
  });
  assert.throws(() => checkMemory({ size: 5, from: -1 }), { code: "INVALID_OPTION", message: /from must be/ });
  assert.throws(() => checkMemory({ size: 5, form: 2 } as object as { size: number }), {
    code: "INVALID_OPTION",
    message: /unknown option "form", did you mean "from"\?/,
  });
});

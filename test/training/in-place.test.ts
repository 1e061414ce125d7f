// What may be overwritten, and that overwriting it changes no bit.

import assert from "node:assert/strict";
import { test } from "node:test";
import { runtime } from "#runtime";
import { random } from "../../src/core/random.js";
import { conv4, resnet } from "../../src/encoders/index.js";
import { blockSize, type HostTensor } from "../../src/engine/index.js";
import { add, input, matmul, mul, reduceSum, reshape, scalar, transpose, type Tensor } from "../../src/graph/index.js";
import { contrastive, cosface } from "../../src/losses/index.js";
import type { ImageInput } from "../../src/model/index.js";
import { createCarried } from "../../src/training/carried.js";
import { renewedInPlace } from "../../src/training/in-place.js";
import {
  adam,
  adamw,
  buildStep,
  rmsprop,
  sgd,
  type Optimiser,
  type StepGraph,
  type StepSpec,
} from "../../src/training/index.js";

const w = input("w", "float32", [3, 3]);
const x = input("x", "float32", [3, 3]);
const next = (name: string): string => `next:${name}`;

function allowed(outputs: Readonly<Record<string, Tensor>>): boolean {
  return renewedInPlace(outputs, ["w"], next).has("w");
}

test("allowed: all readers come before the writer, or are the writer, element by element", () => {
  assert.ok(allowed({ "next:w": add(w, x) }));
  assert.ok(allowed({ "next:w": add(mul(w, scalar(0.9)), matmul(w, x)) }));
  const product = matmul(w, x);
  assert.ok(allowed({ y: product, "next:w": mul(product, scalar(2)) }));
});

test("refused: somebody may read the old value later", () => {
  assert.ok(!allowed({ y: matmul(w, x), "next:w": add(w, x) }));
  assert.ok(!allowed({ y: matmul(reshape(w, [3, 3]), x), "next:w": add(w, x) }), "through a view");
  assert.ok(!allowed({ y: reshape(w, [9]), "next:w": add(w, x) }), "a view is a result");
});

test("refused: the writer mixes elements while it reads them", () => {
  assert.ok(!allowed({ "next:w": matmul(w, x) }));
  assert.ok(!allowed({ "next:w": transpose(w, [1, 0]) }));
  assert.ok(!allowed({ "next:w": matmul(reshape(w, [3, 3]), x) }), "through a view");
});

test("nothing is renewed where there is no new value", () => {
  assert.ok(!allowed({ y: reduceSum(w) }));
  assert.ok(!allowed({ "next:w": w }));
});

const spec: ImageInput = { kind: "image", height: 16, width: 16, colour: "grey", fit: "pad", mean: [0.5], std: [0.3] };

function stepOf(optimiser: Optimiser, changes: Partial<StepSpec> = { clip: 1 }): StepGraph {
  return buildStep({
    encoder: conv4({ width: 16, depth: 3, embedding: 8, dropout: 0.2 }),
    loss: contrastive(),
    optimiser,
    input: spec,
    augmentation: { options: {}, rotateClasses: false },
    batchSize: 8,
    supervision: "labels",
    classes: 4,
    ...changes,
  });
}

/** Everything carried after some steps. */
async function afterSteps(graph: StepGraph): Promise<Record<string, number[]>> {
  const session = await runtime.createSession(graph.bytes, { threads: 2 });
  const carried = createCarried(graph, 1);
  for (let step = 1; step <= 4; step++) {
    const generator = random(step, "batch");
    const scalars = { learning_rate: 0.05, step };
    const feeds: Record<string, HostTensor> = {
      images: {
        dtype: "uint8",
        shape: [8, 16, 16, 1],
        data: Uint8Array.from({ length: 2048 }, () => generator.integer(256)),
      },
      labels: { dtype: "int64", shape: [8], data: BigInt64Array.of(0n, 0n, 1n, 1n, 2n, 2n, 3n, 3n) },
    };
    for (const [name, value] of Object.entries(scalars))
      feeds[name] = { dtype: "float32", shape: [], data: Float32Array.of(value) };
    for (const { name, shape } of graph.noises) {
      const length = shape.reduce((a, b) => a * b, 1);
      feeds[name] = { dtype: "float32", shape, data: Float32Array.from({ length }, () => generator.next()) };
    }
    carried.advance(await session.run({ ...feeds, ...carried.current() }, carried.targets()));
  }
  await session.release();
  return Object.fromEntries(
    Object.entries(carried.current()).map(([name, { data }]) => [name, Array.from(data, Number)]),
  );
}

const optimisers: Readonly<Record<string, Optimiser>> = {
  sgd: sgd({ momentum: 0.9 }),
  adam: adam(),
  adamw: adamw(),
  rmsprop: rmsprop(),
};

for (const [name, optimiser] of Object.entries(optimisers)) {
  test(`${name}: a step that overwrites gives the same bits as one that does not`, async () => {
    const graph = stepOf(optimiser, { clip: 1, block: await blockSize(runtime) });
    assert.ok(
      graph.optimiserStates.every((state) => graph.inPlace.has(state.name)),
      "the optimiser's states",
    );
    assert.ok(
      graph.parameters.every((parameter) => graph.inPlace.has(parameter.name)),
      "parameters, with clipping",
    );
    assert.deepEqual(await afterSteps(graph), await afterSteps({ ...graph, inPlace: new Set() }));
  });
}

test("a loss's own parameters, a residual network and plain images, likewise", async () => {
  const encoder = resnet({ width: 8, depth: 2, embedding: 8 });
  const graph = stepOf(adamw(), { clip: 1, encoder, loss: cosface({ scale: 10 }) });
  assert.ok(graph.parameters.every((parameter) => graph.inPlace.has(parameter.name)));
  assert.deepEqual(await afterSteps(graph), await afterSteps({ ...graph, inPlace: new Set() }));
});

test("without clipping, parameters that the backward pass reads exist twice", () => {
  const graph = stepOf(adam(), {});
  assert.ok(!graph.inPlace.has("encoder.embedding.weight"));
  assert.ok(graph.optimiserStates.every((state) => graph.inPlace.has(state.name)));
});

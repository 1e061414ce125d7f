// A training step as one graph: what it takes and gives, and that the optimiser moves parameters down the measured slope.

import assert from "node:assert/strict";
import { test } from "node:test";
import { runtime } from "#runtime";
import { random } from "../../src/core/random.js";
import { conv4, mlp, type Encoder } from "../../src/encoders/index.js";
import type { HostTensor } from "../../src/engine/index.js";
import { contrastive, pairClassifier, type Loss } from "../../src/losses/index.js";
import type { ImageInput } from "../../src/model/index.js";
import { createCarried, type Carried, type Tensors } from "../../src/training/carried.js";
import { sgd, adam, buildStep, countParameters, type StepGraph, type StepSpec } from "../../src/training/index.js";
import { failure } from "../testkit/pictures.js";

const input: ImageInput = { kind: "image", height: 8, width: 8, colour: "grey", fit: "pad", mean: [0.5], std: [0.3] };
const batchSize = 6;

function specOf(encoder: Encoder, loss: Loss, changes: Partial<StepSpec> = {}): StepSpec {
  const augmentation = { options: {}, rotateClasses: false };
  return {
    encoder,
    loss,
    optimiser: sgd(),
    input,
    augmentation,
    batchSize,
    supervision: "labels",
    classes: 3,
    ...changes,
  };
}

function feedsOf(supervision: "labels" | "pairs"): Record<string, HostTensor> {
  const generator = random(3, "images");
  const data = Uint8Array.from({ length: batchSize * 64 }, () => generator.integer(256));
  const images: HostTensor = { dtype: "uint8", shape: [batchSize, 8, 8, 1], data };
  if (supervision === "pairs")
    return { images, same: { dtype: "float32", shape: [3], data: Float32Array.of(1, 0, 1) } };
  return { images, labels: { dtype: "int64", shape: [batchSize], data: BigInt64Array.of(0n, 0n, 1n, 1n, 2n, 2n) } };
}

function scalars(learningRate: number, step = 1): Record<string, HostTensor> {
  const of = (value: number): HostTensor => ({ dtype: "float32", shape: [], data: Float32Array.of(value) });
  return { learning_rate: of(learningRate), step: of(step) };
}

async function running(
  graph: StepGraph,
  use: (run: (feeds: Tensors, into?: Tensors) => Promise<Tensors>, carried: Carried) => Promise<void>,
): Promise<void> {
  const session = await runtime.createSession(graph.bytes, { threads: 1 });
  try {
    await use((feeds, into) => session.run(feeds, into), createCarried(graph, 1));
  } finally {
    await session.release();
  }
}

for (const supervision of ["labels", "pairs"] as const) {
  test(`SGD moves every parameter down the slope that central differences measure (${supervision})`, async () => {
    const loss = supervision === "labels" ? contrastive() : pairClassifier();
    const graph = buildStep(specOf(mlp({ layers: [5], embedding: 3, activation: "tanh" }), loss, { supervision }));
    await running(graph, async (run, carried) => {
      const rate = 0.5;
      const feeds = { ...feedsOf(supervision), ...scalars(rate), ...carried.current() };
      const lossOf = async (): Promise<number> => Number((await run(feeds))["loss"]!.data[0]);
      const results = await run(feeds);
      let squares = 0;
      for (const { name } of graph.parameters) {
        const values = feeds[name]!.data as Float32Array;
        const next = results[`next:${name}`]!.data as Float32Array;
        squares += values.reduce((sum, value, i) => sum + ((value - next[i]!) / rate) ** 2, 0);
        for (const i of [0, values.length >> 1, values.length - 1]) {
          const before = values[i]!;
          const slope = async (h: number): Promise<number> => {
            values[i] = before + h;
            const above = await lossOf();
            values[i] = before - h;
            const below = await lossOf();
            values[i] = before;
            return (above - below) / (2 * h);
          };
          const [step, expected] = [(before - next[i]!) / rate, await slope(3e-3)];
          assert.ok(Math.abs(step - expected) < 2e-3, `${name}[${i}]: ${step}, expected ${expected}`);
        }
      }
      const norm = Number(results["gradient_norm"]!.data[0]);
      assert.ok(Math.abs(norm - Math.sqrt(squares)) < 1e-3 * norm, `norm ${norm}, expected ${Math.sqrt(squares)}`);
    });
  });
}

test("two impostors make no pair of a step", async () => {
  const encoder = mlp({ layers: [5], embedding: 3 });
  const metricsOf = async (impostorClasses?: Uint8Array): Promise<number[]> => {
    const graph = buildStep(specOf(encoder, contrastive(), { ...(impostorClasses && { impostorClasses }) }));
    let found: number[] = [];
    await running(graph, async (run, carried) => {
      const results = await run({ ...feedsOf("labels"), ...scalars(0), ...carried.current() });
      found = ["meanPositive", "meanNegative"].map((name) => Number(results[`metric:${name}`]!.data[0]));
    });
    return found;
  };
  const [plain, none, all] = await Promise.all(
    [undefined, Uint8Array.of(0, 0, 0), Uint8Array.of(1, 1, 1)].map(metricsOf),
  );
  assert.deepEqual(none, plain);
  assert.ok(plain!.every((value) => value > 0));
  assert.deepEqual(all, [0, 0], "nothing is left to measure");
});

test("repeated steps bring the loss down, in the buffers that change places", async () => {
  const graph = buildStep(specOf(conv4({ width: 4, depth: 2, embedding: 8 }), contrastive(), { optimiser: adam() }));
  await running(graph, async (run, carried) => {
    const losses: number[] = [];
    const buffers = new Set<unknown>();
    for (let step = 1; step <= 30; step++) {
      const feeds = { ...feedsOf("labels"), ...scalars(0.01, step), ...carried.current() };
      const results = await run(feeds, carried.targets());
      losses.push(Number(results["loss"]!.data[0]));
      carried.advance(results);
      for (const { data } of Object.values(carried.current())) buffers.add(data);
    }
    assert.ok(losses.at(-1)! < losses[0]! / 4, `from ${losses[0]} to ${losses.at(-1)}`);
    assert.equal(buffers.size, 2 * Object.keys(carried.current()).length - graph.inPlace.size, "steps allocate");
  });
});

test("the graph says what it takes and gives", async () => {
  const encoder = conv4({ width: 4, depth: 2, embedding: 8, dropout: 0.5 });
  const augmentation = { options: { rotate: 5, brightness: 0.1 }, rotateClasses: false };
  const graph = buildStep(specOf(encoder, pairClassifier(), { optimiser: adam(), augmentation }));
  assert.deepEqual(graph.draws, [
    { name: "augment.affine", shape: [6, 2, 3] },
    { name: "augment.tone", shape: [6, 2] },
  ]);
  assert.equal(graph.noises.length, 1);
  assert.equal(graph.states.length, 4, "mean and variance of two normalisations");
  assert.equal(graph.optimiserStates.length, 2 * graph.parameters.length);
  assert.ok(graph.parameters.every(({ name }) => /^(encoder|loss)\./.test(name)));
  assert.deepEqual([...graph.metrics].sort(), ["active", "degenerate", "meanNegative", "meanPositive"]);
  assert.equal(countParameters(graph), 36 + 8 + 144 + 8 + 4 * 2 * 2 * 8 + 8 + 8 + 1);
  const session = await runtime.createSession(graph.bytes, { threads: 1 });
  const carried = createCarried(graph, 1);
  const fed = ["images", "labels", "learning_rate", "step", ...graph.draws.map(({ name }) => name)];
  const expected = [...fed, ...graph.noises.map(({ name }) => name), ...Object.keys(carried.current())];
  assert.deepEqual([...session.inputNames].sort(), expected.sort());
  const results = ["loss", "gradient_norm", ...graph.metrics.map((name) => `metric:${name}`)];
  assert.deepEqual([...session.outputNames].sort(), [...results, ...Object.keys(carried.targets())].sort());
  await session.release();
});

test("clipping bounds the step", async () => {
  const spec = specOf(mlp({ layers: [], embedding: 3 }), contrastive({ margin: 100 }), { clip: 0.01 });
  const graph = buildStep(spec);
  await running(graph, async (run, carried) => {
    const feeds = { ...feedsOf("labels"), ...scalars(1), ...carried.current() };
    const results = await run(feeds);
    const moved = graph.parameters.flatMap(({ name }) =>
      Array.from(
        feeds[name]!.data as Float32Array,
        (value, i) => value - (results[`next:${name}`]!.data as Float32Array)[i]!,
      ),
    );
    assert.ok(Number(results["gradient_norm"]!.data[0]) > 0.1);
    assert.ok(Math.abs(Math.hypot(...moved) - 0.01) < 1e-4, `moved by ${Math.hypot(...moved)}`);
  });
});

test("carried values are restored whole or not at all", () => {
  const graph = buildStep(specOf(mlp({ layers: [], embedding: 3 }), contrastive()));
  const carried = createCarried(graph, 1);
  const before = structuredClone(carried.current());
  const same = createCarried(graph, 1).current();
  assert.deepEqual(same, before);
  assert.notDeepEqual(createCarried(graph, 2).current(), before);
  const other = new Map(Object.entries(createCarried(graph, 2).current()));
  const [name] = [...other.keys()];
  const short = new Map([...other, [name!, { dtype: "float32", shape: [1], data: new Float32Array(1) }]]);
  assert.deepEqual(carried.restore(short), [name]);
  assert.deepEqual(carried.current(), before);
  assert.deepEqual(carried.restore(other), []);
  assert.deepEqual(carried.current(), Object.fromEntries(other));
});

test("a loss that needs classes refuses pairs", async () => {
  const { triplet } = await import("../../src/losses/index.js");
  const spec = specOf(mlp({ layers: [], embedding: 3 }), triplet(), { supervision: "pairs" });
  assert.throws(() => buildStep(spec), failure("DATA_INVALID", /triplet: needs labels/));
});

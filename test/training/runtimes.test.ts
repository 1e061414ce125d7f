// The same small training in onnxruntime-node and in onnxruntime-web (WebAssembly, here within Node): the same numbers, but for
// rounding.

import assert from "node:assert/strict";
import { test } from "node:test";
import { random } from "../../src/core/random.js";
import { conv4 } from "../../src/encoders/index.js";
import type { HostTensor, Runtime } from "../../src/engine/index.js";
import { runtime as node } from "../../src/engine/runtime/node.js";
import { runtime as web } from "../../src/engine/runtime/web.js";
import { contrastive } from "../../src/losses/index.js";
import type { ImageInput } from "../../src/model/index.js";
import { adamw, buildStep, createCarried } from "../../src/training/index.js";
import { drawAugmentation } from "../../src/training/augment-draws.js";

const input: ImageInput = { kind: "image", height: 16, width: 16, colour: "grey", fit: "pad", mean: [0.5], std: [0.3] };
const batchSize = 8;
const augmentation = {
  options: { rotate: 10, shift: 0.1, brightness: 0.2, fill: "background" },
  rotateClasses: false,
} as const;

const graph = buildStep({
  encoder: conv4({ width: 8, depth: 3, embedding: 8, normalise: true, dropout: 0.2 }),
  loss: contrastive(),
  optimiser: adamw(),
  input,
  augmentation,
  batchSize,
  supervision: "labels",
  clip: 1,
});

async function lossesOf(runtime: Runtime): Promise<number[]> {
  const session = await runtime.createSession(graph.bytes, { threads: 1 });
  const carried = createCarried(graph, 1);
  const losses: number[] = [];
  for (let step = 1; step <= 8; step++) {
    const results = await session.run({ ...feedsOf(step), ...carried.current() }, carried.targets());
    carried.advance(results);
    losses.push(Number(results["loss"]!.data[0]));
  }
  await session.release();
  return losses;
}

function feedsOf(step: number): Record<string, HostTensor> {
  const generator = random(1, "batch");
  const images = Uint8Array.from({ length: batchSize * 256 }, () => generator.integer(256));
  const floats = (shape: readonly number[], value: () => number): HostTensor => ({
    ...{ dtype: "float32", shape },
    data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, value),
  });
  const feeds: Record<string, HostTensor> = {
    images: { dtype: "uint8", shape: [batchSize, 16, 16, 1], data: images },
    labels: { dtype: "int64", shape: [batchSize], data: BigInt64Array.of(0n, 0n, 1n, 1n, 2n, 2n, 3n, 3n) },
    learning_rate: floats([], () => 0.01),
    step: floats([], () => step),
  };
  const noise = random(step, "noise");
  for (const { name, shape } of graph.noises) feeds[name] = floats(shape, () => noise.next());
  for (const { name, shape } of graph.draws) feeds[name] = floats(shape, () => 0);
  const targets = graph.draws.map(
    ({ name }) => [name.replace("augment.", ""), feeds[name]!.data as Float32Array] as const,
  );
  drawAugmentation(
    augmentation,
    { spec: input, count: batchSize, images },
    random(step, "augment"),
    Object.fromEntries(targets),
  );
  return feeds;
}

test("a training in WebAssembly has the losses of the native one", async () => {
  const [native, wasm] = [await lossesOf(node), await lossesOf(web)];
  assert.ok(native.at(-1)! < 0.7 * native[0]!, `nothing was learned: ${native.join(", ")}`);
  native.forEach((loss, i) =>
    assert.ok(Math.abs(loss - wasm[i]!) < 1e-3 * Math.max(loss, 0.01), `step ${i + 1}: ${loss} and ${wasm[i]}`),
  );
});

// The exported model in another language: Python's onnxruntime, given the same bytes, makes the same embeddings, whatever the
// size of the batch. Needs a Python that has onnxruntime and numpy, named by KINDRED_TEST_PYTHON.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { random } from "../../src/core/random.js";
import { conv4 } from "../../src/encoders/index.js";
import { runtime } from "../../src/engine/index.js";
import { encodeEncoder, encoderGraph, type ImageInput } from "../../src/model/index.js";

const python = process.env["KINDRED_TEST_PYTHON"];
const skip = python === undefined && "KINDRED_TEST_PYTHON names no Python with onnxruntime";

const input: ImageInput = {
  kind: "image",
  height: 20,
  width: 17,
  colour: "rgb",
  fit: "pad",
  mean: [0.4, 0.5, 0.6],
  std: [0.2, 0.2, 0.3],
};
const count = 5;

const script = `
import sys, json, numpy as np, onnxruntime as ort
session = ort.InferenceSession(sys.argv[1], providers=["CPUExecutionProvider"])
images = np.fromfile(sys.argv[2], np.uint8).reshape(${count}, ${input.height}, ${input.width}, 3)
whole = session.run(None, {"images": images})[0]
alone = np.concatenate([session.run(None, {"images": images[i : i + 1]})[0] for i in range(${count})])
print(json.dumps({"whole": whole.ravel().tolist(), "alone": alone.ravel().tolist()}))
`;

test("Python's onnxruntime makes the same embeddings of the exported model, at any batch size", { skip }, async () => {
  const encoder = conv4({ width: 16, depth: 3, embedding: 8 });
  const graph = encoderGraph(encoder, input);
  const weights = new Map(
    graph.weights.map(({ name, shape, initialiser }) => [name, initialiser(random(3, name), shape)]),
  );
  const bytes = encodeEncoder(graph, { weights });
  const generator = random(5, "pixels");
  const images = Uint8Array.from({ length: count * input.height * input.width * 3 }, () => generator.integer(256));
  const session = await runtime.createSession(bytes);
  const shape = [count, input.height, input.width, 3];
  const ours = (await session.run({ images: { dtype: "uint8", shape, data: images } }))["embeddings"]!
    .data as Float32Array;
  await session.release();
  const folder = mkdtempSync(path.join(tmpdir(), "kindred-python-"));
  try {
    writeFileSync(path.join(folder, "model.onnx"), bytes);
    writeFileSync(path.join(folder, "images.bin"), images);
    const args = ["-c", script, path.join(folder, "model.onnx"), path.join(folder, "images.bin")];
    const answer = JSON.parse(execFileSync(python!, args, { encoding: "utf8" })) as Record<"whole" | "alone", number[]>;
    assert.equal(answer.whole.length, ours.length);
    ours.forEach((value, i) => {
      assert.ok(
        Math.abs(value - answer.whole[i]!) < 1e-5,
        `embedding value ${i}: ${value} here, ${answer.whole[i]} there`,
      );
      assert.ok(Math.abs(answer.whole[i]! - answer.alone[i]!) < 1e-6, `value ${i} depends on the batch`);
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

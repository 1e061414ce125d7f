// What is particular to single encoders.

import assert from "node:assert/strict";
import { test } from "node:test";
import { random } from "../../src/core/random.js";
import {
  type Encoder,
  conv4,
  convolutional,
  createScope,
  encoderByName,
  koch,
  kochMinimum,
  mlp,
  resnet,
} from "../../src/encoders/index.js";
import { input, size } from "../../src/graph/index.js";

function parametersOf(encoder: Encoder, shape: readonly number[]) {
  const { scope, parameters } = createScope({ training: true });
  encoder.build(input("x", "float32", [2, ...shape]), scope);
  return parameters;
}

const count = (encoder: Encoder, shape: readonly number[]): number =>
  parametersOf(encoder, shape).reduce((total, { shape }) => total + size(shape), 0);

test("koch has the paper's layers and 38,947,648 parameters at 105x105", () => {
  const shapes = parametersOf(koch(), [1, 105, 105]).map(({ name, shape }) => `${name} ${shape.join("x")}`);
  assert.deepEqual(shapes, [
    "block1.conv.weight 64x1x10x10",
    "block1.conv.bias 64",
    "block2.conv.weight 128x64x7x7",
    "block2.conv.bias 128",
    "block3.conv.weight 128x128x4x4",
    "block3.conv.bias 128",
    "block4.conv.weight 256x128x4x4",
    "block4.conv.bias 256",
    "embedding.weight 9216x4096",
    "embedding.bias 4096",
  ]);
  assert.equal(count(koch(), [1, 105, 105]), 38947648);
});

test("koch says how large pictures must be", () => {
  assert.equal(kochMinimum, 65);
  assert.doesNotThrow(() => parametersOf(koch({ embedding: 4 }), [1, 65, 65]));
  assert.throws(() => parametersOf(koch(), [1, 65, 64]), /koch: pictures must be at least 65x65 .*, got 65x64/);
});

test("koch can begin as the paper says", () => {
  const [weight, bias] = parametersOf(koch({ initialisation: "paper", embedding: 4 }), [1, 65, 65]);
  const spread = (values: Float32Array): number =>
    Math.sqrt(values.reduce((total, value) => total + value ** 2, 0) / values.length);
  assert.ok(Math.abs(spread(weight!.initialiser(random(1), weight!.shape)) - 0.01) < 0.001);
  assert.ok(Math.abs(spread(bias!.initialiser(random(1), bias!.shape)) - 0.5) < 0.01);
});

test("conv4 is four blocks of 64 and a dense layer; normalised blocks need no bias", () => {
  assert.equal(count(conv4({ norm: "none" }), [1, 28, 28]), 640 + 3 * 36928 + 64 * 64 + 64);
  assert.equal(count(conv4(), [1, 28, 28]), 576 + 3 * 36864 + 4 * 128 + 64 * 64 + 64);
});

test("conv4 stops pooling where it is told to, or where there is nothing left to pool", () => {
  const features = (encoder: Encoder, side: number): number =>
    parametersOf(encoder, [1, side, side]).find(({ name }) => name === "embedding.weight")!.shape[0]!;
  assert.equal(features(conv4({ width: [64, 64, 128, 128, 256], pools: 4 }), 56), 256 * 3 * 3);
  assert.equal(features(conv4(), 105), 64 * 6 * 6);
  assert.equal(features(conv4({ width: 2, depth: 7 }), 20), 2);
});

test("resnet doubles its width and halves its maps", () => {
  const shapes = Object.fromEntries(parametersOf(resnet(), [3, 32, 32]).map(({ name, shape }) => [name, shape]));
  assert.deepEqual(shapes["stem.conv.weight"], [32, 3, 3, 3]);
  assert.deepEqual(shapes["stage4.block1.second.conv.weight"], [256, 256, 3, 3]);
  assert.deepEqual(shapes["stage4.block1.shortcut.conv.weight"], [256, 128, 1, 1]);
  assert.equal(shapes["stage1.block1.shortcut.conv.weight"], undefined);
  assert.deepEqual(shapes["embedding.weight"], [256, 128]);
  const flat = parametersOf(resnet({ pooling: "flatten" }), [3, 32, 32]).find(
    ({ name }) => name === "embedding.weight",
  );
  assert.deepEqual(flat!.shape, [256 * 4 * 4, 128]);
});

test("convolutional is the encoder its preset names", () => {
  assert.deepEqual(convolutional({ preset: "resnet", width: 8 }).options, resnet({ width: 8 }).options);
  assert.deepEqual(convolutional().options, conv4().options);
});

test("inputs of another kind are refused with their shape", () => {
  assert.throws(() => parametersOf(conv4(), [28, 28]), /conv4: needs pictures \[N, C, H, W\].*got \[2, 28, 28\]/);
  assert.throws(() => parametersOf(mlp(), [3, 4]), /mlp: needs rows \[N, D\] of known width, got \[2, 3, 4\]/);
});

test("bad options are refused, saying what would do", () => {
  assert.throws(() => encoderByName("conv5"), /encoder: unknown "conv5", did you mean "conv4"\?/);
  assert.throws(() => encoderByName("conv4", { widht: 3 }), /conv4: unknown option "widht", did you mean "width"\?/);
  assert.throws(
    () => encoderByName("conv4", { width: "wide" }),
    /conv4: width must be a whole number >= 1, got "wide"/,
  );
  assert.throws(() => conv4({ width: [8, 8], depth: 3 }), /conv4: 2 widths do not fit a depth of 3/);
  assert.throws(() => conv4({ dropout: 1 }), /conv4: dropout must be >= 0 and < 1, got 1/);
  assert.throws(
    () => resnet({ norm: "bach" as "batch" }),
    /resnet: norm must be one of batch, group, none, got "bach"/,
  );
  assert.throws(() => encoderByName("mlp", { layers: 256 }), /mlp: layers must be a list of widths, got 256/);
  assert.throws(() => mlp({ layers: [0] }), /mlp: layers must be a whole number >= 1, got 0/);
});

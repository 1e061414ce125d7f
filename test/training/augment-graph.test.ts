// Augmentation in the graph against the same in plain loops, and what must hold whatever is drawn.

import assert from "node:assert/strict";
import { test } from "node:test";
import { random } from "../../src/core/random.js";
import type { ImageInput } from "../../src/model/image-input.js";
import { imagesInput } from "../../src/model/preprocessing.js";
import type { AugmentOptions } from "../../src/training/augmentation.js";
import { drawAugmentation } from "../../src/training/augment-draws.js";
import { augmented, type Augmentation } from "../../src/training/augment-graph.js";
import { runGraph } from "../testkit/run-graph.js";

const oblong: ImageInput = {
  kind: "image",
  height: 6,
  width: 9,
  colour: "rgb",
  fit: "pad",
  mean: [0.4, 0.5, 0.6],
  std: [0.2, 0.3, 0.4],
};
const square: ImageInput = { kind: "image", height: 7, width: 7, colour: "grey", fit: "pad", mean: [0.5], std: [0.25] };
const count = 4;

interface Run {
  /** `[N, C, H, W]`, back in 0..255. */
  readonly pixels: number[];
  readonly draws: Record<string, Float32Array>;
}

async function run(
  input: ImageInput,
  augmentation: Augmentation,
  images: Uint8Array,
  turns?: Uint8Array,
  seed = 1,
): Promise<Run> {
  const channels = input.mean.length;
  const { x, inputs } = augmented(imagesInput(input, count), input, augmentation);
  const draws: Record<string, Float32Array> = {};
  for (const { source, shape } of inputs) {
    const name = source.kind === "input" ? source.name : "";
    draws[name.replace("augment.", "")] = new Float32Array(shape.map(Number).reduce((a, b) => a * b, 1));
  }
  drawAugmentation(
    augmentation,
    { spec: input, count, images, ...(turns && { turns }) },
    random(seed, "augment", 0),
    draws,
  );
  const fed = inputs.map(({ shape }, i) => {
    const [name, data] = Object.entries(draws)[i]!;
    return [`augment.${name}`, { dtype: "float32", shape: shape.map(Number), data }] as const;
  });
  const bytes = { dtype: "uint8", shape: [count, input.height, input.width, channels], data: images } as const;
  const { x: values } = await runGraph({ x }, { images: bytes, ...Object.fromEntries(fed) });
  const plane = input.height * input.width;
  const pixels = values!.map((value, i) => {
    const channel = Math.floor(i / plane) % channels;
    return 255 * (value * input.std[channel]! + input.mean[channel]!);
  });
  return { pixels, draws };
}

function picturesOf(input: ImageInput): Uint8Array {
  const generator = random(5, "pictures");
  const size = count * input.height * input.width * input.mean.length;
  return Uint8Array.from({ length: size }, () => generator.integer(256));
}

/** Bytes `[N, H, W, C]` as `[N, C, H, W]`. */
function channelsFirst(images: Uint8Array, { height, width, mean }: ImageInput): number[] {
  const [plane, channels] = [height * width, mean.length];
  return Array.from(images, (_, i) => {
    const [n, c, at] = [Math.floor(i / (plane * channels)), Math.floor(i / plane) % channels, i % plane];
    return images[(n * plane + at) * channels + c]!;
  });
}

/** Every pixel looked up where theta says, between the four pixels around. */
function moved(
  source: readonly number[],
  { height, width, mean }: ImageInput,
  theta: Float32Array,
  outside: (n: number, c: number) => number | undefined,
): number[] {
  const result: number[] = [];
  const channels = mean.length;
  for (let n = 0; n < count; n++)
    for (let c = 0; c < channels; c++)
      for (let i = 0; i < height; i++)
        for (let j = 0; j < width; j++) {
          const [x, y] = [(2 * j + 1) / width - 1, (2 * i + 1) / height - 1];
          const row = (r: number): number =>
            theta[6 * n + 3 * r]! * x + theta[6 * n + 3 * r + 1]! * y + theta[6 * n + 3 * r + 2]!;
          const [u, v] = [((row(0) + 1) * width - 1) / 2, ((row(1) + 1) * height - 1) / 2];
          const at = (column: number, line: number): number => {
            const [inColumn, inLine] = [
              Math.min(width - 1, Math.max(0, column)),
              Math.min(height - 1, Math.max(0, line)),
            ];
            const inside = inColumn === column && inLine === line;
            return (
              (inside ? undefined : outside(n, c)) ?? source[((n * channels + c) * height + inLine) * width + inColumn]!
            );
          };
          const [left, top] = [Math.floor(u), Math.floor(v)];
          const [p, q] = [u - left, v - top];
          const upper = at(left, top) * (1 - p) + at(left + 1, top) * p;
          const lower = at(left, top + 1) * (1 - p) + at(left + 1, top + 1) * p;
          result.push(upper * (1 - q) + lower * q);
        }
  return result;
}

function close(actual: readonly number[], expected: readonly number[], tolerance = 0.01): void {
  assert.equal(actual.length, expected.length);
  actual.forEach((value, i) =>
    assert.ok(Math.abs(value - expected[i]!) <= tolerance, `${value} at ${i}, expected ${expected[i]}`),
  );
}

const everything: AugmentOptions = {
  rotate: 30,
  shear: 0.3,
  scale: [0.7, 1.4],
  stretch: [0.8, 1.2],
  shift: 0.2,
  flip: 0.5,
};

for (const fill of ["edge", "background"] as const) {
  test(`moves pixels as plain loops do, ${fill} outside`, async () => {
    const images = picturesOf(oblong);
    const { pixels, draws } = await run(oblong, { options: { ...everything, fill }, rotateClasses: false }, images);
    const outside = (n: number, c: number): number | undefined =>
      fill === "edge" ? undefined : draws["background"]![3 * n + c]!;
    close(pixels, moved(channelsFirst(images, oblong), oblong, draws["affine"]!, outside));
  });
}

test("the background is the median of each picture's border", async () => {
  const { height, width } = oblong;
  const images = picturesOf(oblong);
  const { draws } = await run(oblong, { options: { shift: 0.1, fill: "background" }, rotateClasses: false }, images);
  for (let n = 0; n < count; n++)
    for (let c = 0; c < 3; c++) {
      const border: number[] = [];
      // Corners are counted twice: once for their row, once for their column.
      for (let i = 0; i < height; i++)
        for (const j of [0, width - 1]) border.push(images[((n * height + i) * width + j) * 3 + c]!);
      for (let j = 0; j < width; j++)
        for (const i of [0, height - 1]) border.push(images[((n * height + i) * width + j) * 3 + c]!);
      border.sort((a, b) => a - b);
      assert.equal(draws["background"]![3 * n + c], border[border.length >> 1], `picture ${n}, channel ${c}`);
    }
});

test("ink on white paper stays on white paper: no dark comes in from outside", async () => {
  const images = new Uint8Array(count * 49).fill(255);
  for (let n = 0; n < count; n++) images[n * 49 + 24] = 0;
  for (const fill of ["edge", "background"] as const) {
    const { pixels } = await run(square, { options: { ...everything, fill }, rotateClasses: false }, images);
    for (let n = 0; n < count; n++) {
      const dark = pixels.slice(n * 49, (n + 1) * 49).reduce((sum, value) => sum + 255 - value, 0);
      assert.ok(dark < 3 * 255, `picture ${n}: ${dark / 255} pixels of ink, of one`);
    }
  }
});

test("quarter turns are exact", async () => {
  const images = picturesOf(square);
  const turns = Uint8Array.of(0, 1, 2, 3);
  const { pixels } = await run(square, { options: {}, rotateClasses: true }, images, turns);
  const turned = (n: number, i: number, j: number): number => {
    const [row, column] = [
      [i, j],
      [6 - j, i],
      [6 - i, 6 - j],
      [j, 6 - i],
    ][n] as [number, number];
    return images[n * 49 + row * 7 + column]!;
  };
  const expected = Array.from(pixels, (_, at) => turned(Math.floor(at / 49), Math.floor(at / 7) % 7, at % 7));
  close(pixels, expected);
});

test("a turn of 90 degrees of an oblong picture is a turn, not a distortion", async () => {
  // A ring of equal distance to the centre stays one.
  const { height, width } = oblong;
  const images = new Uint8Array(count * height * width * 3);
  const radius = (i: number, j: number): number => Math.hypot(i - (height - 1) / 2, j - (width - 1) / 2);
  for (let at = 0; at < images.length; at++) {
    const pixel = Math.floor(at / 3) % (height * width);
    images[at] = 40 * radius(Math.floor(pixel / width), pixel % width);
  }
  const { pixels } = await run(oblong, { options: { rotate: 180 }, rotateClasses: false }, images);
  const centre = [2, 3].flatMap((i) => [3, 4, 5].map((j) => [i, j] as const));
  for (const [i, j] of centre) assert.ok(Math.abs(pixels[i * width + j]! - 40 * radius(i, j)) < 16, `${i},${j}`);
});

test("contrast and brightness act on centred pixels", async () => {
  const images = picturesOf(square);
  const { pixels, draws } = await run(
    square,
    { options: { contrast: [0.5, 2], brightness: 0.5 }, rotateClasses: false },
    images,
  );
  const centred = channelsFirst(images, square).map((value) => (value / 255 - 0.5) / 0.25);
  close(
    pixels,
    centred.map((value, i) => {
      const n = Math.floor(i / 49);
      return 255 * ((value * draws["tone"]![2 * n]! + draws["tone"]![2 * n + 1]!) * 0.25 + 0.5);
    }),
  );
  assert.ok(draws["tone"]!.every((value, i) => (i % 2 === 0 ? value >= 0.5 && value <= 2 : Math.abs(value) <= 0.5)));
});

test("erasing blots out a rectangle with the mean and leaves the rest", async () => {
  const images = picturesOf(square);
  const { pixels, draws } = await run(square, { options: { erase: 0.6 }, rotateClasses: false }, images);
  const expected = channelsFirst(images, square).map((value, at) => {
    const [n, i, j] = [Math.floor(at / 49), Math.floor(at / 7) % 7, at % 7];
    const [x, y, halfWidth, halfHeight] = draws["erase"]!.subarray(4 * n, 4 * n + 4);
    const inside = Math.abs((2 * j + 1) / 7 - 1 - x!) < halfWidth! && Math.abs((2 * i + 1) / 7 - 1 - y!) < halfHeight!;
    return inside ? 127.5 : value;
  });
  close(pixels, expected);
  assert.ok(expected.includes(127.5), "nothing was erased");
});

test("draws depend on the seed alone, and an option more changes nothing else", async () => {
  const images = picturesOf(square);
  const options: AugmentOptions = { rotate: 20, scale: [0.8, 1.2] };
  const first = await run(square, { options, rotateClasses: false }, images);
  const more = await run(square, { options: { ...options, brightness: 1, erase: 0.5 }, rotateClasses: false }, images);
  const other = await run(square, { options, rotateClasses: false }, images, undefined, 2);
  assert.deepEqual(more.draws["affine"], first.draws["affine"]);
  assert.notDeepEqual(other.draws["affine"], first.draws["affine"]);
});

test("without options pictures are only normalised", async () => {
  const images = picturesOf(oblong);
  const { pixels, draws } = await run(oblong, { options: {}, rotateClasses: false }, images);
  assert.deepEqual(Object.keys(draws), []);
  close(pixels, channelsFirst(images, oblong), 1e-3);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { random } from "../../src/core/random.js";
import type { RawImage } from "../../src/data/raw-image.js";
import { resize, resizeByLoops } from "../../src/data/resize.js";
import { tapsOf } from "../../src/data/resize-taps.js";
import { resizeByVectors } from "../../src/data/resize-vectors.js";

function noise(width: number, height: number, channels: 1 | 3, seed = 0): RawImage {
  const generator = random(seed, "resize");
  return {
    width,
    height,
    channels,
    data: Uint8Array.from({ length: width * height * channels }, () => generator.integer(256)),
  };
}

const row = (...data: readonly number[]): RawImage => ({
  width: data.length,
  height: 1,
  channels: 1,
  data: Uint8Array.from(data),
});

/** The mean over the area that an output pixel covers, straight from the definition. */
function areaMean(
  { data, width, height, channels }: RawImage,
  newWidth: number,
  newHeight: number,
  x: number,
  y: number,
  channel: number,
): number {
  const overlap = (at: number, i: number, size: number, newSize: number): number =>
    Math.max(0, Math.min(at + 1, ((i + 1) * size) / newSize) - Math.max(at, (i * size) / newSize));
  let sum = 0;
  let area = 0;
  for (let v = 0; v < height; v++) {
    for (let u = 0; u < width; u++) {
      const part = overlap(u, x, width, newWidth) * overlap(v, y, height, newHeight);
      sum += part * data[(v * width + u) * channels + channel]!;
      area += part;
    }
  }
  return sum / area;
}

test("shrinking averages over areas", () => {
  assert.deepEqual([...resize(row(0, 100, 50, 250), 2, 1).data], [50, 150]);
  assert.deepEqual([...resize(row(0, 90, 255), 2, 1).data], [30, 200]);
  for (const channels of [1, 3] as const) {
    const image = noise(23, 17, channels);
    const { data, width, height } = resize(image, 9, 5);
    assert.deepEqual([width, height, data.length], [9, 5, 45 * channels]);
    data.forEach((value, i) => {
      const at = Math.floor(i / channels);
      const mean = areaMean(image, 9, 5, at % 9, Math.floor(at / 9), i % channels);
      assert.ok(Math.abs(value - mean) <= 0.501, `${value} for ${mean}`);
    });
  }
});

test("enlarging interpolates between neighbours, edges are held", () => {
  assert.deepEqual([...resize(row(0, 100), 4, 1).data], [0, 25, 75, 100]);
  assert.deepEqual([...resize(row(7), 3, 2).data], [7, 7, 7, 7, 7, 7]);
});

test("one axis may shrink while the other grows", () => {
  const { data } = resize({ width: 2, height: 2, channels: 1, data: Uint8Array.of(0, 20, 100, 140) }, 1, 4);
  assert.deepEqual([...data], [10, 38, 93, 120]);
});

test("the same size is the same picture", () => {
  const image = noise(6, 4, 3);
  assert.deepEqual(resize(image, 6, 4), image);
});

test("any sizes: a flat picture stays flat, no value leaves the range, dividing by a whole number keeps the mean", () => {
  const side = fc.integer({ min: 1, max: 40 });
  fc.assert(
    fc.property(side, side, side, side, fc.nat(255), fc.nat(), (width, height, newWidth, newHeight, tone, seed) => {
      const flat: RawImage = { width, height, channels: 1, data: new Uint8Array(width * height).fill(tone) };
      assert.ok(resize(flat, newWidth, newHeight).data.every((value) => value === tone));
      const image = noise(width, height, 3, seed);
      const { data } = resize(image, newWidth, newHeight);
      assert.ok(Math.min(...data) >= Math.min(...image.data) && Math.max(...data) <= Math.max(...image.data));
    }),
  );
  const image = noise(60, 40, 1);
  const mean = (data: Uint8Array): number => data.reduce((a, b) => a + b) / data.length;
  assert.ok(Math.abs(mean(resize(image, 20, 8).data) - mean(image.data)) < 0.1);
});

test("vectors and loops give the same bits, for any sizes and after pictures of other sizes", () => {
  const side = fc.integer({ min: 1, max: 70 });
  const channel = fc.constantFrom(1 as const, 3 as const);
  fc.assert(
    fc.property(side, side, side, side, channel, fc.nat(), (width, height, newWidth, newHeight, channels, seed) => {
      const image = noise(width, height, channels, seed);
      const [across, down] = [tapsOf(width, newWidth), tapsOf(height, newHeight)];
      assert.deepEqual(resizeByVectors(image, across, down), resizeByLoops(image, across, down));
    }),
    { numRuns: 300 },
  );
});

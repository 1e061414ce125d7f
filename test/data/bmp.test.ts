import assert from "node:assert/strict";
import { test } from "node:test";
import { readBmp } from "../../src/data/bmp.js";
import { failure } from "../testkit/pictures.js";

interface Parts {
  readonly width?: number;
  /** Negative: rows from the top. */
  readonly height?: number;
  readonly bits: number;
  readonly compression?: number;
  readonly headerSize?: number;
  readonly colours?: number;
  /** Between the header and the pixels: masks or a palette. */
  readonly between?: readonly number[];
  readonly pixels: readonly number[];
}

/** A bitmap, 2x2 unless said otherwise. */
function bmp({
  width = 2,
  height = 2,
  bits,
  compression = 0,
  headerSize = 40,
  colours = 0,
  between = [],
  pixels,
}: Parts): Uint8Array {
  const header = Buffer.alloc(14 + Math.max(40, headerSize));
  header.write("BM");
  header.writeUInt32LE(header.length + between.length, 10);
  header.writeUInt32LE(headerSize, 14);
  header.writeInt32LE(width, 18);
  header.writeInt32LE(height, 22);
  header.writeUInt16LE(1, 26);
  header.writeUInt16LE(bits, 28);
  header.writeUInt32LE(compression, 30);
  header.writeUInt32LE(colours, 46);
  return Buffer.concat([header, Buffer.from(between), Buffer.from(pixels)]);
}

/** Red, green; blue, white: upper row first. */
const expected = [255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255];
const [upper24, lower24] = [
  [0, 0, 255, 0, 255, 0, 0, 0],
  [255, 0, 0, 255, 255, 255, 0, 0],
];

test("24 bits, rows from the bottom or from the top, padded to four bytes", () => {
  const bottomUp = readBmp(bmp({ bits: 24, pixels: [...lower24, ...upper24] }));
  assert.deepEqual([bottomUp.width, bottomUp.height, bottomUp.channels], [2, 2, 3]);
  assert.deepEqual([...bottomUp.data], expected);
  assert.deepEqual([...readBmp(bmp({ bits: 24, height: -2, pixels: [...upper24, ...lower24] })).data], expected);
});

test("32 bits, without and with masks, in a header of any size", () => {
  const bgra = [255, 0, 0, 0, 255, 255, 255, 0, 0, 0, 255, 0, 0, 255, 0, 0];
  assert.deepEqual([...readBmp(bmp({ bits: 32, pixels: bgra })).data], expected);
  const masks = [255, 0, 0, 0, 0, 255, 0, 0, 0, 0, 255, 0];
  const rgba = [0, 0, 255, 0, 255, 255, 255, 0, 255, 0, 0, 0, 0, 255, 0, 0];
  assert.deepEqual([...readBmp(bmp({ bits: 32, compression: 3, between: masks, pixels: rgba })).data], expected);
  assert.deepEqual([...readBmp(bmp({ bits: 32, headerSize: 124, pixels: bgra })).data], expected);
});

test("8, 4 and 1 bits with a palette", () => {
  const palette = [
    [0, 0, 255, 0],
    [0, 255, 0, 0],
    [255, 0, 0, 0],
    [255, 255, 255, 0],
  ].flat();
  const eight = bmp({ bits: 8, colours: 4, between: palette, pixels: [2, 3, 0, 0, 0, 1, 0, 0] });
  assert.deepEqual([...readBmp(eight).data], expected);
  const four = bmp({ bits: 4, colours: 4, between: palette, pixels: [0x23, 0, 0, 0, 0x01, 0, 0, 0] });
  assert.deepEqual([...readBmp(four).data], expected);
  const one = bmp({ bits: 1, width: 9, height: 1, between: palette.slice(0, 8), pixels: [0x80, 0x80, 0, 0] });
  assert.deepEqual(
    [...readBmp(one).data.filter((_, i) => i % 3 === 0)].map((red) => red / 255),
    [0, 1, 1, 1, 1, 1, 1, 1, 0],
  );
});

test("the header of OS/2", () => {
  const header = Buffer.alloc(26);
  header.write("BM");
  header.writeUInt32LE(26, 10);
  header.writeUInt32LE(12, 14);
  [2, 2, 1, 24].forEach((value, i) => header.writeUInt16LE(value, 18 + 2 * i));
  assert.deepEqual([...readBmp(Buffer.concat([header, Buffer.from([...lower24, ...upper24])])).data], expected);
});

test("cut short, compressed, malformed", () => {
  const whole = bmp({ bits: 24, pixels: [...lower24, ...upper24] });
  const broken: readonly (readonly [Uint8Array, RegExp])[] = [
    [whole.subarray(0, 60), /cut short: needs 70 bytes, got 60/],
    [whole.subarray(0, 30), /cut short: the header needs 54 bytes, got 30/],
    [whole.subarray(0, 10), /cut short: the header needs 26 bytes, got 10/],
    [bmp({ bits: 8, compression: 1, pixels: [0, 0] }), /compressed bitmaps are not read \(compression 1\)/],
    [bmp({ bits: 16, pixels: [] }), /bits must be 1, 4, 8, 24 or 32, got 16/],
    [bmp({ bits: 24, width: 0, pixels: [] }), /size must be at least 1x1, got 0x2/],
    [bmp({ bits: 24, width: 50_000, height: -50_000, pixels: [] }), /50000x50000 exceeds the limit/],
    [
      bmp({ bits: 8, colours: 1, between: [0, 0, 0, 0], pixels: [0, 9, 0, 0, 0, 0, 0, 0] }),
      /colour 9 is not in the palette of 1/,
    ],
    [bmp({ bits: 24, headerSize: 20, pixels: Array<number>(50).fill(0) }), /header of 20 bytes is not known/],
  ];
  for (const [bytes, message] of broken) assert.throws(() => readBmp(bytes), failure("IMAGE_UNREADABLE", message));
});

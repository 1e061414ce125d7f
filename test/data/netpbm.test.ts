import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { readNetpbm } from "../../src/data/netpbm.js";
import { missing, shared } from "../testkit/shared.js";
import { failure } from "../testkit/pictures.js";

function file(header: string, ...samples: readonly number[]): Uint8Array {
  return Buffer.concat([Buffer.from(header, "latin1"), Buffer.from(samples)]);
}

test("P5 and P6: bytes as they are", () => {
  assert.deepEqual(readNetpbm(file("P5 2 2 255\n", 0, 10, 200, 255)), {
    ...{ width: 2, height: 2, channels: 1 },
    data: Uint8Array.of(0, 10, 200, 255),
  });
  const { channels, data } = readNetpbm(file("P6\n1 2\n255\n", 1, 2, 3, 4, 5, 6));
  assert.deepEqual([channels, ...data], [3, 1, 2, 3, 4, 5, 6]);
});

test("16 bits are big-endian and scaled to 8, smaller maxima scaled up, too large samples cut", () => {
  assert.deepEqual([...readNetpbm(file("P5 3 1 65535\n", 255, 255, 128, 0, 0, 255)).data], [255, 128, 1]);
  assert.deepEqual([...readNetpbm(file("P5 4 1 15\n", 0, 1, 15, 16)).data], [0, 17, 255, 255]);
});

test("P2 and P3: text, with comments anywhere before the samples", () => {
  const grey = readNetpbm(file("P2 # made by hand\n# again\n3 1\n100\n0 50\n 100"));
  assert.deepEqual([grey.width, grey.height, ...grey.data], [3, 1, 0, 128, 255]);
  assert.deepEqual([...readNetpbm(file("P3\n1 1 255\n7 8 9\n")).data], [7, 8, 9]);
});

test("P1 and P4: 1 is black, rows of P4 begin at a byte", () => {
  assert.deepEqual([...readNetpbm(file("P1 3 2\n1 0 1\n010")).data], [0, 255, 0, 255, 0, 255]);
  assert.deepEqual(
    [...readNetpbm(file("P4 9 2\n", 0x80, 0x80, 0x00, 0x00)).data].map((v) => v / 255),
    [...[0, 1, 1, 1, 1, 1, 1, 1, 0], ...[1, 1, 1, 1, 1, 1, 1, 1, 1]],
  );
});

test("the first sample may look like whitespace", () => {
  assert.deepEqual([...readNetpbm(file("P5 2 1 255\n", 10, 32)).data], [10, 32]);
});

test("cut short, malformed, far too large", () => {
  const broken: readonly (readonly [Uint8Array, RegExp])[] = [
    [file("P5 2 2 255\n", 1, 2, 3), /cut short: needs 15 bytes, got 14/],
    [file("P2 2 2 255\n1 2 3"), /cut short/],
    [file("P2 2 1 255\n1 x"), /sample 2 of 2 is no number/],
    [file("P5 2 x"), /height is no number, at byte 5/],
    [file("P5 2"), /cut short before height/],
    [file("P5 0 2 255\n"), /size must be at least 1x1, got 0x2/],
    [file("P5 1 1 0\n", 1), /maximum must be within 1\.\.65535, got 0/],
    [file("P5 1 1 70000\n", 1), /maximum must be within/],
    [file("P6 20000 20000 255\n"), /20000x20000 exceeds the limit of 100000000 pixels/],
    [file("P3 9000 9000 255\n1 2 3"), /cut short: needs/],
  ];
  for (const [bytes, message] of broken) {
    assert.throws(() => readNetpbm(bytes), failure("IMAGE_UNREADABLE", message));
  }
});

const face = shared("data/faces_orl/s1/1.pgm");
test("a face of ORL", { skip: missing(face) }, () => {
  const bytes = readFileSync(face!);
  const { width, height, channels, data } = readNetpbm(bytes);
  assert.deepEqual([width, height, channels, data.length], [92, 112, 1, 92 * 112]);
  assert.deepEqual(data, new Uint8Array(bytes.subarray(bytes.length - 92 * 112)));
});

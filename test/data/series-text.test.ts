// One series from a file: text in all its separators, gaps, slips; .npy in the forms that NumPy writes.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { encodeNpy } from "../../src/data/npy.js";
import { readSeries } from "../../src/data/index.js";
import { failure, temporaryFolder } from "../testkit/pictures.js";

const folder = temporaryFolder();

async function read(name: string, content: string | Uint8Array) {
  const path = join(folder, name);
  writeFileSync(path, content);
  const { steps, channels, values, gaps } = await readSeries(path);
  return { shape: [steps, channels], values: Array.from(values), gaps };
}

const twoChannels = { shape: [3, 2], values: [1, 2, 3, 4, 5, 6], gaps: 0 };

for (const [what, text] of [
  ["commas", "1,2\n3,4\n5,6\n"],
  ["tabs and a header", "x\ty\n1\t2\n3\t4\n5\t6"],
  ["semicolons and Windows line ends", "1;2\r\n3;4\r\n5;6\r\n"],
  ["blanks, as tablets write", "3\n 1 2\n3  4\n5 6\n"],
  ["a byte order mark", "\ufeffx,y\n1,2\n3,4\n5,6\n"],
] as const) {
  test(`reads ${what}`, async () => assert.deepEqual(await read("a.csv", text), twoChannels));
}

test("reads one channel, with or without a header", async () => {
  assert.deepEqual(await read("a.txt", "1\n2\n4\n"), { shape: [3, 1], values: [1, 2, 4], gaps: 0 });
  assert.deepEqual((await read("a.txt", "value\n1\n2\n")).values, [1, 2]);
});

test("gaps become straight lines, and the nearest value at the ends; empty steps at the end are padding", async () => {
  const { values, gaps, shape } = await read("a.csv", "NaN,1\n2,?\n,3\n8,NA\n,\n");
  assert.deepEqual({ values, gaps, shape }, { values: [2, 1, 2, 2, 5, 3, 8, 3], gaps: 4, shape: [4, 2] });
});

for (const [what, text, message] of [
  ["a ragged line", "1,2\n3,4\n5\n", /a\.csv:3: expected 2 channels as in line 1, got 1/],
  ["a word", "x,y\n1,2\n1,abc\n", /a\.csv:3: expected a number, got "abc"; is it separated otherwise\?/],
  ["decimal commas", "1,5;2\n3;4,25\n", /a\.csv:1: expected a number, got "1,5"; decimals need a point/],
  ["a channel without a number", "1,\n2,\n", /channel 2 has no number in any of 2 steps/],
] as const) {
  test(`refuses ${what}`, async () => assert.rejects(read("a.csv", text), failure("DATA_INVALID", message)));
}

test("refuses emptiness", async () => {
  await assert.rejects(read("a.csv", "\n\n"), failure("DATA_EMPTY", /the file is empty/));
  await assert.rejects(read("a.csv", "x,y\n"), failure("DATA_EMPTY", /a header and no series/));
  await assert.rejects(read("a.csv", "nan\nnan\n1e\n"), failure("DATA_INVALID", /got "1e"/));
  await assert.rejects(readSeries("/nowhere/a.csv"), failure("NOT_FOUND", /nowhere/));
});

test("reads .npy: float32 as we write it, float64 in Fortran order, whole numbers, one axis", async () => {
  const [header, numbers] = encodeNpy({ data: Float32Array.of(1, 2, 3, 4, 5, 6), rows: 3, columns: 2 });
  assert.deepEqual(await read("a.npy", Buffer.concat([header, numbers])), twoChannels);
  const npy = (description: string, data: Uint8Array): Buffer => {
    const text = Buffer.from(`${description}\n`, "latin1");
    return Buffer.concat([Buffer.from([0x93, ...Buffer.from("NUMPY"), 1, 0, text.length, 0]), text, data]);
  };
  const bytesOf = (values: Float64Array | Int16Array): Uint8Array => new Uint8Array(values.buffer);
  const fortran = npy(
    "{'descr': '<f8', 'fortran_order': True, 'shape': (3, 2), }",
    bytesOf(Float64Array.of(1, 3, 5, 2, 4, 6)),
  );
  assert.deepEqual(await read("a.npy", fortran), twoChannels);
  const whole = npy("{'descr': '<i2', 'fortran_order': False, 'shape': (3,), }", bytesOf(Int16Array.of(7, -8, 9)));
  assert.deepEqual(await read("a.npy", whole), { shape: [3, 1], values: [7, -8, 9], gaps: 0 });
  const complex = npy("{'descr': '<c8', 'fortran_order': False, 'shape': (1,), }", new Uint8Array(8));
  await assert.rejects(read("a.npy", complex), failure("DATA_INVALID", /expected numbers of <f4, .*got "<c8"/));
  await assert.rejects(
    read("a.npy", Buffer.concat([header, numbers.subarray(4)])),
    failure("DATA_INVALID", /truncated: expected 24 bytes of numbers, got 20/),
  );
  await assert.rejects(read("a.npy", "1,2,3,4,5,6,7,8,9"), failure("DATA_INVALID", /not a NumPy file \(\.npy\)/));
});

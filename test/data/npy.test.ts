// The .npy writer against the format's own description, and against NumPy where there is one.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { matrix } from "../../src/core/matrix.js";
import { encodeNpy } from "../../src/data/npy.js";
import { temporaryFolder, write } from "../testkit/pictures.js";

const numbers = matrix([
  [1, -2, 0.5],
  [0, 1e-30, 3e30],
]);

test("a header padded to 64 bytes, then the numbers as they are in memory", () => {
  const file = Buffer.concat(encodeNpy(numbers));
  const text = file.toString("latin1", 0, 128);
  assert.equal(text.slice(0, 8), "\x93NUMPY\x01\x00");
  assert.equal(file.readUInt16LE(8), 128 - 10);
  assert.match(text.slice(10), /^\{'descr': '<f4', 'fortran_order': False, 'shape': \(2, 3\), \} +\n$/);
  assert.equal(file.length, 128 + 4 * 6);
  assert.deepEqual(
    Array.from({ length: 6 }, (_, i) => file.readFloatLE(128 + 4 * i)),
    Array.from(numbers.data),
  );
});

test("numbers begin at a multiple of 64 whatever the shape", () => {
  for (const rows of [0, 1, 99_999_999]) {
    const [header] = encodeNpy({ data: new Float32Array(0), rows, columns: 512 });
    assert.equal(header.length % 64, 0);
    assert.equal(header.at(-1), 10);
  }
});

const python = process.env["KINDRED_TEST_PYTHON"];

test("NumPy reads it", { skip: python === undefined && "no Python (set KINDRED_TEST_PYTHON)" }, () => {
  const file = write(temporaryFolder(), "x.npy", Buffer.concat(encodeNpy(numbers)));
  const script = "import numpy, sys; x = numpy.load(sys.argv[1]); print(x.dtype, x.shape, x.tobytes().hex())";
  const { stdout, stderr } = spawnSync(python!, ["-c", script, file], { encoding: "utf8", cwd: join(file, "..") });
  const bytes = Buffer.from(numbers.data.buffer).toString("hex");
  assert.equal(stdout.trim(), `float32 (2, 3) ${bytes}`, stderr);
});

// One scale for columns, whatever a few of their values are.

import assert from "node:assert/strict";
import { test } from "node:test";
import { matrix } from "../../src/core/matrix.js";
import { fitStandardisation, standardise, standardised } from "../../src/anomalies/standardise.js";
import { runtime } from "../../src/engine/index.js";
import { encodeModel, input } from "../../src/graph/index.js";
import { normalRows } from "./run-method.js";

test("a normal column comes to standard deviation 1, and a few wild values change little", () => {
  const rows = normalRows(2000, 1, 1);
  const clean = fitStandardisation(rows);
  const data = rows.data.map((value, i) => (i < 10 ? 1e6 : value));
  const wild = fitStandardisation({ ...rows, data });
  assert.ok(Math.abs(clean.scale[0]! - 1) < 0.06, `${clean.scale[0]}`);
  assert.ok(Math.abs(wild.scale[0]! - clean.scale[0]!) < 0.08 && Math.abs(wild.centre[0]!) < 0.06);
});

test("a column that never varies keeps its unit; one that hardly does takes its few values' spread", () => {
  const rows = matrix(Array.from({ length: 1000 }, (_, i) => [7, i < 5 ? 100 : 0]));
  const { centre, scale } = fitStandardisation(rows);
  assert.deepEqual([centre[0], scale[0], centre[1]], [7, 1, 0]);
  assert.ok(Math.abs(scale[1]! - 100 * Math.sqrt(0.005 * 0.995)) < 1e-3, `${scale[1]}`);
});

test("what is missing counts as the median, when fitting and in use; the graph does the same", async () => {
  const rows = matrix([
    [1, NaN],
    [2, 10],
    [3, 20],
    [NaN, 30],
    [4, 40],
  ]);
  const scale = fitStandardisation(rows);
  assert.deepEqual([...scale.centre], [2.5, 25]);
  const here = standardised(rows, scale);
  assert.deepEqual([here.data[1], here.data[6]], [0, 0]);
  const x = input("rows", "float32", ["batch", 2]);
  const session = await runtime.createSession(encodeModel({ inputs: [x], outputs: { z: standardise(x, scale) } }));
  const { z } = await session.run({ rows: { dtype: "float32", shape: [5, 2], data: rows.data } });
  await session.release();
  z!.data.forEach((value, i) => assert.ok(Math.abs(Number(value) - here.data[i]!) < 1e-6, `value ${i}: ${value}`));
});

test("a column without any value is named", () => {
  const rows = matrix([
    [1, NaN],
    [2, NaN],
  ]);
  assert.throws(() => fitStandardisation(rows, { names: ["heat", "speed"] }), {
    code: "DATA_INVALID",
    message: /"speed" has no value/,
  });
});

test("one scale in common: the root of the columns' mean square, columns that never vary left out", () => {
  const rows = matrix(Array.from({ length: 100 }, (_, i) => [i % 2, 7 * (i % 2), 5]));
  const { scale } = fitStandardisation(rows, { scaling: "common" });
  const expected = Math.sqrt((0.25 + 12.25) / 2);
  assert.ok(
    scale.every((value) => Math.abs(value - expected) < 1e-6),
    scale.join(),
  );
});

test("a column that varies by rounding alone keeps its unit", () => {
  const rows = matrix(Array.from({ length: 50 }, (_, i) => [1000 + (i % 2) * 6e-5]));
  assert.equal(fitStandardisation(rows).scale[0], 1);
});

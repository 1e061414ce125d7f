// Detectors from end to end: fitted, kept in a file, used; and what is refused.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { fitDetector, loadDetector, mahalanobisMethod, methodNames, type Detector } from "../../src/anomalies/index.js";
import type { FitDetectorOptions, Scores } from "../../src/anomalies/index.js";
import type { Matrix } from "../../src/core/embeddings.js";
import { replaceMetadata } from "../../src/model/model-file.js";
import { loadModel } from "../../src/model/load.js";
import { temporaryFolder } from "../testkit/pictures.js";
import { blockMeansModel } from "../testkit/tiny-model.js";
import { normalRows } from "./run-method.js";

const folder = temporaryFolder();
const normal = normalRows(400, 5, 1);

async function scored(detector: Detector, rows: Matrix): Promise<Scores> {
  const scores = await detector.score(rows);
  await detector.close();
  return scores;
}

for (const [what, options] of [
  ["cross-fitted", {}],
  ["rows kept apart", { references: 150 }],
] as const) {
  test(`${what}: of new normal rows about as many alarm as asked for, and what lies far out does`, async () => {
    const detector = await fitDetector(normal, { falseAlarms: 0.05, ...options });
    const { anomalies, pValues } = await detector.score(normalRows(3000, 5, 2));
    const rate = anomalies.reduce((sum, value) => sum + value, 0) / 3000;
    // A threshold from 250 to 400 scores: 5 %, give or take four standard deviations of 1.4 %.
    assert.ok(rate > 0.005 && rate < 0.106, `${rate}`);
    anomalies.forEach((value, i) => assert.equal(value === 1, pValues[i]! <= 0.05, `row ${i}: ${pValues[i]}`));
    const far = await scored(detector, normalRows(50, 5, 3, 5));
    assert.ok(far.anomalies.every((value) => value === 1));
  });
}

test("saved and loaded, the same scores", async () => {
  const file = path.join(folder, "detector.onnx");
  const detector = await fitDetector(normal, { method: ["mahalanobis", "nearest-neighbours"], columns: [..."abcde"] });
  await detector.save(file);
  const again = await loadDetector(file);
  assert.deepEqual(again.info, detector.info);
  const rows = normalRows(300, 5, 4);
  assert.deepEqual(await scored(again, rows), await scored(detector, rows));
  const { kind, width, methods, normal: counts, input } = again.info;
  assert.deepEqual(
    [kind, width, methods.map(({ name }) => name)],
    ["detector", 5, ["mahalanobis", "nearest-neighbours"]],
  );
  assert.deepEqual(
    [counts, input],
    [
      { seen: 400, references: 400 },
      { kind: "rows", columns: [..."abcde"] },
    ],
  );
});

test("the same rows and seed give the same bytes but for the date; a stream gives what a matrix gives", async () => {
  const stream = async function* (): AsyncGenerator<Matrix> {
    for (let from = 0; from < 400; from += 90) {
      const data = normal.data.slice(from * 5, Math.min(400, from + 90) * 5);
      yield { data, rows: data.length / 5, columns: 5 };
    }
  };
  const rows = normalRows(30, 5, 5);
  const whole = await scored(await fitDetector(normal, { references: 100, seed: 3 }), rows);
  assert.deepEqual(await scored(await fitDetector(stream(), { references: 100, seed: 3 }), rows), whole);
});

test("columns of very different scales, constant ones and missing values", async () => {
  const data = Float32Array.from(normal.data, (value, i) => [1e6 * value, 1e-6 * value, 3, value, value][i % 5]!);
  data[3] = NaN;
  const detector = await fitDetector({ ...normal, data });
  const row = (...values: number[]): Matrix => ({ data: Float32Array.from(values), rows: 1, columns: 5 });
  const usual = await detector.score(row(1e5, 1e-7, 3, NaN, 0));
  const small = await detector.score(row(1e5, 1e-4, 3, NaN, 0));
  const changed = await scored(detector, row(1e5, 1e-7, 40, NaN, 0));
  assert.deepEqual([usual.anomalies[0], small.anomalies[0], changed.anomalies[0]], [0, 1, 1]);
});

test("numbers beyond all measure are anomalies, and no overflow hides them", async () => {
  for (const method of methodNames.filter((name) => name !== "twins")) {
    const detector = await fitDetector(normal, { method, falseAlarms: 0.05 });
    const data = Float32Array.of(3e38, 0, 0, 0, 0, 1e12, -3e38, 3e38, 0, 0);
    const { scores, anomalies } = await scored(detector, { data, rows: 2, columns: 5 });
    assert.deepEqual([...anomalies], [1, 1], `${method}: ${scores.join()}`);
    assert.ok(scores.every(Number.isFinite), `${method}: ${scores.join()}`);
  }
});

test("known anomalies help to find more of their kind", async () => {
  // Anomalies hide within the spread of the first column and are a little high in the second.
  const wide = (rows: Matrix): Matrix => ({
    ...rows,
    data: rows.data.map((value, i) => (i % 5 === 0 ? 8 * value : value)),
  });
  const shifted = (count: number, seed: number): Matrix => {
    const rows = wide(normalRows(count, 5, seed));
    return { ...rows, data: rows.data.map((value, i) => (i % 5 === 1 ? value + 2.5 : value)) };
  };
  const found = async (method: string, anomalies?: Matrix): Promise<number> => {
    const detector = await fitDetector(wide(normal), { method, falseAlarms: 0.05, ...(anomalies && { anomalies }) });
    const { anomalies: flags } = await scored(detector, shifted(200, 9));
    return flags.reduce((sum, value) => sum + value, 0) / 200;
  };
  const [without, twins] = [await found("nearest-neighbours"), await found("twins", shifted(20, 8))];
  assert.ok(twins > without + 0.1, `${twins} found with the twins, ${without} without`);
});

test("what is refused when fitting", async () => {
  const rows = (...values: number[]): Matrix => ({
    data: Float32Array.from(values),
    rows: values.length / 2,
    columns: 2,
  });
  const cases = [
    [rows(), {}, "DATA_EMPTY", /no normal rows/],
    [normalRows(50, 2, 1), {}, "DATA_TOO_FEW", /takes at least 99 normal rows to be seen, got 50/],
    [rows(1, 2, Infinity, 4), { falseAlarms: 0.5 }, "INVALID_INPUT", /row 1 holds Infinity/],
    [rows(1, 2, NaN, NaN), { falseAlarms: 0.5 }, "INVALID_INPUT", /row 1 holds no number at all/],
    [normal, { method: "mahalanobi" }, "INVALID_OPTION", /did you mean "mahalanobis"/],
    [normal, { method: "twins" }, "INVALID_OPTION", /learns from known anomalies, and there are none/],
    [normal, { anomalies: normalRows(3, 4, 1) }, "DIMENSION_MISMATCH", /must have 5 columns .* got 4/],
    [normal, { falseAlarms: 1 }, "INVALID_OPTION", /falseAlarms must be > 0 and < 1/],
    [normal, { falsealarms: 0.1 }, "INVALID_OPTION", /unknown option "falsealarms", did you mean "falseAlarms"/],
    [normal, { references: 1 }, "INVALID_OPTION", /references must be a whole number >= 2/],
    [normal, { columns: ["a"] }, "INVALID_OPTION", /expected 5 names of columns, got 1/],
  ] as const;
  for (const [data, options, code, message] of cases)
    await assert.rejects(fitDetector(data, options as FitDetectorOptions), { code, message });
});

test("what is refused in use", async () => {
  const detector = await fitDetector(normal, { method: mahalanobisMethod() });
  const one = (data: Float32Array): Matrix => ({ data, rows: 1, columns: data.length });
  await assert.rejects(detector.score(one(new Float32Array(4))), {
    code: "DIMENSION_MISMATCH",
    message: /5 numbers, got 4/,
  });
  await assert.rejects(detector.score(one(new Float32Array(5).fill(NaN))), { code: "INVALID_INPUT" });
  await assert.rejects(detector.scoreInputs(["a.png"]), { code: "INVALID_INPUT", message: /takes rows of numbers/ });
  assert.equal((await detector.score({ data: new Float32Array(0), rows: 0, columns: 0 })).scores.length, 0);
  await detector.close();
});

test("files that are none, of a later version, or damaged", async () => {
  const file = path.join(folder, "file.onnx");
  const detector = await fitDetector(normal, { method: "mahalanobis" });
  await detector.save(file);
  const bytes = readFileSync(file);
  const changed = (info: unknown): Buffer =>
    Buffer.concat(replaceMetadata(bytes, { kindred: typeof info === "string" ? info : JSON.stringify(info) }, file));
  const later = changed({ ...detector.info, format: 99, kindred: "9.9.9" });
  await assert.rejects(loadDetector(later), {
    code: "MODEL_VERSION",
    message: /format 99, written by Kindred 9\.9\.9; .* update/,
  });
  await assert.rejects(loadDetector(changed("{")), { code: "MODEL_INVALID", message: /damaged: no JSON/ });
  await assert.rejects(loadDetector(changed({ ...detector.info, alarm: {} })), { message: /it has no threshold/ });
  await assert.rejects(loadDetector(bytes.subarray(0, 2000)), { code: "MODEL_INVALID", message: /cut short/ });
  await assert.rejects(loadDetector(blockMeansModel()), { code: "MODEL_INVALID", message: /a model, not a detector/ });
  await assert.rejects(loadDetector(path.join(folder, "none.onnx")), { code: "NOT_FOUND" });
  writeFileSync(file, "id,1,2");
  await assert.rejects(loadDetector(file), { code: "MODEL_INVALID", message: /not an ONNX file/ });
  await assert.rejects(loadModel(bytes), { code: "MODEL_INVALID", message: /a detector of anomalies, not a model/ });
});

// A detector in another language: Python's onnxruntime, given the same rows, gives the same scores, p-values and decisions. Needs a
// Python that has onnxruntime and numpy, named by KINDRED_TEST_PYTHON.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import path from "node:path";
import { test } from "node:test";
import { fitDetector } from "../../src/anomalies/index.js";
import { encodeNpy } from "../../src/data/npy.js";
import { temporaryFolder, write } from "../testkit/pictures.js";
import { normalRows } from "./run-method.js";

const python = process.env["KINDRED_TEST_PYTHON"];
const skip = python === undefined && "KINDRED_TEST_PYTHON names no Python with onnxruntime";

const script = `
import json, sys, numpy as np, onnxruntime as ort
session = ort.InferenceSession(sys.argv[1], providers=["CPUExecutionProvider"])
score, p_value, anomaly = session.run(["score", "p_value", "anomaly"], {"rows": np.load(sys.argv[2])})
print(json.dumps({"scores": score.tolist(), "pValues": p_value.tolist(), "anomalies": anomaly.astype(int).tolist()}))
`;

test("Python's onnxruntime scores as this does", { skip }, async () => {
  const folder = temporaryFolder();
  const file = path.join(folder, "detector.onnx");
  const detector = await fitDetector(normalRows(200, 4, 1), { falseAlarms: 0.05 });
  await detector.save(file);
  const rows = normalRows(40, 4, 2, 1);
  rows.data[5] = NaN;
  const ours = await detector.score(rows);
  await detector.close();
  const input = write(folder, "rows.npy", Buffer.concat(encodeNpy(rows)));
  const answer = execFileSync(python!, ["-c", script, file, input], { encoding: "utf8" });
  const theirs = JSON.parse(answer) as Record<"scores" | "pValues" | "anomalies", number[]>;
  assert.deepEqual(theirs.anomalies, [...ours.anomalies]);
  ours.scores.forEach((score, i) => {
    assert.ok(Math.abs(score - theirs.scores[i]!) < 1e-4, `row ${i}: ${score} here, ${theirs.scores[i]} there`);
    assert.ok(Math.abs(ours.pValues[i]! - theirs.pValues[i]!) < 0.006, `row ${i}: p-value`);
  });
});

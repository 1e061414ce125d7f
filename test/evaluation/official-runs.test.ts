import assert from "node:assert/strict";
import { test } from "node:test";
import { matrix } from "../../src/core/matrix.js";
import { euclidean } from "../../src/distances/index.js";
import { type RunEmbeddings, scoreOfficialRuns } from "../../src/evaluation/index.js";

const run = (name: string, test: number[][], training: number[][], truth: number[]): RunEmbeddings => {
  return { name, test: matrix(test), training: matrix(training), truth: Int32Array.from(truth) };
};

test("each test item goes to the nearest training item of its run", () => {
  const runs = [
    run("run01", [[0], [1], [2], [2.2]], [[2], [0], [1]], [1, 2, 0, 0]),
    run("run02", [[0], [1], [2], [2.2]], [[2], [0], [1]], [1, 1, 0, 1]),
  ];
  const result = scoreOfficialRuns(runs, euclidean());
  assert.deepEqual([result.error, result.accuracy, result.trials], [0.25, 0.75, 8]);
  assert.deepEqual(result.runs, [
    { name: "run01", error: 0, trials: 4 },
    { name: "run02", error: 0.5, trials: 4 },
  ]);
  assert.ok(result.interval[0] < 0.75 && result.interval[1] > 0.75);
});

test("collapsed embeddings score chance", () => {
  const same = Array.from({ length: 20 }, () => [3, 3]);
  const { accuracy } = scoreOfficialRuns([run("run01", same, same, Array.from(same.keys()))], euclidean());
  assert.ok(Math.abs(accuracy - 1 / 20) < 1e-12);
});

test("runs that do not fit together are refused by name", () => {
  const refuse = (runs: RunEmbeddings[], error: object): void =>
    assert.throws(() => scoreOfficialRuns(runs, euclidean()), error);
  refuse([], { code: "DATA_EMPTY" });
  refuse([run("run07", [[0]], [[0]], [])], { code: "INVALID_INPUT", message: /^run07: .*each of 1 test items, got 0/ });
  refuse([run("run07", [[0]], [[0]], [1])], {
    code: "INVALID_INPUT",
    message: /test item 0 names training item 1 of 1/,
  });
  refuse([run("run07", [[0, 1]], [[0]], [0])], { code: "DIMENSION_MISMATCH", message: /^run07: / });
});

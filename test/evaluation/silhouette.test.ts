import assert from "node:assert/strict";
import { test } from "node:test";
import { matrix } from "../../src/core/matrix.js";
import { euclidean, manhattan } from "../../src/distances/index.js";
import { silhouette } from "../../src/evaluation/index.js";
import { missing, readJson, shared } from "../testkit/shared.js";

const path = shared("golden/metrics.json");

test("as scikit-learn 1.9.1 has it on the golden embeddings", { skip: missing(path) }, () => {
  const { embeddings, labels } = readJson<{ retrieval: { embeddings: number[][]; labels: number[] } }>(path!).retrieval;
  const x = matrix(embeddings);
  assert.ok(Math.abs(silhouette(x, labels, euclidean()) + 0.13742594075079956) < 1e-6);
  assert.ok(Math.abs(silhouette(x, labels, manhattan()) + 0.12354359904712142) < 1e-6);
});

test("worked out by hand; an item alone in its class counts 0", () => {
  // 0 and 1 against 4: a = 1, b = 4 and 3.
  const x = matrix([[0], [1], [4]]);
  assert.ok(Math.abs(silhouette(x, [7, 7, 2], euclidean()) - (3 / 4 + 2 / 3 + 0) / 3) < 1e-7);
  assert.equal(silhouette(matrix([[1], [1], [1]]), [0, 0, 1], euclidean()), 0);
});

test("one class, or labels for other rows: refused", () => {
  const x = matrix([[0], [1]]);
  assert.throws(() => silhouette(x, [1, 1], euclidean()), { code: "DATA_TOO_FEW" });
  assert.throws(() => silhouette(x, [1], euclidean()), { code: "INVALID_INPUT", message: /each of 2 rows, got 1/ });
});

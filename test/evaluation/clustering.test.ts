import assert from "node:assert/strict";
import { test } from "node:test";
import { matrix } from "../../src/core/matrix.js";
import { random } from "../../src/core/random.js";
import { cosine, euclidean } from "../../src/distances/index.js";
import { clustering } from "../../src/evaluation/index.js";
import { clouds } from "../testkit/embeddings.js";

test("classes far apart are found, classes of noise are not", () => {
  const found = clustering(clouds({ classes: 8, perClass: 10, noise: 0.05 }), euclidean());
  assert.deepEqual([found.nmi, found.ami, found.clusters, found.items], [1, 1, 8, 80]);
  assert.ok(found.silhouette > 0.8);
  const noise = clouds({ classes: 8, perClass: 10, noise: 50 });
  const lost = clustering(noise, euclidean());
  assert.ok(Math.abs(lost.ami) < 0.12 && lost.nmi > lost.ami && lost.silhouette < 0.05);
});

test("for cosine distance the length of the rows does not count", () => {
  const generator = random(2, "lengths");
  const embeddings = clouds({ classes: 5, perClass: 8, noise: 0.1 });
  const scaled = { ...embeddings, data: Float32Array.from(embeddings.data) };
  for (let i = 0; i < scaled.rows; i++) {
    const length = 0.01 + 100 * generator.next();
    for (let d = 0; d < scaled.columns; d++) scaled.data[i * scaled.columns + d]! *= length;
  }
  const [plain, other] = [clustering(embeddings, cosine()), clustering(scaled, cosine())];
  assert.ok(plain.ami > 0.95 && Math.abs(plain.ami - other.ami) < 1e-9);
  assert.ok(Math.abs(plain.silhouette - other.silhouette) < 1e-4);
});

test("impostors are left out, a sample is one of its seed, and what has no classes is refused", () => {
  const embeddings = clouds({ classes: 6, perClass: 10, noise: 0.1 });
  const forged = { ...embeddings, impostorClasses: Uint8Array.of(0, 0, 0, 0, 1, 1) };
  assert.deepEqual([clustering(forged, euclidean()).clusters, clustering(forged, euclidean()).items], [4, 40]);
  const some = clustering(embeddings, euclidean(), { maxItems: 30, seed: 5 });
  assert.equal(some.items, 30);
  assert.deepEqual(clustering(embeddings, euclidean(), { maxItems: 30, seed: 5 }), some);
  const alone = { ...matrix([[1], [2]]), ids: ["a", "b"] };
  assert.throws(() => clustering(alone, euclidean()), { code: "DATA_TOO_FEW", message: /no classes/ });
  assert.throws(() => clustering({ ...alone, labels: Int32Array.of(1, 1) }, euclidean()), {
    code: "DATA_TOO_FEW",
    message: /one class/,
  });
});

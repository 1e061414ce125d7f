import assert from "node:assert/strict";
import { test } from "node:test";
import { matrix } from "../../src/core/matrix.js";
import { euclidean } from "../../src/distances/index.js";
import { hubness } from "../../src/evaluation/index.js";
import { clouds } from "../testkit/embeddings.js";
import { missing, readJson, shared } from "../testkit/shared.js";

const path = shared("golden/metrics.json");

test("5-occurrences as scikit-learn 1.9.1 and SciPy count them", { skip: missing(path) }, () => {
  const { embeddings } = readJson<{ retrieval: { embeddings: number[][] } }>(path!).retrieval;
  const ids = embeddings.map((_, i) => `${i}`);
  const result = hubness({ ...matrix(embeddings), ids }, euclidean(), { k: 5 });
  assert.ok(Math.abs(result.skewness + 0.12258179317513491) < 1e-9, `${result.skewness}`);
  assert.ok(Math.abs(result.neverFound - 0.13333333333333333) < 1e-12);
  assert.deepEqual(result.hubs[0]!.share, 11 / 29);
});

test("many dimensions breed hubs, a plane does not", () => {
  const flat = hubness(clouds({ classes: 400, perClass: 1, width: 2 }), euclidean());
  const deep = hubness(clouds({ classes: 400, perClass: 1, width: 200 }), euclidean());
  assert.ok(flat.skewness < 0.6 && deep.skewness > 1.4, `${flat.skewness} and ${deep.skewness}`);
  assert.ok(deep.hubs[0]!.share > flat.hubs[0]!.share && deep.neverFound > flat.neverFound);
});

test("a sample is one of its seed; k larger than the gallery is refused", () => {
  const embeddings = clouds({ classes: 10, perClass: 3 });
  assert.equal(hubness(embeddings, euclidean()).k, 3);
  const some = hubness(embeddings, euclidean(), { maxItems: 20, seed: 2 });
  assert.equal(some.items, 20);
  assert.deepEqual(hubness(embeddings, euclidean(), { maxItems: 20, seed: 2 }), some);
  assert.throws(() => hubness(embeddings, euclidean(), { k: 30 }), {
    code: "DATA_TOO_FEW",
    message: /30 neighbours need more than 30 items, got 30/,
  });
});

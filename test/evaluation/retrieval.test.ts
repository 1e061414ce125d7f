import assert from "node:assert/strict";
import { test } from "node:test";
import { type Embeddings, row } from "../../src/core/embeddings.js";
import { matrix, selectRows } from "../../src/core/matrix.js";
import { wilsonInterval } from "../../src/core/statistics.js";
import { cosine, euclidean, manhattan } from "../../src/distances/index.js";
import type { Distance } from "../../src/distances/distance.js";
import { type Retrieval, retrieval } from "../../src/evaluation/index.js";
import { clouds } from "../testkit/embeddings.js";
import { missing, readJson, shared } from "../testkit/shared.js";

const path = shared("golden/metrics.json");

interface Golden {
  readonly embeddings: number[][];
  readonly labels: number[];
  readonly mean_average_precision: number;
  readonly mean_average_precision_at_r: number;
  readonly mean_reciprocal_rank: number;
  readonly precision_at_1: number;
  readonly r_precision: number;
  readonly recall_at: Record<string, number>;
}

test("golden: retrieval", { skip: missing(path) }, async () => {
  const golden = readJson<{ retrieval: Golden }>(path!).retrieval;
  const embeddings = labelled(golden.embeddings, golden.labels);
  const result = await retrieval(embeddings, euclidean());
  assertClose(result, {
    mapAtR: golden.mean_average_precision_at_r,
    precisionAt1: golden.precision_at_1,
    recallAt1: golden.recall_at["1"]!,
    rPrecision: golden.r_precision,
    ndcg: 0.4873416373831831, // the mean of scikit-learn 1.9.1's ndcg_score over the queries
  });
  const { recallAt, recallCurve } = await retrieval(embeddings, euclidean(), { ks: [1, 2, 4, 8] });
  assert.deepEqual(recallAt, golden.recall_at);
  assert.deepEqual([recallCurve.length, recallCurve[7], recallCurve.at(-1)], [29, golden.recall_at["8"], 1]);
  // PyTorch Metric Learning looks no farther than the size of the largest class for MRR and MAP;
  // here they are over all ranks. Cut off alike, the plain loops below give its numbers.
  const sizes = embeddings.labels.map((label) => golden.labels.filter((other) => other === label).length);
  const cut = naive(embeddings, euclidean(), Math.max(...sizes) - 1);
  assertClose(cut, { mrr: golden.mean_reciprocal_rank, map: golden.mean_average_precision });
  assertClose(result, naive(embeddings, euclidean()));
});

for (const distance of [euclidean(), cosine(), manhattan()]) {
  test(`${distance.name}: as sorting all others for each query would have it, with a class of one and ties`, async () => {
    const base = clouds({ classes: 7, perClass: 5, noise: 0.9 });
    const embeddings: Embeddings = { ...base, labels: base.labels!.map((label, i) => (i === 0 ? 99 : label)) };
    embeddings.data.set(row(embeddings, 12), 3 * embeddings.columns);
    assertClose(await retrieval(embeddings, distance), naive(embeddings, distance));
  });
}

test("figures do not depend on the order of the items", async () => {
  const base = clouds({ classes: 6, perClass: 4, noise: 1 });
  const order = Array.from(base.labels!.keys()).reverse();
  const reversed = { ...base, ...selectRows(base, order), labels: Int32Array.from(order, (i) => base.labels![i]!) };
  const { intervals: _, ...figures } = await retrieval(base, euclidean());
  assertClose(await retrieval(reversed, euclidean()), figures);
});

test("collapsed embeddings retrieve nothing, whatever their order", async () => {
  const rows = Array.from({ length: 40 }, () => [1, 2, 3]);
  const result = await retrieval(
    labelled(
      rows,
      rows.map((_, i) => Math.floor(i / 2)),
    ),
    euclidean(),
  );
  assert.deepEqual([result.recallAt1, result.recallAt5, result.recallAt10], [0, 0, 0]);
});

test("more items than a block holds, and a sample of the queries", async () => {
  const embeddings = clouds({ classes: 300, perClass: 4, width: 3, noise: 0.05 });
  const all = await retrieval(embeddings, euclidean());
  assert.equal(all.queries, 1200);
  assertClose(all, naive(embeddings, euclidean()));
  const some = await retrieval(embeddings, euclidean(), { maxQueries: 400, seed: 3 });
  assert.equal(some.queries, 400);
  assert.ok(Math.abs(some.recallAt1 - all.recallAt1) < 0.1);
  assert.deepEqual(await retrieval(embeddings, euclidean(), { maxQueries: 400, seed: 3 }), some);
});

test("impostors do not ask, but stand among the others", async () => {
  const embeddings = {
    ...labelled([[0], [1], [0.1], [1.1]], [0, 0, 1, 1]),
    impostorClasses: Uint8Array.of(0, 1),
  };
  const { queries, leftOut, recallAt1, mrr } = await retrieval(embeddings, euclidean());
  assert.deepEqual([queries, leftOut, recallAt1], [2, 2, 0]);
  assert.equal(mrr, (1 / 2 + 1 / 3) / 2);
});

test("intervals hold the figures, are of classes, and are wider than of queries taken for independent", async () => {
  const embeddings = clouds({ classes: 12, perClass: 20, width: 4, noise: 0.8 });
  const { intervals, ...figures } = await retrieval(embeddings, euclidean(), { seed: 1, ks: [2, 5] });
  const { recallAt, ...own } = intervals!;
  const all = [...Object.entries(own), ...Object.entries(recallAt)];
  for (const [name, [low, high]] of all) {
    const value = figures.recallAt[name] ?? figures[name as "map"];
    assert.ok(low <= value && value <= high && low < high, `${name}: ${value} of ${low} to ${high}`);
  }
  const [low, high] = wilsonInterval(figures.recallAt1 * figures.queries, figures.queries);
  assert.ok(intervals!.recallAt1[1] - intervals!.recallAt1[0] > 1.2 * (high - low));
  assert.deepEqual([Object.keys(recallAt), recallAt["5"]], [["2", "5"], own.recallAt5], "one k, one interval");
  const without = await retrieval(embeddings, euclidean(), { seed: 1 });
  assert.deepEqual(without.intervals, { ...own, recallAt: {} }, "the same draws, whatever else is asked");
  assert.equal((await retrieval(embeddings, euclidean(), { intervals: false })).intervals, undefined);
});

test("a k larger than the gallery is refused, with how many it takes", async () => {
  const embeddings = clouds({ classes: 3, perClass: 2 });
  assert.equal((await retrieval(embeddings, euclidean(), { ks: [5] })).recallAt["5"], 1);
  await assert.rejects(retrieval(embeddings, euclidean(), { ks: [6] }), {
    code: "DATA_TOO_FEW",
    message: /recall at 6 needs 6 other items, got 5/,
  });
  await assert.rejects(retrieval(embeddings, euclidean(), { ks: [0] }), { code: "INVALID_OPTION" });
});

test("what cannot be retrieved is refused with the reason", async () => {
  const rows = [[0], [1], [2]];
  const { labels: _, ...unlabelled } = labelled(rows, [0, 1, 2]);
  await assert.rejects(retrieval(unlabelled, euclidean()), { code: "DATA_TOO_FEW", message: /no classes/ });
  await assert.rejects(retrieval(labelled(rows, [0, 1, 2]), euclidean()), {
    code: "DATA_TOO_FEW",
    message: /no class has two/,
  });
  await assert.rejects(retrieval(labelled(rows, [0, 0, 0]), euclidean()), {
    code: "DATA_TOO_FEW",
    message: /one class/,
  });
});

function labelled(rows: number[][], labels: number[]): Embeddings & { labels: Int32Array } {
  return { ...matrix(rows), ids: rows.map((_, i) => `${i}`), labels: Int32Array.from(labels) };
}

/** The definitions, word for word: sort the others by distance, own class last among equals. MRR and MAP within `cutoff`. */
function naive(
  embeddings: Embeddings,
  distance: Distance,
  cutoff = Infinity,
): Omit<Retrieval, "queries" | "recallAt" | "recallCurve" | "intervals"> {
  const labels = embeddings.labels!;
  const recalls = { recallAt1: 0, recallAt5: 0, recallAt10: 0, precisionAt1: 0 };
  const sums = { ...recalls, rPrecision: 0, mapAtR: 0, map: 0, mrr: 0, ndcg: 0 };
  let queries = 0;
  for (let q = 0; q < embeddings.rows; q++) {
    const others = Array.from(labels.keys()).filter((i) => i !== q);
    const hits = others
      .map((i) => ({
        own: labels[i] === labels[q],
        d: Math.fround(distance.between(row(embeddings, q), row(embeddings, i))),
      }))
      .sort((x, y) => x.d - y.d || Number(x.own) - Number(y.own))
      .map(({ own }) => own);
    const relevant = hits.filter(Boolean).length;
    if (relevant === 0) continue;
    queries++;
    const within = (k: number): number => hits.slice(0, k).filter(Boolean).length;
    const precisions = hits.map((own, i) => (own ? within(i + 1) / (i + 1) : 0));
    const sum = (values: number[]): number => values.reduce((a, b) => a + b, 0);
    sums.recallAt1 += Math.min(1, within(1));
    sums.recallAt5 += Math.min(1, within(5));
    sums.recallAt10 += Math.min(1, within(10));
    sums.precisionAt1 += within(1);
    sums.rPrecision += within(relevant) / relevant;
    sums.map += sum(precisions.slice(0, cutoff)) / relevant;
    sums.mapAtR += sum(precisions.slice(0, relevant)) / relevant;
    const gains = (list: boolean[]): number => sum(list.map((own, i) => (own ? 1 / Math.log2(i + 2) : 0)));
    sums.ndcg += gains(hits) / gains(Array<boolean>(relevant).fill(true));
    const first = hits.indexOf(true);
    sums.mrr += first < cutoff ? 1 / (first + 1) : 0;
  }
  const means = Object.fromEntries(Object.entries(sums).map(([name, sum]) => [name, sum / queries])) as typeof sums;
  return { ...means, leftOut: embeddings.rows - queries };
}

function assertClose(actual: object, expected: object): void {
  for (const [name, value] of Object.entries(expected) as [string, number][]) {
    const got = (actual as Record<string, number>)[name]!;
    if (typeof value === "object") assert.deepEqual(got, value, name);
    else assert.ok(Math.abs(got - value) < 1e-9, `${name}: got ${got}, expected ${value}`);
  }
}

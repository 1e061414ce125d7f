// Comparing distances: its figures are those that verification and retrieval give, differences are paired, and the
// recommendation follows the data that it is made for.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Embeddings } from "../../src/core/embeddings.js";
import { random } from "../../src/core/random.js";
import { distanceNames, euclidean, manhattan, weightedManhattan } from "../../src/distances/index.js";
import {
  chooseDistance,
  compareDistances,
  embeddingProfile,
  retrieval,
  scorePairs,
  selectPairs,
  verification,
} from "../../src/evaluation/index.js";
import { disturbed } from "../../src/evaluation/disturbances.js";
import { type Judged, recommendDistance } from "../../src/evaluation/recommend-distance.js";
import { clouds } from "../testkit/embeddings.js";

const cloud = clouds({ classes: 12, perClass: 5, noise: 0.8 });

test("compareDistances: figures are those of verification and retrieval, best first", async () => {
  const { distances, pairs, items, classes, queries, over, units } = compareDistances(cloud, { resamples: 20 });
  assert.deepEqual(
    { items, classes, queries, over, units },
    { items: 60, classes: 12, queries: 60, over: "classes", units: 12 },
  );
  assert.deepEqual(pairs, { same: 120, different: 1650 });
  for (const [name, distance] of [
    ["euclidean", euclidean()],
    ["manhattan", manhattan()],
  ] as const) {
    const found = distances.find(({ label }) => label === name)!;
    const { auc, eer } = verification(scorePairs(cloud, distance, selectPairs(cloud)));
    assert.deepEqual([found.auc, found.eer], [auc, eer]);
    assert.ok(Math.abs(found.recallAt1! - (await retrieval(cloud, distance)).recallAt1) < 1e-12);
    assert.ok(found.intervals!.auc[0] <= found.auc && found.auc <= found.intervals!.auc[1]);
  }
  assert.deepEqual(
    distances.map(({ auc }) => auc),
    distances.map(({ auc }) => auc).sort((a, b) => b - a),
  );
});

test("compareDistances: every distance is there, or has its reason", () => {
  const { distances, skipped } = compareDistances(cloud, { resamples: 5 });
  const labels = distances.map(({ label }) => label);
  const expected = [...distanceNames.filter((name) => name !== "weighted-manhattan"), "mahalanobis, diagonal"];
  assert.deepEqual([...labels].sort(), expected.sort());
  assert.deepEqual(skipped, {});
  const still = { ...cloud, data: cloud.data.map((value, i) => (i % 8 === 3 ? 1 : value)) };
  assert.match(compareDistances(still, { resamples: 5 }).skipped["mahalanobis, diagonal"]!, /singular/);
});

test("compareDistances: the same order gives the same figures and no difference; the difference is narrower than the figures", () => {
  const { distances } = compareDistances(cloud);
  const [plain, squared, scaled] = ["euclidean", "squared-euclidean", "exp-manhattan"].map((name) =>
    distances.find(({ label }) => label === name)!,
  );
  assert.deepEqual([plain!.auc, plain!.intervals], [squared!.auc, squared!.intervals]);
  assert.deepEqual(plain!.behind, squared!.behind);
  // It ties where 1 - exp(-d) rounds to one float32.
  assert.ok(Math.abs(scaled!.auc - distances.find(({ label }) => label === "manhattan")!.auc) < 1e-3);
  const width = ([low, high]: readonly [number, number]): number => high - low;
  const second = distances.find(({ behind }) => behind.auc > 0)!;
  assert.ok(width(second.behind.interval!) < width(second.intervals!.auc));
});

test("compareDistances: the distance trained with comes along, and is kept where no other is better", () => {
  const own = weightedManhattan({ weights: new Float32Array(8).fill(1) });
  const { distances, recommendation } = compareDistances(cloud, { own, resamples: 50 });
  const row = distances.find((figures) => figures.own)!;
  assert.equal(row.label, "weighted-manhattan, the model's");
  assert.equal(row.auc, distances.find(({ label }) => label === "manhattan")!.auc);
  if (recommendation.asGood.includes(row.label)) assert.equal(recommendation.label, row.label);
});

test("compareDistances: pairs without classes; what cannot be judged is refused", () => {
  const { labels: _, classes: __, ...unlabelled } = cloud;
  const pairs = Array.from({ length: 40 }, (_, i) => ({ a: i, b: i % 2 ? i + 1 : 59 - i, same: i % 2 === 1 }));
  const { distances, queries, classes } = compareDistances(unlabelled, { pairs, resamples: 10 });
  assert.deepEqual([queries, classes, distances[0]!.recallAt1], [0, undefined, undefined]);
  assert.throws(() => compareDistances(unlabelled), { code: "DATA_TOO_FEW" });
  assert.throws(() => compareDistances({ ...cloud, rows: 0 }), { code: "DATA_EMPTY" });
  const bad = { ...cloud, data: cloud.data.map((value, i) => (i === 17 ? NaN : value)) };
  assert.throws(() => compareDistances(bad), { code: "INVALID_INPUT", message: /row 2 \(item2\) holds NaN/ });
});

test("chooseDistance: directions, and lengths that mean nothing, ask for an angle", () => {
  const { distance, reason, comparison } = chooseDistance(scaledRows(cloud), cloud.labels!);
  assert.ok(["cosine", "correlation"].includes(distance.name), `${distance.name}: ${reason}`);
  assert.match(reason, /Lengths vary by/);
  assert.ok(comparison.profile.norm.spread > 0.5);
});

test("chooseDistance: one loud dimension that says nothing asks for a learned scale", () => {
  const generator = random(3, "loud");
  const loud = { ...cloud, data: cloud.data.map((value, i) => (i % 8 === 0 ? 40 * generator.normal() : value)) };
  const { distance, reason } = chooseDistance(loud, cloud.labels!);
  assert.ok(["mahalanobis", "canberra"].includes(distance.name), `${distance.name}: ${reason}`);
  assert.ok(distance.between([0, 1, 0, 0, 0, 0, 0, 0], new Array<number>(8).fill(0)) > 0);
});

test("chooseDistance: labels may be words; bad ones, and too few, are refused", () => {
  const words = Array.from(cloud.labels!, (label) => cloud.classes![label]!);
  const options = { resamples: 10 };
  assert.deepEqual(
    chooseDistance(cloud, words, options).comparison.distances,
    chooseDistance(cloud, cloud.labels!, options).comparison.distances,
  );
  assert.throws(() => chooseDistance(cloud, words.slice(1)), { code: "INVALID_INPUT", message: /60 rows, got 59/ });
  assert.throws(() => chooseDistance(cloud, new Array<number>(60).fill(0.5)), { message: /label 0 is 0.5/ });
  assert.throws(() => chooseDistance(cloud, new Array<number>(60).fill(1)), { code: "DATA_TOO_FEW" });
});

test("recommendDistance: what is behind by chance only is as good; of those the trained one, else the simplest that holds up", () => {
  const judged = (label: string, auc: number, low: number, rest: Partial<Judged> = {}): Judged => ({
    ...{ label, name: label, own: false, auc, behind: { auc: 0.95 - auc, interval: [low, 0.1] } },
    ...{ disturbed: { noise: 0.9, outliers: 0.9, dropped: 0.9 }, ...rest },
  });
  const profile = embeddingProfile(cloud);
  const list = [
    judged("canberra", 0.95, 0),
    judged("cosine", 0.94, -0.01),
    judged("euclidean", 0.9, 0.02),
    judged("manhattan", 0.9495, 0.0001),
  ];
  const chosen = recommendDistance(list, profile);
  assert.deepEqual([chosen.label, chosen.asGood], ["cosine", ["canberra", "cosine", "manhattan"]]);
  assert.match(chosen.reason, /canberra is ahead by 0\.0100 \(95 %: -0\.0100 to \+0\.1000\)/);
  assert.equal(recommendDistance(list.with(3, { ...list[3]!, own: true }), profile).label, "manhattan");
  const brittle = list.with(
    1,
    judged("cosine", 0.94, -0.01, { disturbed: { noise: 0.6, outliers: 0.9, dropped: 0.9 } }),
  );
  assert.equal(recommendDistance(brittle, profile).label, "manhattan");
  const trained = recommendDistance(list.with(2, { ...list[2]!, own: true }), profile);
  assert.match(trained.reason, /The one trained with, euclidean, is behind beyond chance: 0\.9000/);
});

test("embeddingProfile: zeros, signs, lengths, correlation and outliers, counted", () => {
  const data = Float32Array.of(1, 2, 0, 2, 4, 0, 3, 6, 0, -4, -8, 0);
  const { dimensions, sparsity, negative, correlation, norm } = embeddingProfile({ data, rows: 4, columns: 3 });
  assert.deepEqual([dimensions, sparsity, negative], [3, 4 / 12, 2 / 12]);
  assert.ok(Math.abs(correlation - 1) < 1e-6);
  assert.ok(Math.abs(norm.mean - (Math.sqrt(5) * 10) / 4) < 1e-6);
  const wild = { ...cloud, data: cloud.data.map((value, i) => (i % 8 === 2 && i < 8 ? 100 : value)) };
  assert.equal(embeddingProfile(wild).outliers, 1 / 480);
  assert.ok(embeddingProfile(wild).scaleRatio > 5);
});

test("disturbed: the same for the same seed, as large as said", () => {
  const many = clouds({ classes: 50, perClass: 20 });
  assert.deepEqual(disturbed(many, "noise", 1), disturbed(many, "noise", 1));
  const zeros = disturbed(many, "dropped", 0).data.filter((value) => value === 0).length / many.data.length;
  assert.ok(Math.abs(zeros - 0.2) < 0.02, `${zeros} dropped`);
  const moved = disturbed(many, "outliers", 0).data.filter((value, i) => value !== many.data[i]).length;
  assert.ok(Math.abs(moved / many.data.length - 0.01) < 0.005, `${moved} moved`);
});

/** Every row times a number of its own, 0.05 to 20. */
function scaledRows({ data, rows, columns }: Embeddings): { data: Float32Array; rows: number; columns: number } {
  const generator = random(4, "scales");
  const factors = Array.from({ length: rows }, () => Math.exp(6 * generator.next() - 3));
  return { data: data.map((value, i) => value * factors[Math.floor(i / columns)]!), rows, columns };
}

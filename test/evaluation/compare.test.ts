import assert from "node:assert/strict";
import { test } from "node:test";
import type { Embeddings } from "../../src/core/embeddings.js";
import { random } from "../../src/core/random.js";
import { cosine, euclidean } from "../../src/distances/index.js";
import {
  compareEmbeddings,
  oneShot,
  retrieval,
  scorePairs,
  selectPairs,
  verification,
} from "../../src/evaluation/index.js";
import { clouds } from "../testkit/embeddings.js";

/** The same items with noise on top. */
function noisy(embeddings: Embeddings, noise: number, seed: number): Embeddings {
  const generator = random(seed, "noisy");
  return { ...embeddings, data: embeddings.data.map((value) => value + noise * generator.normal()) };
}

const base = clouds({ classes: 24, perClass: 5, noise: 0.7 });

test("figures are those of the single evaluations; differences are theirs", async () => {
  const other = noisy(base, 0.8, 1);
  const result = await compareEmbeddings(
    [
      { name: "clean", embeddings: base, distance: euclidean(), threshold: 2 },
      { name: "noisy", embeddings: other, distance: cosine(), threshold: 0.5 },
    ],
    { resamples: 60, seed: 2 },
  );
  for (const [i, embeddings] of [base, other].entries()) {
    const distance = [euclidean(), cosine()][i]!;
    const alone = verification(scorePairs(embeddings, distance, selectPairs(embeddings)), { threshold: [2, 0.5][i]! });
    const { figures } = result.models[i]!;
    assert.deepEqual([figures["auc"], figures["eer"]], [alone.auc, alone.eer]);
    assert.deepEqual(
      [figures["accuracyAtThreshold"], figures["tarAtFar.0.01"]],
      [alone.accuracyAtThreshold, alone.tarAtFar["0.01"]],
    );
    const found = await retrieval(embeddings, distance, { intervals: false });
    assert.ok(
      Math.abs(figures["mapAtR"]! - found.mapAtR) < 1e-12 && Math.abs(figures["recallAt1"]! - found.recallAt1) < 1e-12,
    );
    assert.ok(Math.abs(figures["oneShot"]! - oneShot(embeddings, distance, { seed: 2 }).accuracy) < 1e-12);
  }
  const [{ model, figures }] = result.differences as [(typeof result.differences)[0]];
  assert.deepEqual([model, result.against, result.over, result.units], ["noisy", "clean", "classes", 24]);
  for (const [name, { value, interval, real }] of Object.entries(figures)) {
    const [clean, worse] = result.models.map((entry) => entry.figures[name]!);
    assert.ok(Math.abs(value - (worse! - clean!)) < 1e-12, name);
    assert.equal(real, interval[0] > 0 || interval[1] < 0, name);
  }
  assert.ok(figures["auc"]!.real && figures["auc"]!.value < 0);
  assert.deepEqual(JSON.parse(JSON.stringify(result)), result);
});

test("a model against itself differs in nothing", async () => {
  const entry = { name: "a", embeddings: base, distance: euclidean() };
  const { differences } = await compareEmbeddings([entry, { ...entry, name: "b" }], { resamples: 20 });
  for (const { value, interval, real } of Object.values(differences[0]!.figures)) {
    assert.deepEqual([value, interval[0], interval[1], real], [0, 0, 0, false]);
  }
});

test("paired: a small difference on the same hard classes shows where each interval alone hides it", async () => {
  const slightly = noisy(base, 0.25, 3);
  const { models, differences } = await compareEmbeddings(
    [
      { name: "a", embeddings: base, distance: euclidean() },
      { name: "b", embeddings: slightly, distance: euclidean() },
    ],
    { resamples: 200, seed: 1 },
  );
  const { interval } = differences[0]!.figures["auc"]!;
  const alone = await compareEmbeddings(
    [
      { name: "a", embeddings: clouds({ classes: 24, perClass: 5, noise: 0.7, seed: 9 }), distance: euclidean() },
      { name: "b", embeddings: slightly, distance: euclidean() },
    ],
    { resamples: 200, seed: 1 },
  );
  const width = ([low, high]: readonly [number, number]): number => high - low;
  assert.ok(models[0]!.figures["auc"]! > models[1]!.figures["auc"]!);
  assert.ok(width(interval) < 0.75 * width(alone.differences[0]!.figures["auc"]!.interval));
});

test("equal models are called different about as often as said", async () => {
  let real = 0;
  for (let run = 0; run < 30; run++) {
    const items = clouds({ classes: 16, perClass: 4, noise: 0.6, seed: 50 + run });
    const pair = [1, 2].map((seed) => ({
      name: `${seed}`,
      embeddings: noisy(items, 0.5, 100 * run + seed),
      distance: euclidean(),
    }));
    if ((await compareEmbeddings(pair, { resamples: 100, seed: run })).differences[0]!.figures["auc"]!.real) real++;
  }
  assert.ok(real <= 7, `${real} of 30`);
});

test("one model, or other items: refused", async () => {
  const entry = { name: "a", embeddings: base, distance: euclidean() };
  await assert.rejects(compareEmbeddings([entry]), { code: "INVALID_INPUT", message: /two models or more, got 1/ });
  const renamed = { ...base, ids: base.ids.map((id, i) => (i === 3 ? "x" : id)) };
  await assert.rejects(compareEmbeddings([entry, { ...entry, name: "b", embeddings: renamed }]), {
    code: "INVALID_INPUT",
    message: /the same items: b has x for item3/,
  });
});

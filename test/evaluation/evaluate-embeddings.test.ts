import assert from "node:assert/strict";
import { test } from "node:test";
import type { Embeddings, Pair } from "../../src/core/embeddings.js";
import { cosine, euclidean } from "../../src/distances/index.js";
import { evaluateEmbeddings, evaluationPairs } from "../../src/evaluation/index.js";
import { clouds } from "../testkit/embeddings.js";

test("labelled embeddings: every part, JSON-serialisable, a function of the seed", async () => {
  const embeddings = clouds({ classes: 25, perClass: 4 });
  const result = await evaluateEmbeddings(embeddings, euclidean(), { threshold: 2, seed: 3 });
  assert.deepEqual(result.skipped, {});
  assert.deepEqual([result.items, result.classes, result.distance], [100, 25, "euclidean"]);
  assert.deepEqual(result.verification!.pairs, { same: 150, different: 4800 });
  assert.ok(result.verification!.accuracyAtThreshold! > 0.9);
  const [low, high] = result.verification!.intervals!.auc;
  assert.ok(low < result.verification!.auc && result.verification!.auc <= high);
  assert.deepEqual([result.oneShot!.ways, result.oneShot!.shots, result.oneShot!.trials], [20, 1, 400]);
  assert.equal(result.retrieval!.queries, 100);
  assert.deepEqual(JSON.parse(JSON.stringify(result)), result);
  assert.deepEqual(await evaluateEmbeddings(embeddings, euclidean(), { threshold: 2, seed: 3 }), result);
  assert.equal(evaluationPairs(embeddings, euclidean()).distances.length, 4950);
});

test("one-shot is fitted to the data: fewer ways, within groups; what is asked for is kept or skipped", async () => {
  const grouped = clouds({ classes: 12, perClass: 3, groups: 3 });
  const { oneShot } = await evaluateEmbeddings(grouped, cosine(), { intervals: false });
  assert.deepEqual([oneShot!.ways, oneShot!.withinGroup], [4, true]);
  const asked = await evaluateEmbeddings(grouped, cosine(), {
    intervals: false,
    oneShot: { ways: 10, withinGroup: false, trials: 7 },
  });
  assert.deepEqual([asked.oneShot!.ways, asked.oneShot!.trials], [10, 7]);
  const tooMany = await evaluateEmbeddings(grouped, cosine(), { intervals: false, oneShot: { ways: 10 } });
  assert.equal(tooMany.oneShot, undefined);
  assert.match(tooMany.skipped.oneShot!, /10 ways.*in one group.*at most 4/);
});

test("given pairs without classes: verification alone, over those pairs", async () => {
  const { labels, ...embeddings } = clouds({ classes: 20, perClass: 2 });
  const pairs: Pair[] = Array.from({ length: 39 }, (_, i) => ({ a: i, b: i + 1, same: labels![i] === labels![i + 1] }));
  const result = await evaluateEmbeddings(embeddings, euclidean(), { pairs });
  assert.deepEqual(result.verification!.pairs, { same: 20, different: 19 });
  assert.equal(result.verification!.intervals!.over, "items");
  assert.match(result.skipped.oneShot!, /no classes/);
  assert.match(result.skipped.retrieval!, /no classes/);
  assert.equal("classes" in result, false);
});

test("pairs with scores: how distances follow them, beside same and different", async () => {
  const { labels, ...embeddings } = clouds({ classes: 20, perClass: 2 });
  const at = (i: number): Float32Array =>
    embeddings.data.subarray(i * embeddings.columns, (i + 1) * embeddings.columns);
  const pairs: Pair[] = Array.from({ length: 39 }, (_, i) => {
    const score = cosine().between(at(i), at(i + 1)) < 0.3 ? 0.9 : 0.1 + (i % 3) / 10;
    return { a: i, b: i + 1, same: score >= 0.5, score };
  });
  const { graded, verification } = await evaluateEmbeddings(embeddings, cosine(), { pairs });
  assert.equal(graded!.pairs, 39);
  assert.ok(graded!.pearson > 0.5 && graded!.spearman > 0.3, JSON.stringify(graded));
  assert.equal(verification!.auc, 1);
  const scores = pairs.map(({ score }) => score!);
  const mean = scores.reduce((sum, score, i) => sum + (1 - cosine().between(at(i), at(i + 1)) - score) ** 2, 0) / 39;
  assert.ok(Math.abs(graded!.mse - mean) < 1e-6, "the cosine itself is what a score is compared with");
  const turned = await evaluateEmbeddings(embeddings, euclidean(), { pairs, intervals: false });
  assert.ok(turned.graded!.spearman > 0.3 && turned.graded!.intervals === undefined);
  const few = await evaluateEmbeddings(embeddings, cosine(), { pairs: pairs.slice(0, 5) });
  assert.match(few.skipped.graded!, /at least 10 pairs, got 5/);
});

test("what the data cannot support is left out with its reason", async () => {
  const oneClass = clouds({ classes: 1, perClass: 5 });
  const alone = await evaluateEmbeddings(oneClass, euclidean());
  assert.equal(alone.verification, undefined);
  assert.match(alone.skipped.verification!, /no different pairs/);
  assert.match(alone.skipped.retrieval!, /one class/);
  assert.match(alone.skipped.oneShot!, /at most 1 ways/);
  const oneSided = await evaluateEmbeddings(oneClass, euclidean(), { pairs: [{ a: 0, b: 1, same: true }] });
  assert.match(oneSided.skipped.verification!, /1 same and 0 different/);
  assert.equal(oneSided.spread.same!.std, 0);
});

test("no embeddings, numbers that are not finite, pairs of no item: refused", async () => {
  const embeddings = clouds({ classes: 3, perClass: 2 });
  const none: Embeddings = { data: new Float32Array(0), rows: 0, columns: 4, ids: [] };
  await assert.rejects(evaluateEmbeddings(none, euclidean()), { code: "DATA_EMPTY" });
  const pairs = [{ a: 0, b: 6, same: true }];
  await assert.rejects(evaluateEmbeddings(embeddings, euclidean(), { pairs }), {
    code: "INVALID_INPUT",
    message: /0 and 6 of 6/,
  });
  embeddings.data[embeddings.columns] = NaN;
  await assert.rejects(evaluateEmbeddings(embeddings, euclidean()), {
    code: "INVALID_INPUT",
    message: /row 1 \(item1\) holds NaN/,
  });
});

test("labels, ids, classes and embeddings that do not fit each other are refused, with both counts", async () => {
  const embeddings = clouds({ classes: 3, perClass: 2 });
  const refused = (changes: Partial<Embeddings>, message: RegExp): Promise<void> =>
    assert.rejects(evaluateEmbeddings({ ...embeddings, ...changes }, euclidean()), {
      code: "INVALID_INPUT",
      message,
    });
  await refused({ labels: Int32Array.of(0, 1) }, /expected 6 labels, one an embedding, got 2/);
  await refused({ ids: ["a"] }, /expected 6 ids, one an embedding, got 1/);
  await refused({ data: new Float32Array(7) }, /expected 48 numbers for 6 embeddings of 8, got 7/);
  // Not by the types; programs in JavaScript have none.
  const labels = (...each: unknown[]): Partial<Embeddings> => ({ labels: each as unknown as Int32Array });
  await refused(labels(0, 0, 1.5, 1, 2, 2), /the label of row 2 \(item2\) must be a whole number.*, got 1\.5$/);
  await refused(labels(0, 0, null, 1, 2, 2), /the label of row 2 .*, got null$/);
  await refused(labels(0, "anna", 1, 1, 2, 2), /the label of row 1 .* the class's place in `classes`, got "anna"$/);
  await refused({ classes: ["a", "b"] }, /row 4 \(item4\) is of class 2, and there are 2/);
});

test("a threshold that no pair reaches, or every pair, is warned about; a rate asked for in vain as well", async () => {
  const embeddings = clouds({ classes: 4, perClass: 3 });
  const codes = async (options: Parameters<typeof evaluateEmbeddings>[2]): Promise<string[]> =>
    (await evaluateEmbeddings(embeddings, euclidean(), { intervals: false, ...options })).warnings.map(
      ({ code }) => code,
    );
  assert.deepEqual(await codes({ threshold: 2.5 }), []);
  assert.deepEqual(await codes({ threshold: 1e-6 }), ["THRESHOLD_UNREACHED"]);
  assert.deepEqual(await codes({ threshold: 1e6 }), ["THRESHOLD_UNREACHED"]);
  const { warnings } = await evaluateEmbeddings(embeddings, euclidean(), { intervals: false, fars: [0.1, 0.001] });
  assert.deepEqual(
    warnings.map(({ message }) => /at least (\d+) different pairs to show, got (\d+)/.exec(message)!.slice(1)),
    [["1000", "54"]],
  );
});

test("collapse, hubs, margins and clusters are told", async () => {
  const collapsed = { ...clouds({ classes: 3, perClass: 4 }), data: new Float32Array(96).fill(1) };
  const { warnings, margins } = await evaluateEmbeddings(collapsed, euclidean(), { intervals: false });
  assert.deepEqual([warnings.map(({ code }) => code), margins], [["COLLAPSED"], undefined]);
  const deep = clouds({ classes: 150, perClass: 2, width: 200, noise: 1 });
  const result = await evaluateEmbeddings(deep, euclidean(), { intervals: false, clustering: true });
  assert.match(
    result.warnings.find(({ code }) => code === "HUBS")!.message,
    /never found; item\d+ is among the 10 nearest/,
  );
  assert.ok(result.hubness!.skewness > 1.4 && result.margins!.contrastive > 0);
  assert.equal(result.clustering!.clusters, 150);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  extent,
  mean,
  pearson,
  probit,
  quantile,
  ranks,
  spearman,
  standardDeviation,
  wilsonInterval,
} from "../../src/core/statistics.js";
import { missing, readJson, shared } from "../testkit/shared.js";

const path = shared("golden/metrics.json");

test("golden: Pearson and Spearman", { skip: missing(path) }, () => {
  const { correlation } = readJson<{ correlation: { x: number[]; y: number[]; pearson: number; spearman: number } }>(
    path!,
  );
  assert.ok(Math.abs(pearson(correlation.x, correlation.y) - correlation.pearson) < 1e-12);
  assert.ok(Math.abs(spearman(correlation.x, correlation.y) - correlation.spearman) < 1e-12);
});

test("mean and standard deviation keep their digits beside a large offset", () => {
  const values = [1e9 + 1, 1e9 + 2, 1e9 + 3, 1e9 + 4];
  assert.equal(mean(values), 1e9 + 2.5);
  assert.ok(Math.abs(standardDeviation(values) - Math.sqrt(1.25)) < 1e-12);
  assert.ok(Number.isNaN(mean([])));
});

test("quantile: linear between neighbours, exact at the ends and between infinities", () => {
  assert.deepEqual(
    [0, 0.25, 0.5, 1].map((p) => quantile([1, 2, 4], p)),
    [1, 1.5, 2, 4],
  );
  assert.equal(quantile([Infinity, Infinity], 0.5), Infinity);
  assert.throws(() => quantile([], 0.5), { code: "INVALID_INPUT" });
});

test("ranks: ties share the mean of theirs", () => assert.deepEqual(Array.from(ranks([3, 1, 3, 2])), [3.5, 1, 3.5, 2]));

test("pearson: NaN where a side does not vary; lengths must agree", () => {
  assert.ok(Number.isNaN(pearson([1, 1], [1, 2])));
  assert.throws(() => pearson([1], [1, 2]), { code: "INVALID_INPUT", message: /1 and 2/ });
});

test("wilsonInterval: known values, and honest at the ends", () => {
  // Newcombe 1998, table I: 81 of 263, and 0 of 20.
  const [low, high] = wilsonInterval(81, 263);
  assert.ok(Math.abs(low - 0.2553) < 5e-5 && Math.abs(high - 0.3662) < 5e-5);
  const [zero, above] = wilsonInterval(0, 20);
  assert.ok(zero === 0 && Math.abs(above - 0.1611) < 5e-5);
  assert.equal(wilsonInterval(20, 20)[1], 1);
  assert.throws(() => wilsonInterval(3, 2), { code: "INVALID_INPUT" });
});

test("probit: the normal quantile, as SciPy 1.17.1 has it", () => {
  const expected = [
    [1e-6, -4.753424308822899],
    [0.01, -2.3263478740408408],
    [0.3, -0.5244005127080409],
    [0.5, 0],
    [0.9, 1.2815515655446004],
    [0.9999, 3.719016485455709],
  ] as const;
  for (const [p, z] of expected)
    assert.ok(Math.abs(probit(p) - z) <= 2e-9 * Math.max(1, Math.abs(z)), `${p}: ${probit(p)}`);
  assert.deepEqual([probit(0), probit(1)], [-Infinity, Infinity]);
  assert.throws(() => probit(1.2), { code: "INVALID_INPUT" });
});

test("extent: least and greatest, also of more values than a call takes arguments", () => {
  assert.deepEqual(extent([3, -1, 2]), [-1, 3]);
  assert.deepEqual(extent(Array.from({ length: 300_000 }, (_, i) => i)), [0, 299_999]);
  assert.deepEqual(extent([]), [Infinity, -Infinity]);
});

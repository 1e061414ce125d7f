import assert from "node:assert/strict";
import { test } from "node:test";
import { euclidean } from "../../src/distances/index.js";
import { createScope } from "../../src/encoders/index.js";
import { input } from "../../src/graph/index.js";
import {
  type Reducer,
  classWeightedReducer,
  meanReducer,
  perAnchorReducer,
  thresholdReducer,
  triplet,
} from "../../src/losses/index.js";
import { naiveTriplets } from "./naive.js";
import { runLabels } from "./run-loss.js";

// On a line: an anchor at 0, positives at 1 and 3, negatives at 2.1 and 5.9.
const rows = [[0], [1], [3], [2.1], [5.9]];
const labels = [0, 0, 0, 1, 2];

test("all: every triplet within the margin costs its share", async () => {
  const { loss, metrics } = await runLabels(
    triplet({ mining: "all", margin: 0.5, reducer: meanReducer() }),
    rows,
    labels,
  );
  // Anchors 0, 1, 3 with two positives and two negatives each: twelve triplets; those of rows 3 and 4 have no positive.
  const expected = [0, 0, 1.4, 0, 0.4, 0, 1.4, 0, 2.6, 0.6, 1.6, 0];
  assert.ok(Math.abs(loss - expected.reduce((a, b) => a + b, 0) / 12) < 1e-6, `${loss}`);
  assert.ok(Math.abs(metrics["active"]! - 6 / 12) < 1e-6);
});

test("hard takes the farthest positive and the nearest negative of each anchor", async () => {
  assert.deepEqual(naiveTriplets(rows, labels, euclidean(), "hard"), [
    [0, 2, 3],
    [1, 2, 3],
    [2, 0, 3],
  ]);
  const { loss } = await runLabels(triplet({ mining: "hard", margin: 0.5 }), rows, labels);
  assert.ok(Math.abs(loss - (1.4 + 1.4 + 2.6) / 3) < 1e-6, `${loss}`);
});

test("semi-hard takes the nearest negative beyond each positive, else the farthest", async () => {
  const expected = [
    [0, 1, 3],
    [0, 2, 4],
    [1, 0, 3],
    [1, 2, 4],
    [2, 0, 4],
    [2, 1, 4],
  ];
  assert.deepEqual(naiveTriplets(rows, labels, euclidean(), "semi-hard"), expected);
  const { loss } = await runLabels(triplet({ mining: "semi-hard", margin: 0.5 }), rows, labels);
  assert.ok(Math.abs(loss - (0.4 + 0.6) / 6) < 1e-6, `${loss}`);
});

test("collapsed embeddings cost exactly the margin", async () => {
  const same = labels.map(() => [1]);
  for (const mining of ["all", "hard", "semi-hard"] as const) {
    const { loss } = await runLabels(triplet({ mining, margin: 0.3 }), same, labels);
    assert.ok(Math.abs(loss - 0.3) < 1e-6, `${mining}: ${loss}`);
  }
});

test("soft: collapsed embeddings cost ln 2", async () => {
  const { loss } = await runLabels(
    triplet({ mining: "hard", soft: true }),
    labels.map(() => [1]),
    labels,
  );
  assert.ok(Math.abs(loss - Math.LN2) < 1e-6);
});

test("bad options are refused, saying what would do", () => {
  assert.throws(() => triplet({ margin: 0 }), /triplet: margin must be > 0, got 0/);
  assert.throws(() => triplet({ swap: true }), /triplet: swap needs mining "all", got "semi-hard"/);
  assert.throws(
    () => triplet({ mining: "semihard" as "hard" }),
    /mining must be one of all, hard, semi-hard, got "semihard", did you mean "semi-hard"\?/,
  );
});

test("reducers: per anchor, and where each triplet's own cost is asked for", async () => {
  const options = { mining: "all", margin: 0.5 } as const;
  const costs = [
    [0, 0, 1.4, 0],
    [0.4, 0, 1.4, 0],
    [2.6, 0.6, 1.6, 0],
  ];
  const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
  const value = async (reducer: Reducer): Promise<number> =>
    (await runLabels(triplet({ ...options, reducer }), rows, labels)).loss;
  assert.ok(Math.abs((await value(perAnchorReducer())) - mean(costs.map(mean))) < 1e-6);
  const between = costs.flat().filter((cost) => cost > 0.5 && cost < 2);
  assert.ok(Math.abs((await value(thresholdReducer({ low: 0.5, high: 2 }))) - mean(between)) < 1e-6);
  // Anchors are of class 0; class 1 has no positive.
  const weighted = classWeightedReducer({ weights: [3, 0, 0] });
  assert.ok(Math.abs((await value(weighted)) - 3 * mean(costs.flat())) < 1e-5);
});

test("soft margins over all triplets of a large batch are refused, plain ones are not", () => {
  const { scope } = createScope({ training: true });
  const batch = { embeddings: input("embeddings", "float32", [321, 8]), labels: input("labels", "int64", [321]) };
  assert.throws(() => triplet({ mining: "all", soft: true }).build(batch, { scope }), {
    code: "INVALID_OPTION",
    message: /triplet: too many triplets to look at each .* mining "hard" or "semi-hard", and plain hinges/,
  });
  triplet({ mining: "all" }).build(batch, { scope });
  triplet({ mining: "semi-hard", soft: true }).build(batch, { scope });
});

// What every loss promises, checked on every loss: the value and gradient of plain loops, finite numbers on batches that lack
// something, no dependence on the order of rows, and a way back from name and options.

import assert from "node:assert/strict";
import { test } from "node:test";
import { cosine, euclidean, mahalanobis, manhattan, squaredEuclidean } from "../../src/distances/index.js";
import { createScope } from "../../src/encoders/index.js";
import { input } from "../../src/graph/index.js";
import {
  type Loss,
  contrastive,
  lossByName,
  lossNames,
  meanOfNonZeroReducer,
  meanReducer,
  multiSimilarity,
  pairClassifier,
  supcon,
  triplet,
} from "../../src/losses/index.js";
import { CLASSES, D, type LossCase, numbersOf } from "./case.js";
import { classCases } from "./class-cases.js";
import { labelCases } from "./label-cases.js";
import {
  type NaivePair,
  type Rows,
  naiveContrastive,
  naiveMultiSimilarity,
  naivePairClassifier,
  naiveSupcon,
  naiveTriplet,
  pairsOf,
} from "./naive.js";
import { type LossRun, differences, fold, runLabels, runPairs } from "./run-loss.js";

const N = 10;

const WEIGHTS = [0.8, -0.3, 1.1, 0.4];
const BIAS = 1.5;

function pairCase(name: string, loss: Loss, overPairs: (pairs: readonly NaivePair[]) => number): LossCase {
  return { name, loss, naive: (rows, labels) => overPairs(pairsOf(rows, labels)), overPairs, alone: true };
}

const eu = euclidean();
const cases: readonly LossCase[] = [
  ...[true, false].map((balance) =>
    pairCase(`contrastive, balance ${balance}`, contrastive({ margin: 2, balance }), (pairs) =>
      naiveContrastive(pairs, { distance: eu, margin: 2, balance }),
    ),
  ),
  ...[eu, squaredEuclidean(), cosine(), manhattan()].map((distance) => {
    const options = { distance, margin: distance.name === "cosine" ? 0.9 : 3, positiveMargin: 0.2, balance: true };
    return pairCase(`contrastive, ${distance.name}, two margins`, contrastive(options), (pairs) =>
      naiveContrastive(pairs, options),
    );
  }),
  ...[true, false].map((balance) =>
    pairCase(`pair-classifier, balance ${balance}`, pairClassifier({ balance }), (pairs) =>
      naivePairClassifier(pairs, WEIGHTS, BIAS, balance),
    ),
  ),
  ...(["all", "hard", "semi-hard"] as const).flatMap((mining) =>
    (["active", "all"] as const).flatMap((average) =>
      [eu, cosine()].map((distance): LossCase => {
        const options = { distance, margin: 0.4, mining, average };
        return {
          name: `triplet, ${mining}, mean of ${average}, ${distance.name}`,
          loss: triplet({
            ...{ distance, margin: 0.4, mining },
            reducer: average === "active" ? meanOfNonZeroReducer() : meanReducer(),
          }),
          naive: (rows, labels) => naiveTriplet(rows, labels, options),
        };
      }),
    ),
  ),
  ...(["all", "hard", "semi-hard"] as const).map((mining): LossCase => {
    const options = { distance: eu, margin: 0.1, mining, average: "all", soft: true } as const;
    return {
      name: `triplet, ${mining}, soft`,
      loss: triplet({ margin: 0.1, mining, soft: true }),
      naive: (rows, labels) => naiveTriplet(rows, labels, options),
    };
  }),
  {
    name: "triplet, swap",
    loss: triplet({ margin: 0.4, mining: "all", swap: true }),
    naive: (rows, labels) =>
      naiveTriplet(rows, labels, { distance: eu, margin: 0.4, mining: "all", swap: true, average: "active" }),
  },
  ...classCases,
  { name: "supcon", loss: supcon({ temperature: 0.5 }), naive: (rows, labels) => naiveSupcon(rows, labels, 0.5) },
  {
    name: "multi-similarity",
    loss: multiSimilarity({ beta: 10 }),
    naive: (rows, labels) => naiveMultiSimilarity(rows, labels, { alpha: 2, beta: 10, base: 0.5 }),
    alone: true,
  },
  {
    name: "multi-similarity, mined",
    loss: multiSimilarity({ beta: 10, epsilon: 0.1 }),
    naive: (rows, labels) => naiveMultiSimilarity(rows, labels, { alpha: 2, beta: 10, base: 0.5, epsilon: 0.1 }),
  },
  ...labelCases,
];

const labels = [0, 1, 2, 0, 1, 2, 0, 3, 1, 2];

/** The loss's own parameters, where it has any. */
const parameters: Readonly<Record<string, Float32Array>> = {
  weights: Float32Array.from(WEIGHTS),
  bias: Float32Array.of(BIAS),
};

function run(loss: Loss, rows: Rows, of: readonly number[], own = parameters): Promise<LossRun> {
  return runLabels(loss, rows, of, { classes: CLASSES, parameters: own });
}

function near(actual: number, expected: number, what: string, tolerance = 2e-4): void {
  assert.ok(Math.abs(actual - expected) <= tolerance * (1 + Math.abs(expected)), `${what}: ${actual} for ${expected}`);
}

test("every loss that takes labels is in this contract; those on pairs alone and on views have their own", () => {
  const single = lossNames.filter((name) => name !== "multiple");
  const named = single.filter((name) => ["labels", "either"].includes(lossByName(name).needs));
  assert.deepEqual([...new Set(cases.map(({ loss }) => loss.name))].sort(), named.sort());
});

for (const one of cases) {
  const { name, loss, naive, overPairs, parameters: own = parameters, signed = false, alone = false, ordered } = one;
  test(`${name}: value and gradient equal those of plain loops`, async () => {
    const values = numbersOf(N * D, name);
    const rows = fold(values, D);
    const actual = await run(loss, rows, labels, own);
    near(actual.loss, naive(rows, labels, rows), "loss");
    const expected = differences((moved) => naive(fold(moved, D), labels, rows), values);
    expected.forEach((value, i) => near(actual.gradient[i]!, value, `gradient ${i}`));
    assert.ok(expected.some((value) => Math.abs(value) > 1e-3));
  });

  test(`${name}: does not depend on the order of rows`, { skip: ordered ?? false }, async () => {
    const rows = fold(numbersOf(N * D, name), D);
    const forward = await run(loss, rows, labels, own);
    const backward = await run(loss, [...rows].reverse(), [...labels].reverse(), own);
    near(backward.loss, forward.loss, "loss", 1e-5);
    for (const [metric, value] of Object.entries(forward.metrics)) near(backward.metrics[metric]!, value, metric, 1e-5);
    backward.gradient.forEach((value, i) => {
      const mirrored = (N - 1 - Math.floor(i / D)) * D + (i % D);
      near(value, forward.gradient[mirrored]!, `gradient ${i}`, 1e-4);
    });
  });

  test(`${name}: rows that coincide, of one class and of two`, async () => {
    const some = fold(numbersOf(N * D, name, "duplicates"), D);
    const rows = some.map((row, i) => (i === 3 || i === 4 ? some[0]! : i === 7 ? some[1]! : row));
    const { loss: value, gradient } = await run(loss, rows, labels, own);
    near(value, naive(rows, labels, rows), "loss", 2e-3);
    assert.ok(gradient.every(Number.isFinite), gradient.join());
  });

  if (overPairs !== undefined) {
    test(`${name}: over given pairs`, async () => {
      const values = numbersOf(8 * D, name, "pairs");
      const pairsAt = (moved: readonly number[]): NaivePair[] =>
        [0, 1, 2, 3].map((i) => ({ a: fold(moved, D)[i]!, b: fold(moved, D)[i + 4]!, same: i % 3 !== 0 }));
      const actual = await runPairs(loss, pairsAt(values), { parameters: own });
      near(actual.loss, overPairs(pairsAt(values)), "loss");
      const expected = differences((moved) => overPairs(pairsAt(moved)), values);
      expected.forEach((value, i) => near(actual.gradient[i]!, value, `gradient ${i}`));
    });
  } else {
    test(`${name}: refuses pairs, saying what it needs`, async () => {
      const pair = { a: [1, 2, 3, 4], b: [1, 2, 3, 5], same: true };
      await assert.rejects(runPairs(loss, [pair, pair], { parameters: own }), {
        code: "DATA_INVALID",
        message: /needs labels/,
      });
    });
  }

  for (const [what, rows, of] of degenerate()) {
    test(`${name}: finite on ${what}`, async () => {
      const { loss: value, gradient, metrics, parameterGradients } = await run(loss, rows, of, own);
      const all = [value, ...gradient, ...Object.values(metrics), ...Object.values(parameterGradients).flat()];
      assert.ok(all.every(Number.isFinite), JSON.stringify({ value, gradient, metrics }));
      assert.ok(signed || value >= 0, `${value}`);
    });
  }

  for (const [what, of] of [
    ["no same pair", [0, 1, 2, 3]],
    ["no different pair", [2, 2, 2, 2]],
  ] as const) {
    test(`${name}: a batch with ${what} is counted as degenerate, and costs nothing by what it lacks`, async (t) => {
      const rows = fold(numbersOf(4 * D, "lacking"), D);
      const { loss: value, gradient, metrics } = await run(loss, rows, of, own);
      if (metrics["degenerate"] === undefined) return t.skip("does not apply: needs no pairs");
      assert.equal(metrics["degenerate"], 1);
      assert.equal((await run(loss, rows, [0, 0, 1, 1], own)).metrics["degenerate"], 0);
      if (alone) return;
      near(value, naive(rows, of, rows), "loss", 1e-5);
      assert.ok(
        gradient.every((part) => Math.abs(part) < 1e-5),
        gradient.join(),
      );
    });
  }

  test(`${name}: labels that do not fit are refused`, () => {
    const { scope } = createScope({ training: true });
    const embeddings = input("embeddings", "float32", [4, D]);
    const built = (labels: Parameters<Loss["build"]>[0]["labels"]) => () =>
      loss.build({ embeddings, labels: labels! }, { scope, classes: CLASSES });
    assert.throws(built(input("labels", "float32", [4])), /labels must be whole numbers \(int64\), got float32/);
    assert.throws(built(input("labels", "int64", [3])), {
      code: "SHAPE_MISMATCH",
      message: /labels must be one for each embedding, got \[3\] and \[4, 4\]/,
    });
  });

  test(`${name}: metrics say what is active and how far pairs are apart`, async () => {
    const { metrics } = await run(loss, fold(numbersOf(N * D, name), D), labels, own);
    const { active, meanPositive, meanNegative } = metrics;
    assert.ok(active! >= 0 && active! <= 1 && meanPositive! > 0 && meanNegative! > 0, JSON.stringify(metrics));
  });

  test(`${name}: rebuilt from its name and options`, () => {
    const options = JSON.parse(JSON.stringify(loss.options)) as Record<string, unknown>;
    const copy = lossByName(loss.name, options);
    assert.deepEqual(copy.options, loss.options);
    assert.equal(copy.distance.name, loss.distance.name);
    assert.equal(copy.needs, loss.needs);
  });
}

function degenerate(): [string, Rows, readonly number[]][] {
  const rows = fold(numbersOf(4 * D, "degenerate"), D);
  const twins = [rows[0]!, rows[0]!, rows[1]!, rows[1]!];
  return [
    ["identical rows", [rows[0]!, rows[0]!, rows[0]!, rows[0]!], [0, 0, 1, 1]],
    ["twins", twins, [0, 0, 1, 1]],
    ["rows of zeros", [rows[0]!, [0, 0, 0, 0], [0, 0, 0, 0], rows[1]!], [0, 0, 1, 1]],
    ["no same pair", rows, [0, 1, 2, 3]],
    ["no different pair", rows, [2, 2, 2, 2]],
    ["huge embeddings", rows.map((row) => row.map((value) => value * 1e8)), [0, 0, 1, 1]],
    ["tiny embeddings", rows.map((row) => row.map((value) => value * 1e-18)), [0, 0, 1, 1]],
    ["huge and tiny embeddings", rows.map((row, i) => row.map((v) => v * (i % 2 ? 1e6 : 1e-6))), [0, 0, 1, 1]],
  ];
}

test("a loss keeps the distance it is given, options and all", () => {
  const whitening = [
    [1, 0],
    [0.5, 2],
  ];
  const loss = contrastive({ distance: mahalanobis({ whitening }) });
  const copy = lossByName("contrastive", JSON.parse(JSON.stringify(loss.options)) as Record<string, unknown>);
  assert.equal(copy.distance.between([1, 2], [3, 5]), loss.distance.between([1, 2], [3, 5]));
});

// What every loss on pairs alone promises, checked on each, and their values against PyTorch's. Beside contract.test.ts, which is
// about losses that take labels.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createScope } from "../../src/encoders/index.js";
import { input } from "../../src/graph/index.js";
import {
  type Loss,
  cosent,
  cosineMse,
  lossByName,
  lossNames,
  malstm,
  multipleNegativesRanking,
} from "../../src/losses/index.js";
import { failure } from "../testkit/pictures.js";
import { missing, readJson, shared } from "../testkit/shared.js";
import { D, numbersOf } from "./case.js";
import type { NaivePair } from "./naive.js";
import { naiveCosent, naiveCosineMse, naiveMalstm, naiveMultipleNegatives } from "./naive-graded.js";
import { differences, fold, runPairs } from "./run-loss.js";

interface GradedCase {
  readonly loss: Loss;
  readonly naive: (pairs: readonly NaivePair[]) => number;
}

const cases: readonly GradedCase[] = [
  { loss: cosineMse(), naive: naiveCosineMse },
  { loss: malstm(), naive: (pairs) => naiveMalstm(pairs, 1 / D) },
  { loss: malstm({ scale: 0.5 }), naive: (pairs) => naiveMalstm(pairs, 0.5) },
  { loss: cosent({ scale: 4 }), naive: (pairs) => naiveCosent(pairs, 4) },
  ...[false, true].map((symmetric): GradedCase => ({
    loss: multipleNegativesRanking({ scale: 4, symmetric }),
    naive: (pairs) => naiveMultipleNegatives(pairs, 4, symmetric),
  })),
];

const P = 7;
const scores = [0.9, 0.1, 0.5, 0.5, 0, 1, 0.7];

function pairsAt(values: readonly number[], graded: boolean): NaivePair[] {
  const rows = fold(values, D);
  return scores.map((score, i) => ({ a: rows[i]!, b: rows[i + P]!, same: score >= 0.5, ...(graded && { score }) }));
}

function near(actual: number, expected: number, what: string, tolerance = 1e-4): void {
  const allowed = 1e-5 + tolerance * Math.abs(expected);
  assert.ok(Math.abs(actual - expected) <= allowed, `${what}: ${actual} for ${expected}`);
}

test("every loss on pairs alone is in this contract", () => {
  const named = lossNames.filter((name) => name !== "multiple" && lossByName(name).needs === "pairs");
  assert.deepEqual([...new Set(cases.map(({ loss }) => loss.name))].sort(), named.sort());
});

for (const { loss, naive } of cases) {
  const name = `${loss.name} ${JSON.stringify(loss.options)}`;
  const values = numbersOf(2 * P * D, loss.name).map((value) => Math.fround(value / 2));

  for (const graded of [true, false]) {
    test(`${name}: value and gradient equal those of plain loops, ${graded ? "with scores" : "same or different"}`, async () => {
      const actual = await runPairs(loss, pairsAt(values, graded));
      near(actual.loss, naive(pairsAt(values, graded)), "loss");
      const expected = differences((moved) => naive(pairsAt(moved, graded)), values);
      expected.forEach((value, i) => near(actual.gradient[i]!, value, `gradient ${i}`, 1e-3));
      assert.ok(expected.some((value) => Math.abs(value) > 1e-3));
      const { active, meanPositive, meanNegative } = actual.metrics;
      assert.ok(active! >= 0 && active! <= 1 && meanPositive! > 0 && meanNegative! > 0);
    });
  }

  test(`${name}: does not depend on the order of pairs`, async () => {
    const forward = await runPairs(loss, pairsAt(values, true));
    const backward = await runPairs(loss, pairsAt(values, true).reverse());
    near(backward.loss, forward.loss, "loss", 1e-5);
    for (const [metric, value] of Object.entries(forward.metrics)) near(backward.metrics[metric]!, value, metric, 1e-5);
  });

  for (const [what, pairs] of degenerate()) {
    test(`${name}: finite on ${what}`, async () => {
      const { loss: value, gradient, metrics } = await runPairs(loss, pairs);
      assert.ok([value, ...gradient, ...Object.values(metrics)].every(Number.isFinite), JSON.stringify(metrics));
      assert.ok(value >= 0);
    });
  }

  test(`${name}: refuses classes, and is rebuilt from its name and options`, () => {
    const batch = { embeddings: input("embeddings", "float32", [2, 2]), labels: input("labels", "int64", [2]) };
    const { scope } = createScope({ training: true });
    assert.throws(() => loss.build(batch, { scope, classes: 2 }), failure("DATA_INVALID", /needs pairs/));
    const copy = lossByName(loss.name, JSON.parse(JSON.stringify(loss.options)) as Record<string, unknown>);
    assert.deepEqual([copy.options, copy.needs, copy.distance.name], [loss.options, "pairs", loss.distance.name]);
  });
}

function degenerate(): [string, readonly NaivePair[]][] {
  const [a, b] = fold(numbersOf(2 * D, "degenerate"), D) as [number[], number[]];
  const zero = a.map(() => 0);
  const huge = (row: number[]): number[] => row.map((value) => value * 1e15);
  return [
    [
      "identical sides",
      [
        { a, b: a, same: true, score: 1 },
        { a, b: a, same: false, score: 0 },
      ],
    ],
    [
      "rows of zeros",
      [
        { a: zero, b: zero, same: true, score: 0.8 },
        { a: zero, b, same: false, score: 0.1 },
      ],
    ],
    [
      "no same pair",
      [
        { a, b, same: false, score: 0.1 },
        { a: b, b: a, same: false, score: 0.1 },
      ],
    ],
    [
      "no different pair",
      [
        { a, b, same: true, score: 1 },
        { a: b, b: a, same: true, score: 1 },
      ],
    ],
    ["a single pair", [{ a, b, same: true, score: 0.7 }]],
    [
      "huge embeddings",
      [
        { a: huge(a), b: huge(b), same: true, score: 1 },
        { a: huge(b), b: a, same: false, score: 0 },
      ],
    ],
  ];
}

interface Golden {
  readonly a: number[][];
  readonly b: number[][];
  readonly score: number[];
  readonly graded_cases: readonly { loss: string; value: number; grad_a: number[][]; grad_b: number[][] }[];
}

const path = shared("golden/losses.json");
const golden = path === undefined ? undefined : readJson<{ pairs: Golden }>(path).pairs;

for (const [theirs, ours] of [
  ["CosineSimilarityLoss", cosineMse()],
  ["MultipleNegativesRankingLoss", multipleNegativesRanking()],
  ["CoSENTLoss", cosent()],
  ["MaLSTM", malstm({ scale: 1 })],
] as const) {
  test(`golden: ${theirs}`, { skip: missing(path) }, async () => {
    const expected = golden!.graded_cases.find(({ loss }) => loss.startsWith(theirs))!;
    const pairs = golden!.a.map((a, i) => ({ a, b: golden!.b[i]!, same: true, score: golden!.score[i]! }));
    const actual = await runPairs(ours, pairs);
    near(actual.loss, expected.value, "loss");
    const gradient = [...expected.grad_a, ...expected.grad_b].flat();
    gradient.forEach((value, i) => near(actual.gradient[i]!, value, `gradient ${i}`));
  });
}

test("scales at which exponentials would overflow, and pairs in perfect order", async () => {
  const pairs = [
    { a: [1, 0], b: [1, 0], same: true, score: 0.9 },
    { a: [1, 0], b: [-1, 0], same: false, score: 0.1 },
  ];
  const wrong = pairs.map((pair, i) => ({ ...pair, score: pairs[1 - i]!.score }));
  near((await runPairs(cosent({ scale: 256 }), wrong)).loss, 512, "every order wrong");
  const right = await runPairs(cosent({ scale: 256 }), pairs);
  assert.deepEqual([right.loss, right.metrics["active"]], [0, 0]);
  assert.equal((await runPairs(cosent({ scale: 256 }), wrong)).metrics["active"], 1);
  const { loss, gradient } = await runPairs(multipleNegativesRanking({ scale: 256 }), pairs);
  assert.ok(Number.isFinite(loss) && gradient.every(Number.isFinite));
});

test("cosent asks only for the order: scores in another scale cost the same", async () => {
  const values = numbersOf(2 * P * D, "order");
  const squared = pairsAt(values, true).map((pair) => ({ ...pair, score: pair.score! ** 2 }));
  const [one, other] = [await runPairs(cosent(), pairsAt(values, true)), await runPairs(cosent(), squared)];
  assert.equal(one.loss, other.loss);
});

test("multiple negatives ranking: a different pair is no anchor, but its right side is a negative", async () => {
  const same = { a: [1, 0], b: [1, 0], same: true };
  const different = { a: [0, 1], b: [1, 0], same: false };
  const { loss } = await runPairs(multipleNegativesRanking(), [same, different]);
  near(loss, Math.LN2, "two right sides equally near");
});

for (const [name, options, message] of [
  ["cosent", { scale: 0 }, /cosent: scale must be > 0, got 0/],
  ["multiple-negatives-ranking", { scale: -1 }, /scale must be > 0, got -1/],
  ["multiple-negatives-ranking", { symmetric: 1 }, /symmetric must be true or false, got 1/],
  ["malstm", { scale: 0 }, /malstm: scale must be > 0, got 0/],
  ["cosine-mse", { scale: 1 }, /cosine-mse: unknown option "scale"/],
] as const) {
  test(`refused: ${name} ${JSON.stringify(options)}`, () => {
    assert.throws(() => lossByName(name, options), failure("INVALID_OPTION", message));
  });
}

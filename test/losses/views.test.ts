// What every loss on two views promises, checked on each, and their values against PyTorch Metric Learning's. Beside
// contract.test.ts, which is about losses that take labels.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createScope } from "../../src/encoders/index.js";
import { input } from "../../src/graph/index.js";
import {
  type Loss,
  arcface,
  barlowTwins,
  contrastive,
  lossByName,
  lossNames,
  selfSupervised,
  simclr,
  simsiam,
  supcon,
  vicreg,
} from "../../src/losses/index.js";
import { failure } from "../testkit/pictures.js";
import { missing, readJson, shared } from "../testkit/shared.js";
import { D, numbersOf } from "./case.js";
import { type Rows, naiveSupcon } from "./naive.js";
import { naiveBarlowTwins, naiveSimclr, naiveVicreg } from "./naive-views.js";
import { differences, fold, runViews } from "./run-loss.js";

interface ViewCase {
  readonly loss: Loss;
  /** Absent for losses with weights of their own. */
  readonly naive?: (left: Rows, right: Rows) => number;
}

const vicregWeights = { invarianceLambda: 3, varianceMu: 5, covarianceV: 2, eps: 0.01 };
const cases: readonly ViewCase[] = [
  { loss: simclr({ temperature: 0.5 }), naive: (left, right) => naiveSimclr(left, right, 0.5) },
  { loss: simclr({ projector: [6, 3] }) },
  { loss: vicreg(vicregWeights), naive: (left, right) => naiveVicreg(left, right, vicregWeights) },
  { loss: barlowTwins({ lambda: 0.1 }), naive: (left, right) => naiveBarlowTwins(left, right, 0.1) },
  { loss: simsiam({ predictor: 3 }) },
  {
    loss: selfSupervised(supcon({ temperature: 0.5 })),
    naive: (left, right) =>
      naiveSupcon(
        [...left, ...right],
        [...left, ...right].map((_, i) => i % left.length),
        0.5,
      ),
  },
];

const P = 6;
const sides = (values: readonly number[]): [Rows, Rows] => [fold(values, D).slice(0, P), fold(values, D).slice(P)];

function near(actual: number, expected: number, what: string, tolerance = 1e-4): void {
  const allowed = 1e-5 + tolerance * Math.abs(expected);
  assert.ok(Math.abs(actual - expected) <= allowed, `${what}: ${actual} for ${expected}`);
}

test("every loss on views is in this contract", () => {
  const named = lossNames.filter((name) => name !== "multiple" && lossByName(name).needs === "views");
  assert.deepEqual([...new Set(cases.map(({ loss }) => loss.name))].sort(), named.sort());
});

for (const { loss, naive } of cases) {
  const name = `${loss.name} ${JSON.stringify(loss.options)}`;
  const values = numbersOf(2 * P * D, loss.name).map((value) => Math.fround(0.7 * value));

  if (naive !== undefined) {
    test(`${name}: value and gradient equal those of plain loops`, async () => {
      const actual = await runViews(loss, ...sides(values));
      near(actual.loss, naive(...sides(values)), "loss");
      const expected = differences((moved) => naive(...sides(moved)), values);
      expected.forEach((value, i) => near(actual.gradient[i]!, value, `gradient ${i}`, 1e-3));
      assert.ok(expected.some((value) => Math.abs(value) > 1e-3));
    });
  }

  test(`${name}: does not depend on the order of pictures, nor on which view is which`, async () => {
    const [left, right] = sides(values);
    const forward = await runViews(loss, left, right);
    for (const other of [
      await runViews(loss, [...left].reverse(), [...right].reverse()),
      await runViews(loss, right, left),
    ])
      near(other.loss, forward.loss, "loss", 1e-4);
    const { active, meanPositive, meanNegative } = forward.metrics;
    assert.ok(active! >= 0 && active! <= 1 && meanPositive! > 0 && meanNegative! > 0, JSON.stringify(forward.metrics));
  });

  for (const [what, left, right] of degenerate()) {
    test(`${name}: finite on ${what}`, async () => {
      const { loss: value, gradient, metrics, parameterGradients } = await runViews(loss, left, right);
      const all = [value, ...gradient, ...Object.values(metrics), ...Object.values(parameterGradients).flat()];
      assert.ok(all.every(Number.isFinite), JSON.stringify({ value, gradient, metrics }));
      assert.ok(value >= -1e-6);
    });
  }

  test(`${name}: refuses classes, and is rebuilt from its name and options`, () => {
    const batch = { embeddings: input("embeddings", "float32", [2, 2]), labels: input("labels", "int64", [2]) };
    const { scope } = createScope({ training: true });
    assert.throws(
      () => loss.build(batch, { scope, classes: 2 }),
      failure("DATA_INVALID", /needs two views of each picture/),
    );
    const copy = lossByName(loss.name, JSON.parse(JSON.stringify(loss.options)) as Record<string, unknown>);
    assert.deepEqual([copy.options, copy.needs, copy.distance.name], [loss.options, "views", loss.distance.name]);
    assert.equal(copy.freeLength, loss.freeLength);
  });
}

function degenerate(): [string, Rows, Rows][] {
  const [a, b, c, d] = fold(numbersOf(4 * D, "degenerate"), D) as [number[], number[], number[], number[]];
  const zero = a.map(() => 0);
  const scaled = (row: number[]): number[] => row.map((value) => value * 1e4);
  return [
    ["identical views", [a, b], [a, b]],
    ["one picture everywhere", [a, a], [a, a]],
    ["rows of zeros", [zero, a], [zero, b]],
    ["nothing but zeros", [zero, zero], [zero, zero]],
    ["large embeddings", [scaled(a), scaled(b)], [scaled(c), scaled(d)]],
  ];
}

interface Golden {
  readonly a: number[][];
  readonly b: number[][];
  readonly cases: readonly { loss: string; value: number; grad_a: number[][]; grad_b: number[][] }[];
}

const path = shared("golden/losses.json");
const golden = path === undefined ? undefined : readJson<{ views: Golden }>(path).views;

for (const [theirs, ours] of [
  ["VICRegLoss", vicreg()],
  ["SelfSupervisedNTXent", simclr()],
] as const) {
  test(`golden: ${theirs}`, { skip: missing(path) }, async () => {
    const expected = golden!.cases.find(({ loss }) => loss === theirs)!;
    const actual = await runViews(ours, golden!.a, golden!.b);
    near(actual.loss, expected.value, "loss");
    const gradient = [...expected.grad_a, ...expected.grad_b].flat();
    gradient.forEach((value, i) => near(actual.gradient[i]!, value, `gradient ${i}`));
  });
}

test("a single picture is refused: nothing varies", async () => {
  const message = /vicreg: needs two pictures or more in a batch, got 1/;
  await assert.rejects(runViews(vicreg(), [[1, 2]], [[2, 1]]), failure("DATA_INVALID", message));
});

test("self-supervised: not for losses on pairs, nor for those with a weight for each class", async () => {
  assert.throws(
    () => lossByName("self-supervised", { loss: "cosent" }),
    failure("INVALID_OPTION", /self-supervised: needs a loss on classes, and cosent is one on pairs/),
  );
  const rows = [
    [1, 2],
    [2, 1],
  ];
  await assert.rejects(
    runViews(selfSupervised(arcface()), rows, rows),
    failure("DATA_INVALID", /the number of classes/),
  );
});

test("self-supervised takes its loss's distance and options by name", () => {
  const loss = lossByName("self-supervised", { loss: { name: "contrastive", options: { distance: "cosine" } } });
  assert.deepEqual([loss.distance.name, loss.needs], ["cosine", "views"]);
  assert.deepEqual(loss.options["loss"], {
    name: "contrastive",
    options: contrastive({ distance: loss.distance }).options,
  });
});

for (const [name, options, message] of [
  ["simclr", { temperature: 0 }, /simclr: temperature must be > 0, got 0/],
  ["simclr", { projector: 64 }, /simclr: projector must be a list of widths, got 64/],
  ["vicreg", { varianceMu: -1 }, /vicreg: varianceMu must be >= 0, got -1/],
  ["vicreg", { eps: 0 }, /eps must be > 0/],
  ["barlow-twins", { lambda: -1 }, /barlow-twins: lambda must be >= 0/],
  ["simsiam", { predictor: 0 }, /simsiam: predictor must be a whole number >= 1/],
  ["simsiam", { projector: [0.5] }, /simsiam: projector must be a whole number >= 1, got 0.5/],
  ["self-supervised", { loss: 3 }, /self-supervised: loss must be a name, or \{ name, options \}, got 3/],
] as const) {
  test(`refused: ${name} ${JSON.stringify(options)}`, () => {
    assert.throws(() => lossByName(name, options), failure("INVALID_OPTION", message));
  });
}

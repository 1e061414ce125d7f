// What every distance promises, checked on every distance: laws of the plain function, agreement of the bulk and graph
// forms with it, and gradients that are finite everywhere.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { matrix } from "../../src/core/matrix.js";
import { random } from "../../src/core/random.js";
import {
  type Distance,
  brayCurtis,
  canberra,
  chebyshev,
  correlation,
  cosine,
  distanceByName,
  distanceNames,
  euclidean,
  expManhattan,
  mahalanobis,
  manhattan,
  minkowski,
  pairwise,
  signalToNoise,
  squaredEuclidean,
  weightedManhattan,
} from "../../src/distances/index.js";
import { pairDistances } from "../../src/distances/bulk.js";
import { gradients, input, reduceSum } from "../../src/graph/index.js";
import { runGraph, rowsTensor } from "../testkit/run-graph.js";

interface Case {
  readonly distance: Distance;
  /** Whether d(a, c) <= d(a, b) + d(b, c). */
  readonly metric: boolean;
  /** @defaultValue true */
  readonly symmetric?: boolean;
  /** Whether a vector like this is at 1 from everything, itself included, having no direction. @defaultValue none is */
  readonly shapeless?: (a: readonly number[]) => boolean;
}

const WHITENING = [
  [1, 0, 0, 0],
  [0.5, 2, 0, 0],
  [-0.3, 0.1, 0.7, 0],
  [0, 1, -1, 1.5],
];
const cases: readonly Case[] = [
  { distance: euclidean(), metric: true },
  { distance: squaredEuclidean(), metric: false },
  { distance: cosine(), metric: false, shapeless: (a) => a.every((value) => value === 0) },
  { distance: manhattan(), metric: true },
  { distance: minkowski({ p: 3 }), metric: true },
  { distance: chebyshev(), metric: true },
  { distance: canberra(), metric: true },
  { distance: brayCurtis(), metric: false },
  { distance: correlation(), metric: false, shapeless: (a) => nearlyConstant(a) },
  { distance: signalToNoise(), metric: false, symmetric: false },
  { distance: expManhattan(), metric: true },
  { distance: mahalanobis({ whitening: WHITENING }), metric: true },
  { distance: weightedManhattan({ weights: [0.5, 0, 2, 1.25], bias: 3 }), metric: true },
];

test("every distance by name is in this contract", () => {
  assert.deepEqual(
    cases.map(({ distance }) => distance.name),
    distanceNames,
  );
});

const number = fc.double({ min: -100, max: 100, noNaN: true });
const vector = fc.array(number, { minLength: 4, maxLength: 4 });

function nearlyConstant(a: readonly number[], share = 1e-14): boolean {
  const mean = a.reduce((sum, value) => sum + value / a.length, 0);
  return a.every((value) => Math.abs(value - mean) <= share * Math.max(...a.map(Math.abs)));
}

/** Rows that are not round numbers, one of them twice, so that a pair is at distance 0. */
function someRows(count: number, scale = 1): number[][] {
  const generator = random(5, "rows");
  const rows = Array.from({ length: count }, () =>
    Array.from({ length: 4 }, () => Math.fround(generator.normal() * scale)),
  );
  rows[count - 1] = [...rows[0]!];
  return rows;
}

for (const { distance, metric, symmetric = true, shapeless } of cases) {
  const { name } = distance;

  test(`${name}: ${symmetric ? "symmetric, " : ""}never negative, 0 from a vector to itself`, () => {
    fc.assert(
      fc.property(vector, vector, (a, b) => {
        const d = distance.between(a, b);
        if (symmetric) assert.equal(d, distance.between(b, a));
        assert.ok(d >= 0);
        assert.equal(distance.between(a, a), shapeless?.(a) ? 1 : 0);
      }),
    );
  });

  test(
    `${name}: does not depend on the order of the dimensions`,
    { skip: (name === "mahalanobis" || name === "weighted-manhattan") && "does not apply: its dimensions differ" },
    () => {
      fc.assert(
        fc.property(vector, vector, (a, b) => {
          // Divided by a variance that is rounding only, or 0, it has no digit to compare.
          if (name === "signal-to-noise") fc.pre(!nearlyConstant(a, 1e-4) && Math.max(...a.map(Math.abs)) > 1e-100);
          const [forward, backward] = [distance.between(a, b), distance.between([...a].reverse(), [...b].reverse())];
          assert.ok(Math.abs(forward - backward) <= 1e-9 * Math.max(1, forward));
        }),
      );
    },
  );

  test(`${name}: triangle inequality`, { skip: !metric && "does not apply: not a metric" }, () => {
    fc.assert(
      fc.property(vector, vector, vector, (a, b, c) => {
        const detour = distance.between(a, b) + distance.between(b, c);
        assert.ok(distance.between(a, c) <= detour * (1 + 1e-9) + 1e-9);
      }),
    );
  });

  test(`${name}: plain arrays and typed arrays alike; different widths are refused`, () => {
    const [a, b] = [
      [1, 2, 3, 4],
      [0, 2, -3, 5],
    ];
    assert.equal(distance.between(Float64Array.from(a), Int32Array.from(b)), distance.between(a, b));
    assert.throws(() => distance.between([1, 2, 3, 4], [1, 2, 3]), { code: "DIMENSION_MISMATCH" });
    assert.throws(() => pairwise(distance, matrix([a]), matrix([[1, 2]])), { code: "DIMENSION_MISMATCH" });
  });

  test(`${name}: rebuilt from its name and options`, () => {
    const copy = distanceByName(name, JSON.parse(JSON.stringify(distance.options)) as Record<string, unknown>);
    assert.equal(copy.between([1, 2, 3, 4], [0, 2, -3, 5]), distance.between([1, 2, 3, 4], [0, 2, -3, 5]));
  });

  test(`${name}: pairwise and pair by pair equal the plain function`, () => {
    const [x, y] = [matrix(someRows(7)), matrix(someRows(6, 3).map((values, i) => (i === 2 ? [0, 0, 0, 0] : values)))];
    for (const measured of [distance, withoutBulk(distance)]) {
      const all = pairwise(measured, x, y);
      assert.deepEqual([all.rows, all.columns], [7, 6]);
      for (let i = 0; i < 7; i++) {
        for (let j = 0; j < 6; j++) {
          const expected = distance.between(x.data.subarray(4 * i, 4 * i + 4), y.data.subarray(4 * j, 4 * j + 4));
          assert.ok(Math.abs(all.data[6 * i + j]! - expected) <= 1e-6 * Math.max(1, expected));
        }
      }
      const [a, b] = [
        [0, 3, 6, 6],
        [6, 1, 2, 6],
      ];
      const square = pairwise(measured, x);
      assert.deepEqual(
        Array.from(pairDistances(measured, x, a, b)),
        a.map((i, k) => square.data[7 * i + b[k]!]),
      );
    }
  });

  test(`${name}: in the graph, rows and pairs equal the plain function`, async () => {
    const [x, y] = [someRows(5), someRows(4, 2)];
    y[1] = [...x[1]!];
    const [a, b, c] = [input("a", "float32", [5, 4]), input("b", "float32", [4, 4]), input("c", "float32", [5, 4])];
    const z = [...x].reverse();
    const feeds = { a: rowsTensor(x), b: rowsTensor(y), c: rowsTensor(z) };
    const { pairs, self, rows } = await runGraph(
      { pairs: distance.pairs(a, b), self: distance.pairs(a, a), rows: distance.rows(a, c) },
      feeds,
    );
    x.forEach((u, i) => {
      y.forEach((v, j) => near(pairs![4 * i + j]!, distance.between(u, v)));
      x.forEach((v, j) => near(self![5 * i + j]!, distance.between(u, v)));
      near(rows![i]!, distance.between(u, z[i]!));
    });
  });

  test(`${name}: with a height known only when the graph runs`, async () => {
    const a = input("a", "float32", ["batch", 4]);
    const { pairs } = await runGraph({ pairs: distance.pairs(a, a) }, { a: rowsTensor(someRows(3)) });
    someRows(3).forEach((u, i) => someRows(3).forEach((v, j) => near(pairs![3 * i + j]!, distance.between(u, v))));
  });

  test(`${name}: gradients equal central differences of the plain function`, async () => {
    const x = someRows(5).slice(0, 4);
    const y = someRows(8, 2).slice(4, 7);
    const [a, b, c] = [input("a", "float32", [4, 4]), input("b", "float32", [3, 4]), input("c", "float32", [3, 4])];
    const [pairsA, pairsB] = gradients(reduceSum(distance.pairs(a, b)), [a, b]);
    const [rowsB] = gradients(reduceSum(distance.rows(b, c)), [b]);
    const feeds = { a: rowsTensor(x), b: rowsTensor(y), c: rowsTensor(x.slice(1)) };
    const got = await runGraph({ pairsA: pairsA!, pairsB: pairsB!, rowsB: rowsB! }, feeds);
    const total = (): number => x.reduce((sum, u) => sum + y.reduce((part, v) => part + distance.between(u, v), 0), 0);
    compare(got["pairsA"]!, numeric(x, total));
    compare(got["pairsB"]!, numeric(y, total));
    compare(
      got["rowsB"]!,
      numeric(y, () => y.reduce((sum, v, i) => sum + distance.between(v, x[i + 1]!), 0)),
    );
  });

  test(`${name}: identical rows and rows of zeros have finite gradients, and a NaN is not hidden`, async () => {
    const x = [
      [1, 2, 3, 4],
      [1, 2, 3, 4],
      [0, 0, 0, 0],
      [0, 0, 0, 0],
    ];
    const a = input("a", "float32", [4, 4]);
    const b = input("b", "float32", [4, 4]);
    const [pairs, twin] = [distance.pairs(a, b), distance.pairs(a, a)];
    const rows = distance.rows(a, b);
    const outputs = {
      pairs: gradients(reduceSum(pairs), [a])[0]!,
      twin: gradients(reduceSum(twin), [a])[0]!,
      rows: gradients(reduceSum(rows), [a])[0]!,
    };
    const got = await runGraph(outputs, { a: rowsTensor(x), b: rowsTensor(x) });
    for (const values of Object.values(got)) assert.ok(values.every(Number.isFinite), `got ${values.join()}`);
    for (const value of got["rows"]!.slice(0, 4)) assert.ok(Math.abs(value) < 1e-6, `got ${value} at identical rows`);
    const bad = await runGraph({ pairs, rows }, { a: rowsTensor([[NaN, 0, 0, 0], ...x.slice(1)]), b: rowsTensor(x) });
    assert.ok(Number.isNaN(bad["rows"]![0]) && Number.isNaN(bad["pairs"]![0]));
  });

  test(`${name}: the graph refuses widths that differ`, () => {
    const [a, b] = [input("a", "float32", [4, 4]), input("b", "float32", [4, 5])];
    assert.throws(() => distance.pairs(a, b), { code: "SHAPE_MISMATCH" });
    assert.throws(() => distance.rows(a, b), { code: "SHAPE_MISMATCH" });
  });
}

function withoutBulk({ name, options, between, rows, pairs }: Distance): Distance {
  return { name, options, between, rows, pairs };
}

/** Central differences of `f` by each number of `values`, which is changed in place and put back. */
function numeric(values: number[][], f: () => number): number[] {
  const step = 1e-5;
  return values.flatMap((row) =>
    row.map((value, k) => {
      row[k] = value + step;
      const up = f();
      row[k] = value - step;
      const down = f();
      row[k] = value;
      return (up - down) / (2 * step);
    }),
  );
}

function compare(actual: readonly number[], expected: readonly number[]): void {
  assert.equal(actual.length, expected.length);
  const scale = Math.max(...expected.map(Math.abs));
  actual.forEach((value, i) =>
    assert.ok(Math.abs(value - expected[i]!) <= 1e-4 * scale, `got ${value}, expected ${expected[i]}`),
  );
}

function near(actual: number, expected: number): void {
  assert.ok(Math.abs(actual - expected) <= 1e-5 * Math.max(1, expected), `got ${actual}, expected ${expected}`);
}

// The baselines of bench:series: time warping against the plain recursion, and 1-NN errors against the UCR archive's own.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type Labelled,
  bestWindow,
  centredAndScaled,
  nearestError,
  straight,
  timeWarping,
  warping,
} from "../../benchmarks/lib/time-warping.js";
import { archive } from "../../benchmarks/lib/ucr-archive.js";
import { random } from "../../src/core/random.js";
import { openDataset } from "../../src/data/index.js";
import { missing, shared } from "../testkit/shared.js";

function naive(a: readonly number[], b: readonly number[], window: number): number {
  const cost = (i: number, j: number): number => {
    if (i === 0 && j === 0) return 0;
    if (i === 0 || j === 0 || Math.abs(i - j) > Math.max(window, Math.abs(a.length - b.length))) return Infinity;
    return (a[i - 1]! - b[j - 1]!) ** 2 + Math.min(cost(i - 1, j), cost(i, j - 1), cost(i - 1, j - 1));
  };
  return Math.sqrt(cost(a.length, b.length));
}

test("time warping is the recursion, within any window", () => {
  const draw = random(1, "series").normal;
  const series = (length: number): number[] => Array.from({ length }, draw);
  for (const [m, n] of [
    [7, 7],
    [6, 8],
    [1, 4],
  ] as const) {
    const [a, b] = [series(m), series(n)];
    for (const window of [0, 1, 3, 9]) {
      const expected = naive(a, b, window);
      assert.ok(Math.abs(timeWarping(a, b, { window }) - expected) < 1e-9, `${m}, ${n}, window ${window}`);
      assert.ok(timeWarping(a, b, { window, limit: 0.9 * expected }) >= 0.9 * expected);
      assert.ok(Math.abs(timeWarping(a, b, { window, limit: 1.1 * expected }) - expected) < 1e-9);
    }
    if (m === n) assert.ok(Math.abs(timeWarping(a, b, { window: 0 }) - straight(a, b)) < 1e-9);
  }
});

test("bounds from below change no result that counts", () => {
  const draw = random(3, "series").normal;
  const series = (): number[] =>
    Array.from({ length: 20 }, () => 2 * draw()).map((_, i, all) => all[i]! + (all[i - 1] ?? 0));
  for (const window of [0, 2, 5, 20]) {
    const measure = warping(window);
    for (let pair = 0; pair < 30; pair++) {
      const [a, b] = [series(), series()];
      const expected = timeWarping(a, b, { window });
      assert.ok(Math.abs(measure(a, b, Infinity) - expected) < 1e-9);
      assert.ok(Math.abs(measure(a, b, 1.001 * expected) - expected) < 1e-9, `window ${window}`);
      assert.ok(measure(a, b, 0.999 * expected) >= 0.999 * expected);
    }
  }
});

test("channels have one clock: the same channel twice is as far, times the root of two", () => {
  const draw = random(2, "series").normal;
  const [a, b] = [Array.from({ length: 7 }, draw), Array.from({ length: 9 }, draw)];
  const twice = (values: readonly number[]): number[] => values.flatMap((value) => [value, value]);
  const expected = Math.SQRT2 * naive(a, b, 3);
  assert.ok(Math.abs(timeWarping(twice(a), twice(b), { window: 3, channels: 2 }) - expected) < 1e-9);
});

// Small ones; bench:series compares all.
for (const set of ["ItalyPowerDemand", "Coffee", "BME"]) {
  const [euclid, best, whole] = archive[set]!;
  const folder = shared(`data/ucr/${set}`);
  test(`${set}: the archive's 1-NN errors`, { skip: missing(folder) }, async () => {
    const part = async (name: string): Promise<Labelled[]> => {
      const { items, classes } = await openDataset(`${folder}/${set}_${name}.tsv`);
      return items.map(({ label, series }) => ({ label: classes[label]!, values: centredAndScaled(series!.values) }));
    };
    const [known, probes] = [await part("TRAIN"), await part("TEST")];
    const length = known[0]!.values.length;
    const error = (share: number): number => nearestError(probes, known, warping(Math.ceil(share * length)));
    const near = (actual: number, expected: number): void =>
      assert.ok(Math.abs(actual - expected) < 6e-5, `${actual} for ${expected}`);
    near(nearestError(probes, known, straight), euclid);
    near(error(1), whole);
    near(error(bestWindow(known)), best);
  });
}

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Embeddings } from "../../src/core/embeddings.js";
import { random } from "../../src/core/random.js";
import { gatherReportItems } from "../../src/report/gather.js";
import { renderReport } from "../../src/report/report.js";
import { emptyInput, pixel } from "./report-input.js";

const euclidean = {
  between: (a: ArrayLike<number>, b: ArrayLike<number>): number =>
    Math.sqrt(Array.from(a).reduce((sum, value, i) => sum + (value - b[i]!) ** 2, 0)),
};

/** Rows on a line at the given places, labelled by the given classes. */
function line(places: readonly number[], labels?: readonly number[]): Embeddings {
  return {
    data: Float32Array.from(places),
    rows: places.length,
    columns: 1,
    ids: places.map((place) => `at ${place}`),
    ...(labels && { labels: Int32Array.from(labels), classes: ["ann", "bob", "cid"] }),
  };
}

test("pairs come hardest and easiest first, named and pictured, with their similarity", async () => {
  const embeddings = line([0, 1, 10, 11.5, 30], [0, 0, 1, 1, 0]);
  const asked: number[] = [];
  const { pairs, distances } = await gatherReportItems(embeddings, euclidean, {
    seed: 1,
    shownPairs: 2,
    thumbnail: (index) => (asked.push(index), pixel),
    similarity: (distance) => 1 / (1 + distance),
  });
  const seen = (list: typeof pairs.sameHardest): number[] => list.map(({ distance }) => distance);
  assert.deepEqual(seen(pairs.sameHardest), [30, 29]);
  assert.deepEqual(seen(pairs.sameEasiest), [1, 1.5]);
  assert.deepEqual(seen(pairs.differentHardest), [9, 10]);
  assert.deepEqual(seen(pairs.differentEasiest), [20, 18.5]);
  const { a, b, similarity } = pairs.sameEasiest[0]!;
  assert.deepEqual([a.id, b.id].sort(), ["at 0", "at 1"]);
  assert.deepEqual([a.label, a.thumbnail, similarity], ["ann", pixel, 0.5]);
  assert.deepEqual(
    Array.from(distances.same).sort((x, y) => x - y),
    [1, 1.5, 29, 30],
  );
  assert.equal(distances.different.length, 6);
  assert.equal(new Set(asked).size, asked.length);
});

test("neighbours are the nearest other rows, judged by class", async () => {
  const embeddings = line([0, 1, 1.4, 10, 11, 12], [0, 0, 1, 2, 2, 2]);
  const { neighbours } = await gatherReportItems(embeddings, euclidean, { seed: 1 });
  const of = (id: string): (readonly [string, boolean])[] =>
    neighbours.find(({ probe }) => probe.id === id)!.nearest.map(({ item, correct }) => [item.id, correct] as const);
  assert.deepEqual(of("at 1").slice(0, 2), [
    ["at 1.4", false],
    ["at 0", true],
  ]);
  assert.deepEqual(
    of("at 11")
      .slice(0, 2)
      .map(([, correct]) => correct),
    [true, true],
  );
  // The only one of its class can have no right neighbour: it is no probe.
  assert.ok(neighbours.every(({ probe }) => probe.id !== "at 1.4"));
});

test("named pairs are judged instead, and need no labels", async () => {
  const named = [
    { a: 0, b: 1, same: true },
    { a: 0, b: 2, same: false },
  ];
  const { pairs, distances, neighbours } = await gatherReportItems(line([0, 1, 10]), euclidean, {
    seed: 1,
    pairs: named,
  });
  assert.deepEqual([...Array.from(distances.same), ...Array.from(distances.different)], [1, 10]);
  assert.equal(pairs.differentHardest[0]!.b.label, undefined);
  assert.deepEqual(neighbours, []);
});

test("pairs with distances are taken as they are", async () => {
  const scored = {
    a: Int32Array.of(0, 0),
    b: Int32Array.of(1, 2),
    same: Uint8Array.of(1, 0),
    distances: Float32Array.of(7, 8),
  };
  const { distances } = await gatherReportItems(line([0, 1, 10]), euclidean, { seed: 1, pairs: scored });
  assert.deepEqual([...Array.from(distances.same), ...Array.from(distances.different)], [7, 8]);
});

test("work is bounded, seeded, and keeps same pairs frequent", async () => {
  const generator = random(9);
  const rows = 4000;
  const embeddings: Embeddings = {
    data: Float32Array.from({ length: rows * 2 }, () => generator.normal()),
    rows,
    columns: 2,
    ids: Array.from({ length: rows }, (_, i) => `${i}`),
    labels: Int32Array.from({ length: rows }, (_, i) => i >> 2),
  };
  let measured = 0;
  const counting = {
    between: (a: ArrayLike<number>, b: ArrayLike<number>): number => (
      measured++,
      Math.hypot(a[0]! - b[0]!, a[1]! - b[1]!)
    ),
  };
  const options = { seed: 4, rows: 60, mapRows: 30, probes: 2 };
  const first = await gatherReportItems(embeddings, counting, options);
  assert.ok(measured < 60 * 60 + 30 * 30 + 40 * 60, `${measured} distances`);
  assert.equal(first.distances.same.length + first.distances.different.length, (60 * 59) / 2);
  assert.equal(first.distances.same.length, 15 * 6);
  assert.equal(first.map?.x.length, 30);
  assert.equal(first.map?.total, rows);
  assert.deepEqual(await gatherReportItems(embeddings, counting, options), first);
});

test("rows that are not finite are left out", async () => {
  const { distances, map } = await gatherReportItems(line([0, NaN, 1, 2, Infinity], [0, 0, 0, 1, 1]), euclidean, {
    seed: 1,
  });
  assert.equal(distances.same.length, 1);
  assert.equal(map?.x.length, 3);
});

test("too few rows for anything make a report of sentences", async () => {
  const gathered = await gatherReportItems(line([1], [0]), euclidean, { seed: 1 });
  const page = await renderReport({ ...emptyInput, ...gathered });
  assert.match(page, /There are too few embeddings for a map/);
  await assert.rejects(gatherReportItems(line([1], [0]), euclidean, { seed: 1, rows: 1 }), { code: "INVALID_OPTION" });
});

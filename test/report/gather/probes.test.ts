import assert from "node:assert/strict";
import { test } from "node:test";
import { rankedProbes } from "../../../src/report/gather/probes.js";
import type { Row } from "../../../src/report/gather/rows.js";

test("probes come from many classes, and failures are among them", () => {
  // Classes 0-4 sit apart on a line, ten rows each; one row of class 0 has strayed to class 4.
  const rows: Row[] = Array.from({ length: 50 }, (_, index) => ({ index, label: index % 5 }));
  const place = (index: number): number => (index === 0 ? 400.5 : 100 * (index % 5) + index / 10);
  const probes = rankedProbes(rows, 6, (a, b) => Math.abs(place(a) - place(b)), 1);
  assert.equal(probes.length, 6);
  assert.equal(new Set(probes.map(({ probe }) => probe.label)).size, 5);
  const last = probes.at(-1)!;
  assert.notEqual(last.nearest[0]!.row.label, last.probe.label);
  for (const { probe, nearest } of probes) {
    assert.equal(nearest.length, 5);
    assert.ok(nearest.every(({ row }) => row.index !== probe.index));
    const distances = nearest.map(({ distance }) => distance);
    assert.deepEqual(
      distances,
      distances.toSorted((a, b) => a - b),
    );
  }
});

// Lengths to pad to, and one session in front of several.

import assert from "node:assert/strict";
import { test } from "node:test";
import { random } from "../../src/core/random.js";
import type { HostTensor, Session } from "../../src/engine/index.js";
import { bucketOf, bucketedSession, chooseBuckets } from "../../src/training/buckets.js";

test("a few lengths, the last the longest; one where all are about alike", () => {
  assert.deepEqual(chooseBuckets([100, 95, 91]), [100]);
  assert.deepEqual(chooseBuckets([7, 26, 13]), [7, 13, 26]);
  assert.deepEqual(chooseBuckets([30, 100]), [30, 100]);
  assert.deepEqual(chooseBuckets([1, 2]), [1, 2]);
  assert.deepEqual(
    [1, 50, 51, 100].map((length) => bucketOf([50, 75, 100], length)),
    [50, 50, 75, 100],
  );
});

test("of all choices of up to four, the one that pads least", () => {
  const draw = random(1, "lengths").next;
  for (let trial = 0; trial < 20; trial++) {
    const lengths = Array.from({ length: 9 }, () => 1 + Math.floor(40 * draw() ** 2));
    const padded = (buckets: readonly number[]): number =>
      lengths.reduce((sum, length) => sum + bucketOf(buckets, length), 0);
    const longest = Math.max(...lengths);
    const near = (buckets: readonly number[]): boolean =>
      buckets.some((b, i) => b >= 0.9 * (buckets[i + 1] ?? Infinity));
    let least = Infinity;
    for (const a of lengths)
      for (const b of lengths)
        for (const c of lengths) {
          const buckets = [...new Set([a, b, c, longest])].sort((x, y) => x - y);
          if (!near(buckets)) least = Math.min(least, padded(buckets));
        }
    const chosen = chooseBuckets(lengths);
    assert.equal(padded(chosen), least, `${lengths.join()}: ${chosen.join()}`);
    assert.equal(chosen.at(-1), longest);
  }
});

test("of many lengths, quantiles are looked at", () => {
  const lengths = Array.from({ length: 5000 }, (_, i) => i + 1);
  const buckets = chooseBuckets(lengths);
  assert.equal(buckets.length, 4);
  buckets.forEach((bucket, i) => assert.ok(Math.abs(bucket - 1250 * (i + 1)) < 30, buckets.join()));
});

test("a run goes to the session of its length, started once", async () => {
  const log: string[] = [];
  const fake = (steps: number): Session => ({
    ...{ inputNames: ["series"], outputNames: ["y"] },
    run: () => Promise.resolve((log.push(`run ${steps}`), {})),
    release: () => Promise.resolve(void log.push(`release ${steps}`)),
  });
  const start = (steps: number): Promise<Session> => Promise.resolve((log.push(`start ${steps}`), fake(steps)));
  const session = bucketedSession(start, fake(20), 20);
  const feeds = (steps: number): Record<string, HostTensor> => ({
    series: { dtype: "float32", shape: [1, steps, 1], data: new Float32Array(steps) },
  });
  for (const steps of [20, 10, 10]) await session.run(feeds(steps));
  await session.release();
  assert.deepEqual(log, ["run 20", "start 10", "run 10", "run 10", "release 20", "release 10"]);
  await assert.rejects(session.run({}), /a batch of neither series, texts nor records/);
});

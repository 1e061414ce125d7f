// Lengths to pad to, and one session in front of several.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { HostTensor, Session } from "../../src/engine/index.js";
import { bucketOf, bucketedSession, chooseBuckets } from "../../src/training/buckets.js";

test("a few lengths, the last the longest; one where all are about alike", () => {
  assert.deepEqual(chooseBuckets([100, 95, 91]), [100]);
  assert.deepEqual(chooseBuckets([7, 26, 13]), [7, 13, 20, 26]);
  assert.deepEqual(chooseBuckets([30, 100]), [50, 75, 100]);
  assert.deepEqual(chooseBuckets([1, 2]), [1, 2]);
  assert.deepEqual(
    [1, 50, 51, 100].map((length) => bucketOf([50, 75, 100], length)),
    [50, 50, 75, 100],
  );
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
  await assert.rejects(session.run({}), /a batch without series/);
});

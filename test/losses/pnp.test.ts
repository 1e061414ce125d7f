import assert from "node:assert/strict";
import { test } from "node:test";
import { createScope } from "../../src/encoders/index.js";
import { input } from "../../src/graph/index.js";
import { pnp } from "../../src/losses/index.js";
import { runLabels } from "./run-loss.js";

test("counts the negatives before each positive", async () => {
  const at = (degrees: number): number[] => [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  // From 0: negatives at 20 and 40 before the positive at 60; from 60: one at 40, and 20 just as far as 100, then 0.
  const { loss } = await runLabels(pnp({ anneal: 0.001 }), [at(0), at(60), at(20), at(40)], [0, 0, 1, 2]);
  assert.ok(Math.abs(loss - (2 / 2 + 2 / 2) / 2) < 1e-4, `${loss}`);
});

test("a batch too large to look at each triplet is refused, with advice", () => {
  const { scope } = createScope({ training: true });
  const batch = { embeddings: input("embeddings", "float32", [321, 8]), labels: input("labels", "int64", [321]) };
  assert.throws(() => pnp().build(batch, { scope }), {
    code: "INVALID_OPTION",
    message:
      /pnp: too many triplets to look at each \(321 x 321 x 321 numbers, 0.13 GB each time\); batches may have 320 rows/,
  });
});

test("bad options are refused, saying what would do", () => {
  assert.throws(() => pnp({ anneal: 0 }), /pnp: anneal must be > 0, got 0/);
  assert.throws(() => pnp({ variant: "Dp" as "Dq" }), /pnp: variant must be one of O, Ds, Dq, Iu, Ib, got "Dp"/);
});

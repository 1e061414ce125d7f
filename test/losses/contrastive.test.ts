import assert from "node:assert/strict";
import { test } from "node:test";
import { cosine, manhattan, squaredEuclidean } from "../../src/distances/index.js";
import { createScope } from "../../src/encoders/index.js";
import { input } from "../../src/graph/index.js";
import { contrastive, lossByName, marginUnit } from "../../src/losses/index.js";
import { runLabels, runPairs } from "./run-loss.js";

const half = { a: [0, 0], b: [0.3, 0.4] };

test("the paper's values: at distance 1/2 and margin 1 either kind of pair costs 1/8", async () => {
  const loss = contrastive({ balance: false });
  assert.ok(Math.abs((await runPairs(loss, [{ ...half, same: true }])).loss - 0.125) < 1e-6);
  assert.ok(Math.abs((await runPairs(loss, [{ ...half, same: false }])).loss - 0.125) < 1e-6);
});

test("a different pair beyond the margin costs nothing and is not active", async () => {
  const far = { a: [0, 0], b: [3, 4], same: false };
  const { loss, gradient, metrics } = await runPairs(contrastive(), [far]);
  assert.deepEqual([loss, metrics["active"], metrics["meanNegative"], metrics["meanPositive"]], [0, 0, 5, 0]);
  assert.deepEqual(gradient.map(Math.abs), [0, 0, 0, 0]);
});

test("a same pair within the positive margin costs nothing", async () => {
  const { loss } = await runPairs(contrastive({ positiveMargin: 0.6 }), [{ ...half, same: true }]);
  assert.equal(loss, 0);
});

test("two different rows that coincide stay finite", async () => {
  const { loss, gradient } = await runPairs(contrastive(), [{ a: [1, 2], b: [1, 2], same: false }]);
  assert.equal(loss, 0.25);
  assert.ok(gradient.every(Number.isFinite));
});

test("balance: same pairs weigh half, however few", async () => {
  const pairs = [{ ...half, same: true }, ...Array.from({ length: 9 }, () => ({ a: [0, 0], b: [9, 9], same: false }))];
  assert.ok(Math.abs((await runPairs(contrastive(), pairs)).loss - 0.125 / 2) < 1e-6);
  assert.ok(Math.abs((await runPairs(contrastive({ balance: false }), pairs)).loss - 0.125 / 10) < 1e-6);
});

test("default margins follow the distance", async () => {
  assert.equal(marginUnit(squaredEuclidean(), 64), 1);
  assert.equal(marginUnit(cosine(), 64), 0.5);
  assert.equal(marginUnit(manhattan(), 8), Math.sqrt(16 / Math.PI));
  // Opposite vectors are at cosine distance 2, beyond 0.5; orthogonal to nothing nearer than 0.5 is active.
  const rows = [
    [1, 0],
    [0.9, Math.sqrt(1 - 0.81)],
    [-1, 0],
  ];
  const { metrics } = await runLabels(contrastive({ distance: cosine() }), rows, [0, 1, 2]);
  assert.ok(Math.abs(metrics["active"]! - 1 / 3) < 1e-6);
});

test("labels that do not fit the embeddings are refused", () => {
  const batch = { embeddings: input("embeddings", "float32", [3, 1]), labels: input("labels", "int64", [2]) };
  const { scope } = createScope({ training: true });
  assert.throws(
    () => contrastive().build(batch, { scope }),
    /labels must be one for each embedding, got \[2\] and \[3, 1\]/,
  );
});

test("a batch that knows nothing is refused", () => {
  const { scope } = createScope({ training: true });
  const embeddings = input("embeddings", "float32", [3, 1]);
  assert.throws(() => contrastive().build({ embeddings }, { scope }), /contrastive: needs labels or pairs/);
});

test("bad options are refused, saying what would do", () => {
  assert.throws(() => contrastive({ margin: -1 }), /contrastive: margin must be > 0, got -1/);
  assert.throws(() => contrastive({ margin: 1, positiveMargin: 2 }), /margin must be > 2, got 1/);
  assert.throws(() => lossByName("contrastiv"), /loss: unknown "contrastiv", did you mean "contrastive"\?/);
  assert.throws(() => lossByName("contrastive", { margins: 2 }), /unknown option "margins", did you mean "margin"\?/);
  assert.throws(() => lossByName("contrastive", { distance: "euclid" }), /distance: unknown "euclid"/);
  assert.throws(() => lossByName("contrastive", { distance: 3 }), /contrastive: distance must be a name/);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { createScope } from "../../src/encoders/index.js";
import { input } from "../../src/graph/index.js";
import { centre, cosface, lossByName, proxyNca } from "../../src/losses/index.js";
import { failure } from "../testkit/pictures.js";
import { runLabels } from "./run-loss.js";

const rows = [
  [1, 0],
  [0, 1],
];

test("a label beyond the classes stops the run, where a masked sum would take it for a cost of 0", async () => {
  const weight = Float32Array.of(1, 0, 0, 1);
  for (const labels of [
    [0, 2],
    [0, -1],
  ]) {
    const outside = failure("GRAPH_INVALID", /indices element out of data bounds/);
    await assert.rejects(runLabels(cosface(), rows, labels, { classes: 2, parameters: { weight } }), outside);
    await assert.rejects(runLabels(centre(), rows, labels, { classes: 2, parameters: { centres: weight } }), outside);
  }
});

test("one class is nothing to tell apart; a batch without a number of classes is refused", () => {
  const batch = { embeddings: input("embeddings", "float32", [2, 2]), labels: input("labels", "int64", [2]) };
  const { scope } = createScope({ training: true });
  const one = failure("DATA_INVALID", /proxy-nca: needs two classes or more to tell apart, got 1/);
  assert.throws(() => proxyNca().build(batch, { scope, classes: 1 }), one);
  assert.throws(
    () => cosface().build(batch, { scope }),
    failure("DATA_INVALID", /needs labels and the number of classes/),
  );
});

test("weights are shown class by class, for regularisers", () => {
  for (const [name, rows, perClass] of [
    ["cosface", 3, 1],
    ["sub-centre-arcface", 9, 3],
    ["soft-triple", 30, 10],
    ["centre", 3, 1],
  ] as const) {
    const batch = { embeddings: input("embeddings", "float32", [2, 5]), labels: input("labels", "int64", [2]) };
    const { scope } = createScope({ training: true });
    const { classWeights } = lossByName(name).build(batch, { scope, classes: 3 });
    assert.deepEqual([classWeights!.rows.shape, classWeights!.perClass], [[rows, 5], perClass], name);
  }
});

const wrong: readonly [name: string, options: Record<string, unknown>, message: RegExp][] = [
  ["cosface", { margin: -1 }, /cosface: margin must be >= 0 and < 2, got -1/],
  ["cosface", { scale: 0 }, /cosface: scale must be > 0, got 0/],
  ["sphereface", { margin: 1.5 }, /sphereface: margin must be a whole number >= 1, got 1.5/],
  ["sphereface", { scale: 0 }, /sphereface: scale must be > 0/],
  ["large-margin-softmax", { margin: 0 }, /large-margin-softmax: margin must be a whole number >= 1, got 0/],
  ["normalised-softmax", { temperature: 0 }, /normalised-softmax: temperature must be > 0, got 0/],
  ["normalized-softmax", {}, /loss: unknown "normalized-softmax", did you mean "normalised-softmax"/],
  ["proxy-nca", { denominator: "some" }, /denominator must be one of others, all, got "some"/],
  ["proxy-nca", { softmaxScale: -1 }, /softmaxScale must be > 0/],
  ["proxy-anchor", { margin: -0.1 }, /proxy-anchor: margin must be >= 0 and <= 1, got -0.1/],
  ["proxy-anchor", { alpha: 0 }, /alpha must be > 0/],
  ["soft-triple", { centersPerClass: 3 }, /unknown option "centersPerClass", did you mean "centresPerClass"/],
  ["soft-triple", { gamma: 0 }, /gamma must be > 0/],
  ["soft-triple", { la: 0 }, /la must be > 0/],
  ["soft-triple", { margin: 2 }, /margin must be >= 0 and < 2/],
  ["soft-triple", { centresPerClass: 0 }, /centresPerClass must be a whole number >= 1/],
  ["centre", { alpha: 1 }, /centre: unknown option "alpha". Known: none/],
];

for (const [name, options, message] of wrong) {
  test(`refused: ${name} ${JSON.stringify(options)}`, () => {
    assert.throws(() => lossByName(name, options), failure("INVALID_OPTION", message));
  });
}

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type Loss,
  arcface,
  centre,
  contrastive,
  cosent,
  lossByName,
  lp,
  multiple,
  pairClassifier,
  regularFace,
  simclr,
  supcon,
  triplet,
} from "../../src/losses/index.js";
import { failure } from "../testkit/pictures.js";
import { CLASSES, D, numbersOf } from "./case.js";
import { fold, runLabels, runPairs, runViews } from "./run-loss.js";

const rows = fold(numbersOf(6 * D, "multiple"), D);
const labels = [0, 1, 0, 1, 2, 2];
const weight = Float32Array.from(numbersOf(D * CLASSES, "weight"));
const centres = Float32Array.from(numbersOf(D * CLASSES, "centres"));

const near = (actual: number, expected: number, what = ""): void => {
  assert.ok(Math.abs(actual - expected) <= 1e-5 * (1 + Math.abs(expected)), `${what} ${actual} for ${expected}`);
};

test("the weighted sum of its losses, in value and gradient; each has its own weights, and its value is told", async () => {
  const loss = multiple([
    { loss: arcface({ scale: 4 }) },
    { loss: centre(), weight: 0.3 },
    { loss: triplet(), weight: 0 },
  ]);
  const parameters = { "arcface.weight": weight, "centre.centres": centres };
  const sum = await runLabels(loss, rows, labels, { classes: CLASSES, parameters });
  const first = await runLabels(arcface({ scale: 4 }), rows, labels, { classes: CLASSES, parameters: { weight } });
  const second = await runLabels(centre(), rows, labels, { classes: CLASSES, parameters: { centres } });
  near(sum.loss, first.loss + 0.3 * second.loss);
  sum.gradient.forEach((value, i) => near(value, first.gradient[i]! + 0.3 * second.gradient[i]!, `gradient ${i}`));
  sum.parameterGradients["centre.centres"]!.forEach((value, i) =>
    near(value, 0.3 * second.parameterGradients["centres"]![i]!, `centre ${i}`),
  );
  near(sum.metrics["arcface"]!, first.loss);
  near(sum.metrics["centre"]!, second.loss, "before it is weighted");
  near(sum.metrics["active"]!, first.metrics["active"]!);
  assert.deepEqual([loss.distance.name, loss.needs, loss.freeLength], ["cosine", "labels", true]);
});

test("regularisers on embeddings and on class weights are members like others", async () => {
  const loss = multiple([
    { loss: arcface({ scale: 4 }) },
    { regulariser: lp({ power: 2 }), weight: 2 },
    { regulariser: regularFace(), on: "class-weights", weight: 0.5 },
  ]);
  const sum = await runLabels(loss, rows, labels, { classes: CLASSES, parameters: { "arcface.weight": weight } });
  const alone = await runLabels(arcface({ scale: 4 }), rows, labels, { classes: CLASSES, parameters: { weight } });
  const squares = rows.map((row) => row.reduce((total, value) => total + value ** 2, 0));
  near(sum.metrics["lp"]!, squares.reduce((a, b) => a + b) / rows.length);
  const columns = Array.from({ length: CLASSES }, (_, j) => fold(Array.from(weight), CLASSES).map((row) => row[j]!));
  const cosine = (a: number[], b: number[]): number =>
    a.reduce((total, value, i) => total + value * b[i]!, 0) / Math.hypot(...a) / Math.hypot(...b);
  const nearest = columns.map((a, i) => Math.max(...columns.filter((_, j) => j !== i).map((b) => cosine(a, b))));
  near(sum.metrics["regular-face"]!, nearest.reduce((a, b) => a + b) / CLASSES);
  near(sum.loss, alone.loss + 2 * sum.metrics["lp"]! + 0.5 * sum.metrics["regular-face"]!);
  assert.notDeepEqual(sum.parameterGradients["arcface.weight"], alone.parameterGradients["weight"]);
});

test("pairs and views go the same way; the same loss twice has its weights twice", async () => {
  const pairs = [0, 1, 2].map((i) => ({ a: rows[i]!, b: rows[i + 3]!, same: i > 0, score: i / 2 }));
  const ofPairs = multiple([{ loss: cosent() }, { loss: contrastive(), weight: 2 }]);
  assert.equal(ofPairs.needs, "pairs");
  const [one, other] = [await runPairs(cosent(), pairs), await runPairs(contrastive(), pairs)];
  near((await runPairs(ofPairs, pairs)).loss, one.loss + 2 * other.loss);
  const ofViews = multiple([{ loss: simclr({ projector: [2] }) }, { loss: simclr({ projector: [2] }) }]);
  const { parameterGradients } = await runViews(ofViews, rows.slice(0, 3), rows.slice(3));
  assert.deepEqual(Object.keys(parameterGradients).sort(), [
    "simclr-2.projector.layer1.dense.bias",
    "simclr-2.projector.layer1.dense.weight",
    "simclr.projector.layer1.dense.bias",
    "simclr.projector.layer1.dense.weight",
  ]);
});

test("what a member learns is what verification uses", () => {
  const loss = multiple([{ loss: contrastive() }, { loss: pairClassifier() }]);
  const parameters = new Map([
    ["pair-classifier.weights", Float32Array.of(2, -1)],
    ["pair-classifier.bias", Float32Array.of(1)],
  ]);
  assert.equal(loss.learned!(parameters).between([0, 0], [1, 1]), 3);
  assert.equal(multiple([{ loss: contrastive() }]).learned, undefined);
});

test("rebuilt from name and options, and from what a config file says", () => {
  const loss = multiple([{ loss: arcface() }, { loss: centre(), weight: 0.1 }, { regulariser: lp(), weight: 2 }]);
  const copy = lossByName(loss.name, JSON.parse(JSON.stringify(loss.options)) as Record<string, unknown>);
  assert.deepEqual(copy.options, loss.options);
  const said = { members: ["arcface", { loss: "centre", weight: 0.1 }, { regulariser: { name: "lp" }, weight: 2 }] };
  assert.deepEqual(lossByName("multiple", said).options, loss.options);
});

const wrong: readonly [() => Loss, RegExp][] = [
  [() => multiple([]), /multiple: needs a loss among its members/],
  [() => multiple([{ regulariser: lp() }]), /multiple: needs a loss among its members/],
  [() => multiple([{ loss: supcon(), weight: -1 }]), /multiple: weight of supcon must be >= 0, got -1/],
  [
    () => multiple([{ loss: supcon() }, { loss: cosent() }]),
    /losses must need the same: supcon needs labels, cosent needs pairs/,
  ],
  [
    () => multiple([{ loss: simclr() }, { loss: contrastive() }]),
    /simclr needs views, contrastive needs labels or pairs/,
  ],
  [() => lossByName("multiple"), /multiple: members must be a list such as .* got undefined/],
  [() => lossByName("multiple", { members: [{ loss: "supcom" }] }), /loss: unknown "supcom", did you mean "supcon"/],
  [
    () => lossByName("multiple", { members: [{ loss: "supcon", wieght: 2 }] }),
    /unknown option "wieght", did you mean "weight"/,
  ],
  [() => lossByName("multiple", { members: [{ weight: 2 }] }), /multiple: loss must be a name, or \{ name, options \}/],
  [
    () => lossByName("multiple", { members: ["supcon", { regulariser: "lp", on: "weights" }] }),
    /on must be one of embeddings, class-weights/,
  ],
];

for (const [make, message] of wrong) {
  test(`refused: ${message.source}`, () => {
    assert.throws(make, failure("INVALID_OPTION", message));
  });
}

test("class weights that no loss has are missed when the graph is built", async () => {
  const loss = multiple([{ loss: supcon() }, { regulariser: regularFace(), on: "class-weights" }]);
  const message = /multiple: no loss before regular-face has class weights/;
  await assert.rejects(runLabels(loss, rows, labels), failure("INVALID_OPTION", message));
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { type Tensor, constant, dataOf, gradients, input } from "../../src/graph/index.js";
import {
  type Reducer,
  classWeightedReducer,
  lossByName,
  lossNames,
  meanOfNonZeroReducer,
  meanReducer,
  perAnchorReducer,
  reducerByName,
  reducerNames,
  sumReducer,
  thresholdReducer,
} from "../../src/losses/index.js";
import { rowsTensor, runGraph } from "../testkit/run-graph.js";
import { runLabels } from "./run-loss.js";

// Three anchors; the first has three pairs, the second one, the third none. One pair counts twice.
const cost = [
  [1, 0, 4],
  [2, 7, 7],
  [7, 7, 7],
];
const weight = [
  [1, 1, 2],
  [1, 0, 0],
  [0, 0, 0],
];
const labels = constant(BigInt64Array.of(1n, 0n, 1n), [3], "int64");

async function reduced(reducer: Reducer, weights = weight): Promise<{ value: number; gradient: number[] }> {
  const costs = input("cost", "float32", [3, 3]);
  const counts = constant(dataOf("float32", weights.flat()), [3, 3]);
  const value = reducer.reduce({ cost: costs, weight: counts }, { labels });
  const [gradient] = gradients(value, [costs]) as [Tensor];
  const numbers = await runGraph({ value, gradient }, { cost: rowsTensor(cost) });
  return { value: numbers["value"]![0]!, gradient: numbers["gradient"]! };
}

const cases: readonly [Reducer, number, readonly number[]][] = [
  [meanReducer(), 11 / 5, [1 / 5, 1 / 5, 2 / 5, 1 / 5, 0, 0, 0, 0, 0]],
  [sumReducer(), 11, [1, 1, 2, 1, 0, 0, 0, 0, 0]],
  [meanOfNonZeroReducer(), 11 / 4, [1 / 4, 1 / 4, 2 / 4, 1 / 4, 0, 0, 0, 0, 0]],
  [perAnchorReducer(), (9 / 4 + 2) / 2, [1 / 8, 1 / 8, 2 / 8, 1 / 2, 0, 0, 0, 0, 0]],
  [perAnchorReducer({ reducer: sumReducer() }), 9 / 4 + 2, [1 / 4, 1 / 4, 2 / 4, 1, 0, 0, 0, 0, 0]],
  [classWeightedReducer({ weights: [3, 0.5] }), (0.5 * 9 + 3 * 2) / 5, [0.1, 0.1, 0.2, 0.6, 0, 0, 0, 0, 0]],
  [thresholdReducer({ low: 1 }), 10 / 3, [0, 0, 2 / 3, 1 / 3, 0, 0, 0, 0, 0]],
  [thresholdReducer({ low: 0.5, high: 3 }), 3 / 2, [1 / 2, 0, 0, 1 / 2, 0, 0, 0, 0, 0]],
];

test("every reducer by name is tested here", () => {
  assert.deepEqual([...new Set(cases.map(([{ name }]) => name))].sort(), [...reducerNames].sort());
});

for (const [reducer, value, gradient] of cases) {
  const what = `${reducer.name} ${JSON.stringify(reducer.options)}`;
  test(`${what}: value and gradient`, async () => {
    const actual = await reduced(reducer);
    assert.ok(Math.abs(actual.value - value) < 1e-6, `${actual.value} for ${value}`);
    actual.gradient.forEach((part, i) => assert.ok(Math.abs(part - gradient[i]!) < 1e-6, `gradient ${i}: ${part}`));
  });

  test(`${what}: nothing to reduce is 0, with gradient 0`, async () => {
    const actual = await reduced(
      reducer,
      weight.map((row) => row.map(() => 0)),
    );
    assert.deepEqual([actual.value, ...actual.gradient.map(Math.abs)], Array<number>(10).fill(0));
  });

  test(`${what}: rebuilt from its name and options`, () => {
    const options = JSON.parse(JSON.stringify(reducer.options)) as Record<string, unknown>;
    assert.deepEqual(reducerByName(reducer.name, options).options, reducer.options);
  });
}

const rows = [
  [1, 0],
  [0.9, 0.5],
  [0.2, 1],
  [0.1, -0.8],
  [1, 0.3],
  [-1, 0.2],
];

for (const name of lossNames.filter(
  (each) => each !== "multiple" && lossByName(each).options["reducer"] !== undefined,
)) {
  test(`${name} takes any reducer`, async () => {
    for (const reducer of ["sum", "mean-of-non-zero", "per-anchor", { name: "threshold", options: { low: -1 } }]) {
      const loss = lossByName(name, { reducer });
      assert.deepEqual(loss.options["reducer"], reducer);
      const parameters = { weights: Float32Array.of(1, 1), bias: Float32Array.of(1) };
      const { loss: value, gradient } = await runLabels(loss, rows, [0, 0, 1, 1, 2, 2], { parameters });
      assert.ok([value, ...gradient].every(Number.isFinite), `${JSON.stringify(reducer)}: ${value}`);
    }
  });
}

test("the sum of contrastive loss is the paper's: every pair once", async () => {
  // Pairs at distances 0.6 (same), 0.8 and 1 (different).
  const { loss } = await runLabels(
    lossByName("contrastive", { balance: false, reducer: "sum" }),
    [
      [0, 0],
      [0.6, 0],
      [0, 0.8],
    ],
    [0, 0, 1],
  );
  assert.ok(Math.abs(loss - (0.36 / 2 + 0.04 / 2)) < 1e-6, `${loss}`);
});

test("bad options are refused, saying what would do", () => {
  assert.throws(() => reducerByName("men"), /reducer: unknown "men", did you mean "mean"\?/);
  assert.throws(() => reducerByName("mean", { low: 1 }), /mean: unknown option "low"/);
  assert.throws(
    () => lossByName("circle", { reducer: 3 }),
    /circle: reducer must be a name such as "mean-of-non-zero"/,
  );
  assert.throws(() => thresholdReducer({}), /threshold: needs low or high, got neither/);
  assert.throws(() => thresholdReducer({ low: 2, high: 1 }), /threshold: high must be > 2, got 1/);
  assert.throws(() => classWeightedReducer({ weights: [] }), /class-weighted: weights must be a list of numbers/);
  assert.throws(() => classWeightedReducer({ weights: [1, -1] }), /weights\[1\] must be >= 0, got -1/);
});

test("class weights need labels, and one weight for each class", () => {
  const reducer = classWeightedReducer({ weights: [1, 2] });
  const costs = { cost: input("cost", "float32", [3]), weight: input("weight", "float32", [3]) };
  assert.throws(() => reducer.reduce(costs, {}), /class-weighted: needs labels; the batch has none/);
  assert.throws(
    () => reducer.reduce(costs, { labels, classes: 3 }),
    /weights must be one for each class, got 2 for 3 classes/,
  );
});

// Every optimiser against PyTorch's trajectories, and what they have in common.

import assert from "node:assert/strict";
import { test } from "node:test";
import { type HostTensor, runtime } from "../../src/engine/index.js";
import { type Tensor, encodeModel, input } from "../../src/graph/index.js";
import { adam } from "../../src/training/adam.js";
import { adamw } from "../../src/training/adamw.js";
import type { Optimiser } from "../../src/training/optimiser.js";
import { optimiserByName, optimiserNames } from "../../src/training/optimiser-registry.js";
import { rmsprop } from "../../src/training/rmsprop.js";
import { sgd } from "../../src/training/sgd.js";
import { missing, readJson, shared } from "../testkit/shared.js";

interface Golden {
  readonly start: number[][];
  readonly gradients: number[][][];
  readonly cases: readonly { readonly optimizer: string; readonly trajectory: number[][][] }[];
}

interface RunOptions {
  readonly start: readonly number[];
  readonly gradients: readonly (readonly number[])[];
  readonly learningRate: number;
  readonly decay?: boolean;
}

/** The parameter after each step, as the optimiser's graph makes it. */
async function trajectory(optimiser: Optimiser, { start, gradients, learningRate, decay = true }: RunOptions) {
  const at = (name: string, shape: readonly number[]): Tensor => input(name, "float32", shape);
  const shape = [start.length];
  const { value, states } = optimiser.build({
    ...{ name: "p", parameter: at("p", shape), gradient: at("gradient", shape), decay },
    ...{ learningRate: at("learningRate", []), step: at("step", []) },
  });
  const outputs = Object.fromEntries(states.map(({ name, next }) => [`next:${name}`, next]));
  const session = await runtime.createSession(encodeModel({ outputs: { value, ...outputs } }), { threads: 1 });
  const host = (values: readonly number[], dimensions: readonly number[] = []): HostTensor => {
    return { dtype: "float32", shape: dimensions, data: Float32Array.from(values) };
  };
  const path: number[][] = [];
  let parameter = host(start, shape);
  let carried = Object.fromEntries(
    states.map((state) => [
      state.name,
      host(
        start.map(() => 0),
        state.shape,
      ),
    ]),
  );
  try {
    for (const [i, gradient] of gradients.entries()) {
      const given = {
        p: parameter,
        ...carried,
        gradient: host(gradient, shape),
        learningRate: host([learningRate]),
        step: host([i + 1]),
      };
      const used = Object.fromEntries(Object.entries(given).filter(([name]) => session.inputNames.includes(name)));
      const results = await session.run(used);
      parameter = results["value"]!;
      carried = Object.fromEntries(states.map(({ name }) => [name, results[`next:${name}`]!]));
      path.push(Array.from(parameter.data, Number));
    }
    return path;
  } finally {
    await session.release();
  }
}

const goldenPath = shared("golden/optimizers.json");

const goldenCases: Readonly<Record<string, readonly [Optimiser, number]>> = {
  "SGD lr=0.1": [sgd({ momentum: 0 }), 0.1],
  "SGD lr=0.1 momentum=0.9 weight_decay=0.01": [sgd({ weightDecay: 0.01 }), 0.1],
  "SGD lr=0.1 momentum=0.9 nesterov": [sgd({ nesterov: true }), 0.1],
  "Adam lr=0.01": [adam(), 0.01],
  "AdamW lr=0.01 weight_decay=0.1": [adamw({ weightDecay: 0.1 }), 0.01],
  "RMSprop lr=0.01 alpha=0.99": [rmsprop(), 0.01],
};

for (const [name, [optimiser, learningRate]] of Object.entries(goldenCases)) {
  test(`golden: ${name}`, { skip: missing(goldenPath) }, async () => {
    const golden = readJson<Golden>(goldenPath!);
    const gradients = golden.gradients.map((gradient) => gradient.flat());
    const actual = await trajectory(optimiser, { start: golden.start.flat(), gradients, learningRate });
    const expected = golden.cases.find(({ optimizer }) => optimizer === name)!.trajectory;
    expected.forEach((values, step) =>
      values.flat().forEach((value, i) => {
        const difference = Math.abs(actual[step]![i]! - value);
        assert.ok(
          difference <= 2e-6 + 1e-5 * Math.abs(value),
          `step ${step + 1}, ${i}: ${actual[step]![i]} for ${value}`,
        );
      }),
    );
  });
}

test("golden: every trajectory is tried", { skip: missing(goldenPath) }, () => {
  const names = readJson<Golden>(goldenPath!).cases.map(({ optimizer }) => optimizer);
  assert.deepEqual(names, Object.keys(goldenCases));
});

for (const name of optimiserNames) {
  test(`${name} is rebuilt from its name and options`, () => {
    const optimiser = optimiserByName(name);
    assert.equal(optimiser.name, name);
    assert.deepEqual(optimiserByName(name, optimiser.options).options, optimiser.options);
    assert.ok(optimiser.defaultLearningRate > 0);
  });

  test(`${name} walks against the gradient at every step`, async () => {
    const gradients = Array.from({ length: 30 }, () => [1, -1]);
    const run = { start: [0, 0], gradients, learningRate: 0.01, decay: false };
    const path = await trajectory(optimiserByName(name), run);
    path.forEach(([down, up], i) => {
      assert.ok(down! < (path[i - 1]?.[0] ?? 0) && up! > (path[i - 1]?.[1] ?? 0), `step ${i + 1}: ${down}, ${up}`);
    });
  });

  test(`${name}: weight decay is left to weights`, async () => {
    const optimiser = optimiserByName(name, { weightDecay: 0.5 });
    const run = { start: [2], gradients: [[0], [0]], learningRate: 0.1 };
    const kept = await trajectory(optimiser, { ...run, decay: false });
    const decayed = await trajectory(optimiser, { ...run, decay: true });
    assert.deepEqual(kept, [[2], [2]]);
    assert.ok(decayed[1]![0]! < decayed[0]![0]! && decayed[0]![0]! < 2);
  });

  test(`${name} stays finite on zero gradients`, async () => {
    const path = await trajectory(optimiserByName(name), {
      start: [1],
      gradients: [[0], [0]],
      learningRate: 1,
      decay: false,
    });
    assert.deepEqual(path, [[1], [1]]);
  });
}

test("unknown names and options are refused with a suggestion", () => {
  assert.throws(() => optimiserByName("adm"), /optimiser: unknown "adm", did you mean "adam"\?/);
  assert.throws(
    () => optimiserByName("adam", { beta_1: 0.5 }),
    /adam: unknown option "beta_1", did you mean "beta1"\?/,
  );
  assert.throws(() => adam({ beta2: 1 }), /adam: beta2 must be >= 0 and < 1, got 1/);
  assert.throws(() => optimiserByName("sgd", { momentum: "high" }), /sgd: momentum must be >= 0 and < 1, got "high"/);
});

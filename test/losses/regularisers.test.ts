import assert from "node:assert/strict";
import { test } from "node:test";
import { gradients, input } from "../../src/graph/index.js";
import { type Regulariser, lp, regulariserByName, regulariserNames } from "../../src/losses/index.js";
import { failure } from "../testkit/pictures.js";
import { rowsTensor, runGraph } from "../testkit/run-graph.js";
import type { Rows } from "./naive.js";

async function run(regulariser: Regulariser, rows: Rows, perClass = 1): Promise<{ cost: number; gradient: number[] }> {
  const x = input("x", "float32", [rows.length, rows[0]!.length]);
  const cost = regulariser.build({ rows: x, perClass });
  const [gradient] = gradients(cost, [x]);
  const results = await runGraph({ cost, gradient: gradient! }, { x: rowsTensor(rows) });
  return { cost: results["cost"]![0]!, gradient: results["gradient"]! };
}

const rows = [
  [0.5, -1, 2],
  [1.5, 0.25, -0.5],
  [-1, 0.75, 0.5],
  [0.1, 0.2, -2],
];

// Of PyTorch Metric Learning 2.9, in float64: LpRegularizer() and (p=3, power=2), ZeroMeanRegularizer, CenterInvariantRegularizer,
// RegularFaceRegularizer, SparseCentersRegularizer(num_classes=2, centers_per_class=2).
const theirs: readonly [name: string, options: Record<string, number>, cost: number, gradient: readonly number[]][] = [
  [
    "lp",
    {},
    1.8127053,
    [
      0.054554, -0.109109, 0.218218, 0.234261, 0.039043, -0.078087, -0.185695, 0.139272, 0.092848, 0.012423, 0.024845,
      -0.248452,
    ],
  ],
  [
    "lp",
    { p: 3, power: 2 },
    3.0048305,
    [
      0.059818, -0.239272, 0.957089, 0.739864, 0.020552, -0.082207, -0.432333, 0.243187, 0.108083, 0.002499, 0.009996,
      -0.999625,
    ],
  ],
  ["zero-mean", {}, 1.175, [0.25, 0.25, 0.25, 0.25, 0.25, 0.25, 0.25, 0.25, 0.25, -0.25, -0.25, -0.25]],
  [
    "centre-invariant",
    {},
    0.4415723,
    [
      0.228906, -0.457813, 0.915625, -0.321094, -0.053516, 0.107031, 0.401563, -0.301172, -0.200781, 0.015781, 0.031562,
      -0.315625,
    ],
  ],
  [
    "regular-face",
    {},
    0.145726,
    [
      -0.158229, 0.113848, 0.096481, -0.093503, 0.012871, -0.274072, 0.058687, -0.14532, 0.335355, 0.228211, 0.029604,
      0.014371,
    ],
  ],
  [
    "sparse-centres",
    {},
    0.7877706,
    [
      -0.069972, -0.006997, 0.013994, -0.03584, 0.043007, -0.086015, 0.023812, -0.033298, 0.097571, 0.054825, -0.04474,
      -0.001733,
    ],
  ],
];

for (const [name, options, cost, gradient] of theirs) {
  test(`${name} ${JSON.stringify(options)}: value and gradient are PyTorch Metric Learning's`, async () => {
    const actual = await run(regulariserByName(name, options), rows, 2);
    assert.ok(Math.abs(actual.cost - cost) < 1e-5, `${actual.cost} for ${cost}`);
    gradient.forEach((value, i) => assert.ok(Math.abs(actual.gradient[i]! - value) < 1e-5, `${i}`));
  });
}

test("every regulariser is compared with theirs, and rebuilt from its name and options", () => {
  assert.deepEqual([...new Set(theirs.map(([name]) => name))].sort(), [...regulariserNames].sort());
  for (const name of regulariserNames) {
    const { options } = regulariserByName(name);
    assert.deepEqual(regulariserByName(name, options).options, options);
  }
});

for (const name of regulariserNames) {
  test(`${name}: finite on equal rows, on rows of zeros and on large ones`, async () => {
    const same = [1, 2, 3];
    for (const degenerate of [
      [same, same, same, same],
      rows.map(() => [0, 0, 0]),
      rows.map((row) => row.map((x) => x * 1e4)),
    ]) {
      for (const power of name === "lp" ? [0.5, 1, 2] : [undefined]) {
        const regulariser = regulariserByName(name, power === undefined ? {} : { power });
        const { cost, gradient } = await run(regulariser, degenerate, 2);
        assert.ok([cost, ...gradient].every(Number.isFinite), `${cost}, ${gradient.join()}`);
      }
    }
  });
}

test("bad options are refused", () => {
  assert.throws(() => lp({ p: 0.5 }), failure("INVALID_OPTION", /lp: p must be >= 1, got 0.5/));
  assert.throws(() => lp({ power: 0 }), failure("INVALID_OPTION", /lp: power must be > 0, got 0/));
  const nearest = failure("INVALID_OPTION", /regulariser: unknown "regular-faces", did you mean "regular-face"/);
  assert.throws(() => regulariserByName("regular-faces"), nearest);
});

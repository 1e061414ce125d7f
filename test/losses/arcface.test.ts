import assert from "node:assert/strict";
import { test } from "node:test";
import { arcface, cosface, subCentreArcface } from "../../src/losses/index.js";
import { naiveAngleSum, naiveSoftmax } from "./naive-classes.js";
import { type LossRun, differences, runLabels } from "./run-loss.js";

/** Two classes in the plane, at 0 and at 90 degrees. */
const parameters = { weight: Float32Array.of(1, 0, 0, 1) };
const run = (loss: Parameters<typeof runLabels>[0], degrees: readonly number[]): Promise<LossRun> => {
  const rows = degrees.map((angle) => [Math.cos((angle * Math.PI) / 180), Math.sin((angle * Math.PI) / 180)]);
  const labels = degrees.map(() => 0);
  return runLabels(loss, rows, labels, { classes: 2, parameters });
};

test("the margin is an angle in radians: at 30 degrees, with 0.5 on top", async () => {
  const { loss } = await run(arcface({ margin: 0.5, scale: 4 }), [30]);
  const [own, other] = [4 * Math.cos(Math.PI / 6 + 0.5), 4 * 0.5];
  assert.ok(Math.abs(loss - Math.log(1 + Math.exp(other - own))) < 1e-6);
});

test("beyond π - margin the logit goes on falling, as in the paper's code", async () => {
  const own = Math.cos((170 * Math.PI) / 180) - 0.5 * Math.sin(0.5);
  const { loss } = await run(arcface({ scale: 1 }), [170]);
  const other = Math.sin((170 * Math.PI) / 180);
  assert.ok(Math.abs(loss - Math.log(1 + Math.exp(other - own))) < 1e-6);
});

test("an embedding that coincides with its class, or is opposite to it, has a finite gradient; arccos has none", async () => {
  for (const loss of [arcface(), arcface({ scale: 256 }), subCentreArcface({ subCentres: 1 })]) {
    for (const degrees of [0, 180, 1e-4, 1e-6]) {
      const { loss: value, gradient, parameterGradients } = await run(loss, [degrees]);
      assert.ok([value, ...gradient, ...parameterGradients["weight"]!].every(Number.isFinite), `${degrees}`);
    }
  }
});

test("near its class the gradient is the margin's, and never larger for rounding", async () => {
  const weight = [
    [1, 0.9],
    [0, Math.sqrt(1 - 0.81)],
  ];
  for (const [theta, tolerance] of [
    [1e-2, 0.02],
    [3e-3, 0.1],
    [6e-4, 0.5],
    [1e-5, 2],
  ] as const) {
    const row = [Math.cos(theta), -Math.sin(theta)];
    const options = { own: (c: number) => naiveAngleSum(c, 1.2), factor: () => 1 };
    const expected = differences((values) => naiveSoftmax([values], [0], weight, options), row, theta / 100);
    const own = { weight: Float32Array.from(weight.flat()) };
    const { gradient } = await runLabels(arcface({ margin: 1.2, scale: 1 }), [row], [0], {
      classes: 2,
      parameters: own,
    });
    const off = Math.hypot(...gradient.map((value, i) => value - expected[i]!));
    assert.ok(off <= tolerance * Math.hypot(...expected), `${theta}: ${gradient.join()} for ${expected.join()}`);
  }
});

test("scale 256 and embeddings of any length give finite numbers, and the length makes no difference", async () => {
  const loss = arcface({ scale: 256 });
  const rows = [
    [1, 2],
    [2, -1],
  ];
  const { loss: expected } = await runLabels(loss, rows, [0, 1], { classes: 2, parameters });
  for (const factor of [1e-9, 1e15]) {
    const scaled = rows.map((row) => row.map((value) => value * factor));
    const { loss: value, gradient } = await runLabels(loss, scaled, [0, 1], { classes: 2, parameters });
    assert.ok(Math.abs(value - expected) < 1e-3, `${factor}: ${value}`);
    assert.ok(gradient.every(Number.isFinite));
  }
});

test("without a margin it is CosFace without a margin", async () => {
  const angles = [10, 80, 200];
  const { loss, gradient } = await run(arcface({ margin: 0 }), angles);
  const other = await run(cosface({ margin: 0 }), angles);
  assert.ok(Math.abs(loss - other.loss) < 1e-4);
  gradient.forEach((value, i) => assert.ok(Math.abs(value - other.gradient[i]!) < 1e-4));
});

test("sub-centres: a picture need only be near one of its class's", async () => {
  // Class 0 has centres at 0 and 180 degrees, class 1 both at 90.
  const two = { weight: Float32Array.of(1, -1, 0, 0, 0, 0, 1, 1) };
  const loss = subCentreArcface({ subCentres: 2, scale: 8 });
  const at = async (row: number[]): Promise<number> =>
    (await runLabels(loss, [row], [0], { classes: 2, parameters: two })).loss;
  assert.equal(await at([1, 0]), await at([-1, 0]));
  assert.ok((await at([0, 1])) > 4 + (await at([1, 0])));
});

test("bad options are refused: a margin in degrees with what it is in radians", () => {
  assert.throws(
    () => arcface({ margin: 28.6 }),
    /arcface: margin is an angle in radians, .* got 28.6; 28.6 degrees are 0.4992/,
  );
  assert.throws(() => subCentreArcface({ margin: 28.6 }), /sub-centre-arcface: margin is an angle in radians/);
  assert.throws(() => arcface({ margin: -0.1 }), /arcface: margin must be >= 0 and <= 1.57\d+, got -0.1/);
  assert.throws(() => arcface({ scale: 0 }), /arcface: scale must be > 0, got 0/);
  assert.throws(() => subCentreArcface({ subCentres: 0 }), /subCentres must be a whole number >= 1, got 0/);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { createScope, zeros } from "../../src/encoders/index.js";
import { add, input } from "../../src/graph/index.js";

test("names say where a parameter stands; weights decay, biases do not unless told to", () => {
  const { scope, parameters, states, noises } = createScope({ training: true });
  const conv = scope.within("block1").within("conv");
  conv.parameter("weight", [2, 3], zeros);
  conv.parameter("bias", [2], zeros);
  scope.parameter("gains", [2], zeros, { decay: true });
  scope.state("mean", [2], zeros);
  scope.within("dropout").noise("noise", [4, 2]);
  assert.deepEqual(
    parameters.map(({ name, decay }) => [name, decay]),
    [
      ["block1.conv.weight", true],
      ["block1.conv.bias", false],
      ["gains", true],
    ],
  );
  assert.deepEqual(
    states.map(({ name }) => name),
    ["mean"],
  );
  assert.deepEqual(
    noises.map(({ name, shape }) => [name, shape]),
    [["dropout.noise", [4, 2]]],
  );
});

test("a parameter is the graph's input of that name", () => {
  const { scope } = createScope({ training: false, dtype: "float64" });
  const { source, dtype, shape } = scope.within("a").parameter("w", [2, 3], zeros);
  assert.deepEqual([source, dtype, shape], [{ kind: "input", name: "a.w" }, "float64", [2, 3]]);
});

test("a name is given once", () => {
  const { scope } = createScope({ training: true });
  scope.parameter("w", [1], zeros);
  assert.throws(() => scope.state("w", [1], zeros), /scope: "w" is taken/);
});

test("states are updated once, by their own kind, in training", () => {
  const { scope, updates } = createScope({ training: true });
  const state = scope.state("mean", [2], zeros);
  const value = add(state, state);
  scope.update(state, value);
  assert.equal(updates.get("mean"), value);
  assert.throws(() => scope.update(state, value), /state "mean" is updated twice/);
  assert.throws(() => scope.update(value, value), /needs a tensor made by state\(\)/);
  const other = scope.state("other", [2], zeros);
  assert.throws(
    () => scope.update(other, input("x", "float32", [3])),
    /state "other" is float32 \[2\], its update is float32 \[3\]/,
  );
  const inference = createScope({ training: false }).scope;
  assert.throws(() => inference.update(state, value), /only updated in training/);
  assert.throws(() => inference.noise("noise", [1]), /only drawn in training/);
});

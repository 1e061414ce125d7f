import assert from "node:assert/strict";
import { test } from "node:test";
import type { HostTensor } from "../../src/engine/index.js";
import { input } from "../../src/graph/index.js";
import { sgd } from "../../src/training/sgd.js";
import { averageOf, averaging } from "../../src/training/weight-average.js";
import { failure } from "../testkit/pictures.js";
import { runGraph } from "../testkit/run-graph.js";

test("the average follows the formula, and the parameter is what it is without it", async () => {
  const given = {
    ...{ name: "w", parameter: input("w", "float32", [2]), gradient: input("g", "float32", [2]), decay: false },
    ...{ learningRate: input("lr", "float32", []), step: input("step", "float32", []) },
  };
  const plain = sgd({ momentum: 0 }).build(given);
  const { value, states } = averaging(sgd({ momentum: 0 }), 0.6).build(given);
  assert.equal(states.length, plain.states.length + 1);
  assert.deepEqual([states.at(-1)!.name, averageOf("w"), states.at(-1)!.shape], ["w:average", "w:average", [2]]);
  const of = (...values: number[]): HostTensor => ({
    dtype: "float32",
    shape: [values.length],
    data: Float32Array.from(values),
  });
  const scalar = (number: number): HostTensor => ({ ...of(number), shape: [] });
  let [w, average] = [
    [1, -2],
    [7, 7],
  ];
  for (let t = 1; t <= 30; t++) {
    const feeds = { w: of(...w), g: of(1, -t), lr: scalar(0.1), step: scalar(t), "w:average": of(...average) };
    const got = await runGraph({ value, plain: plain.value, next: states.at(-1)!.next }, feeds);
    assert.deepEqual(got["value"], got["plain"]);
    const d = Math.min(0.6, (t - 1) / (t + 9));
    const expected = average.map((before, i) => d * before + (1 - d) * got["value"]![i]!);
    got["next"]!.forEach((next, i) =>
      assert.ok(Math.abs(next - expected[i]!) < 1e-5, `step ${t}: ${next}, expected ${expected[i]}`),
    );
    [w, average] = [got["value"]!, got["next"]!];
  }
});

test("a decay outside (0, 1) is refused", () => {
  for (const decay of [0, 1, NaN])
    assert.throws(() => averaging(sgd({ momentum: 0 }), decay), failure("INVALID_OPTION", /decay/));
});

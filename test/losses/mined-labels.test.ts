// Losses on class labels with a miner and with a memory: choosing all pairs, or remembering nothing, changes nothing; choosing none
// leaves nothing to learn from pairs; what can only be compared with the batch itself refuses a memory.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Miner } from "../../src/miners/index.js";
import { labelMasks } from "../../src/miners/index.js";
import { and, constant, dataOf, not } from "../../src/graph/index.js";
import { numbersOf } from "./case.js";
import { labelCases } from "./label-cases.js";
import { type LossRun, type RunLossOptions, fold, runLabels } from "./run-loss.js";

const D = 4;
const labels = [0, 1, 2, 0, 1, 2, 0, 3, 1, 2];
const rows = fold(numbersOf(labels.length * D, "mined labels"), D);

const everything: Miner = { name: "everything", options: {}, mine: (batch) => labelMasks(batch.labels) };

const nothing: Miner = {
  name: "nothing",
  options: {},
  mine(batch) {
    const { positive } = labelMasks(batch.labels);
    const none = and(positive, not(positive));
    return { positive: none, negative: none };
  },
};

/** Rows of classes 1 and 3 pretend: of two such rows nobody knows whether they are the same. */
const pretends = [0, 1, 0, 1];

const withoutImpostors: Miner = {
  name: "without-impostors",
  options: {},
  mine(batch) {
    const { positive, negative } = labelMasks(batch.labels);
    const counts = labels.flatMap((a) => labels.map((b) => (pretends[a] === 1 && pretends[b] === 1 ? 0 : 1)));
    const some = constant(dataOf("bool", counts), [labels.length, labels.length], "bool");
    return { positive: and(positive, some), negative: and(negative, some) };
  },
};

const emptyMemory = { rows: fold(numbersOf(3 * D, "empty memory"), D), labels: [-1, -1, -1] };

const onlyTheBatch = ["lifted-structure", "n-pairs", "angular", "dynamic-soft-margin"];

/** Whatever was mined, it compares each row with all others. */
const unmined = ["instance"];

function same(actual: LossRun, expected: LossRun): void {
  const near = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-4 * (1 + Math.abs(b));
  assert.ok(near(actual.loss, expected.loss), `${actual.loss} for ${expected.loss}`);
  expected.gradient.forEach((value, i) => assert.ok(near(actual.gradient[i]!, value), `gradient ${i}`));
}

for (const { name, loss, parameters = {} } of labelCases) {
  const run = (options: RunLossOptions): Promise<LossRun> =>
    runLabels(loss, rows, labels, { classes: 4, parameters, ...options });

  test(`${name}: all pairs mined, or a memory that is empty, change nothing`, async () => {
    const plain = await run({});
    same(await run({ miner: everything }), plain);
    if (!onlyTheBatch.includes(loss.name)) return same(await run({ memory: emptyMemory }), plain);
    await assert.rejects(run({ memory: emptyMemory }), {
      code: "INVALID_OPTION",
      message: `${loss.name}: compares rows with the batch alone; a memory of earlier batches does not go with it`,
    });
  });

  test(`${name}: two impostors make no pair`, async () => {
    if (unmined.includes(loss.name)) return;
    same(await run({ impostors: pretends }), await run({ miner: withoutImpostors }));
  });

  test(`${name}: no pair mined costs nothing`, async () => {
    const { loss: value, gradient, metrics } = await run({ miner: nothing });
    if (!unmined.includes(loss.name) && parameters["beta"] === undefined) {
      assert.deepEqual([value, ...gradient.map(Math.abs)], Array<number>(1 + rows.length * D).fill(0));
    }
    assert.ok(Number.isFinite(value) && metrics["degenerate"] === 0, "the batch itself has both kinds of pairs");
  });
}

import assert from "node:assert/strict";
import { test } from "node:test";
import { timeline } from "../../../src/report/charts/timeline.js";

test("one line an epoch is drawn over epochs, several over steps", () => {
  const epochs = [1, 2, 3].map((epoch) => ({ step: 10 * epoch, epoch }));
  assert.deepEqual([timeline(epochs, 2).unit, timeline(epochs, 2).best], ["epoch", 2]);
  const steps = [1, 1, 2, 2, 3].map((epoch, i) => ({ step: i, epoch }));
  assert.deepEqual([timeline(steps, 2).unit, timeline(steps, 2).best], ["step", 3]);
  assert.equal(timeline(steps, 9).best, undefined);
});

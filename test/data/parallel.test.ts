import assert from "node:assert/strict";
import { setTimeout } from "node:timers/promises";
import { test } from "node:test";
import { inParallel } from "../../src/data/parallel.js";

test("runs every task once, at most so many at a time, started in order", async () => {
  const started: number[] = [];
  let running = 0;
  let most = 0;
  await inParallel(20, 3, async (index) => {
    started.push(index);
    most = Math.max(most, ++running);
    await setTimeout(index % 3);
    running--;
  });
  assert.deepEqual(started, [...Array(20).keys()]);
  assert.equal(most, 3);
});

test("after a failure nothing more starts, and the lowest number's error is thrown", async () => {
  const started: number[] = [];
  const run = inParallel(20, 4, async (index) => {
    started.push(index);
    await setTimeout(index === 1 ? 20 : 1);
    if (index === 1 || index === 3) throw new Error(`task ${index}`);
  });
  await assert.rejects(run, /task 1/);
  assert.ok(started.length < 12, `${started.length} were started`);
});

test("nothing to do", async () => {
  await inParallel(0, 4, () => Promise.reject(new Error("never")));
});

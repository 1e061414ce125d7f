// Batches: what arrives together runs together, in order, within bounds; and one bad input harms nobody else.

import assert from "node:assert/strict";
import { test } from "node:test";
import { KindredError } from "../../src/core/errors.js";
import type { Encoder, NamedInput, Outcome } from "../../src/serve/encode.js";
import { batcher, type BatcherOptions } from "../../src/serve/index.js";
import { failure } from "../testkit/pictures.js";
import { ask, form, grey, started } from "../testkit/service.js";

/** An encoder whose embedding is one number: the input's, as text. Batches run when `go` is called. */
function slowEncoder(): { encoder: Encoder; sizes: number[]; go(): Promise<void> } {
  const sizes: number[] = [];
  const waiting: (() => void)[] = [];
  const encode = async (inputs: readonly NamedInput[]): Promise<Outcome[]> => {
    sizes.push(inputs.length);
    await new Promise<void>((resolve) => waiting.push(resolve));
    const numbers = inputs.map(({ input }) => Number(input));
    if (numbers.some((value) => value === 666)) throw new RangeError("the runtime failed");
    return numbers.map((value, i) =>
      Number.isNaN(value)
        ? new KindredError("INVALID_INPUT", `${inputs[i]!.where}: no number`)
        : Float32Array.of(value),
    );
  };
  const go = async (): Promise<void> => {
    await turn();
    waiting.splice(0).forEach((resolve) => resolve());
    await turn();
  };
  return { encoder: { encode }, sizes, go };
}

const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

const asked = (...values: readonly string[]): { where: string; input: string }[] =>
  values.map((input) => ({ where: `inputs.${input}`, input }));

function set(
  options: BatcherOptions = {},
  lanes = 1,
): ReturnType<typeof slowEncoder> & { batches: ReturnType<typeof batcher> } {
  const slow = slowEncoder();
  return { ...slow, batches: batcher(new Array<Encoder>(lanes).fill(slow.encoder), options) };
}

test("what arrives while a batch runs is the next batch, up to its size", async () => {
  const { batches, sizes, go } = set({ maxBatch: 3 });
  const first = batches.embed(asked("1"));
  await turn();
  const later = ["2", "3", "4", "5"].map((value) => batches.embed(asked(value)));
  assert.equal(batches.pending, 5);
  for (let i = 0; i < 3; i++) await go();
  assert.deepEqual(sizes, [1, 3, 1]);
  assert.deepEqual(
    (await Promise.all([first, ...later])).map(([row]) => row![0]),
    [1, 2, 3, 4, 5],
  );
  assert.equal(batches.pending, 0);
});

test("what arrives in the same turn runs together; lanes run side by side", async () => {
  const { batches, sizes, go } = set({ maxBatch: 2 }, 2);
  const all = ["1", "2", "3", "4"].map((value) => batches.embed(asked(value)));
  await turn();
  assert.deepEqual(sizes, [2, 2]);
  await go();
  assert.deepEqual(
    (await Promise.all(all)).map(([row]) => row![0]),
    [1, 2, 3, 4],
  );
});

test("what waits is shared out among idle lanes", async () => {
  const { batches, sizes, go } = set({ maxBatch: 8 }, 3);
  const all = ["1", "2", "3", "4", "5", "6", "7"].map((value) => batches.embed(asked(value)));
  await go();
  assert.deepEqual(sizes, [3, 2, 2]);
  assert.deepEqual(
    (await Promise.all(all)).map(([row]) => row![0]),
    [1, 2, 3, 4, 5, 6, 7],
  );
});

test("a batch that is not full waits for company, where it is told to", async () => {
  const { batches, sizes, go } = set({ maxWait: 40, maxBatch: 3 });
  const one = batches.embed(asked("1"));
  await turn();
  assert.deepEqual(sizes, []);
  const two = batches.embed(asked("2", "3"));
  await turn();
  assert.deepEqual(sizes, [3], "full: at once");
  await go();
  assert.deepEqual(
    (await Promise.all([one, two])).flat().map((row) => row[0]),
    [1, 2, 3],
  );
});

test("a full queue refuses, and takes again when there is room", async () => {
  const { batches, go } = set({ maxQueue: 2, maxBatch: 1 });
  const first = batches.embed(asked("1"));
  await turn();
  const waiting = batches.embed(asked("2", "3"));
  await assert.rejects(batches.embed(asked("4")), failure("OVERLOADED", /2 items are waiting.*limit of 2/));
  await go();
  const last = batches.embed(asked("5"));
  for (let i = 0; i < 3; i++) await go();
  assert.deepEqual(
    (await Promise.all([first, waiting, last])).flat().map((row) => row[0]),
    [1, 2, 3, 5],
  );
});

test("one that cannot be read fails alone, under its own name", async () => {
  const { batches, go } = set();
  const good = batches.embed(asked("1"));
  const bad = batches.embed([{ where: "a", input: "x" }]);
  const other = batches.embed(asked("2"));
  bad.catch(() => undefined);
  await go();
  await assert.rejects(bad, failure("INVALID_INPUT", /^a: no number$/));
  assert.deepEqual([(await good)[0]![0], (await other)[0]![0]], [1, 2]);
});

test("where the runtime fails, the batch fails and the next one runs", async () => {
  const { batches, go } = set();
  const bad = batches.embed(asked("666"));
  bad.catch(() => undefined);
  await go();
  await assert.rejects(bad, /the runtime failed/);
  const next = batches.embed(asked("7"));
  await go();
  assert.equal((await next)[0]![0], 7);
});

test("nobody embeds for a client that has gone", async () => {
  const { batches, sizes, go } = set({ maxBatch: 1 });
  const first = batches.embed(asked("1"));
  await turn();
  const controller = new AbortController();
  const gone = batches.embed(asked("2"), controller.signal);
  gone.catch(() => undefined);
  const last = batches.embed(asked("3"));
  controller.abort(new Error("hung up"));
  for (let i = 0; i < 3; i++) await go();
  await assert.rejects(gone, /hung up/);
  assert.deepEqual([(await first)[0]![0], (await last)[0]![0], sizes.length], [1, 3, 2]);
});

test("over HTTP, fifty at once get the numbers of one at a time", async () => {
  const service = await started({ maxBatch: 16 });
  const pictures = await Promise.all(Array.from({ length: 50 }, (_, i) => grey(5 * i)));
  const embed = async (picture: Buffer): Promise<number[]> => {
    const { status, body } = await ask(service, "POST /v1/embed", form({ inputs: [picture] }));
    assert.equal(status, 200);
    return (body["embeddings"] as number[][])[0]!;
  };
  const alone: number[][] = [];
  for (const picture of pictures) alone.push(await embed(picture));
  const together = await Promise.all(pictures.map(embed));
  together.forEach((row, i) =>
    row.forEach((value, j) => assert.ok(Math.abs(value - alone[i]![j]!) < 1e-6, `picture ${i}, column ${j}`)),
  );
  const { body } = await ask(service, "GET /metrics");
  const count = Number(/kindred_batch_size_count\{model="tiny"\} (\d+)/.exec(body["text"] as string)![1]);
  assert.ok(count < 100, `${count} batches for 100 pictures: none ran together`);
});

// A request's time: over after so long, or when the client hangs up.

import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import type { FastifyReply } from "fastify";
import { test } from "node:test";
import { withDeadline } from "../../src/serve/deadline.js";
import { failure } from "../testkit/pictures.js";

const reply = (): FastifyReply => ({ raw: new EventEmitter() }) as unknown as FastifyReply;

test("what takes too long: OVERLOADED, and the work hears of it", async () => {
  let heard: unknown;
  const slow = withDeadline(reply(), 10, async (signal) => {
    await new Promise((resolve) => signal.addEventListener("abort", resolve));
    heard = signal.reason;
  });
  await assert.rejects(slow, failure("OVERLOADED", /in the time it allows/));
  assert.equal((heard as { code?: string }).code, "OVERLOADED");
});

test("a client that hangs up: INTERRUPTED", async () => {
  const asked = reply();
  const slow = withDeadline(asked, 60_000, () => new Promise<never>(() => undefined));
  asked.raw.emit("close");
  await assert.rejects(slow, failure("INTERRUPTED", /hung up/));
});

test("what is done in time is passed on, and nothing is left behind", async () => {
  const asked = reply();
  assert.equal(await withDeadline(asked, 60_000, async () => 7), 7);
  await assert.rejects(
    withDeadline(asked, 60_000, () => Promise.reject(new RangeError("its own"))),
    /its own/,
  );
  assert.equal(asked.raw.listenerCount("close"), 0);
});

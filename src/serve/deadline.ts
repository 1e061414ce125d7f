// The time that a request has: until the client hangs up, or until the service has taken too long. Work that waits then stops
// waiting; work that runs is finished for nobody.

import type { FastifyReply } from "fastify";
import { KindredError } from "../core/errors.js";

/** Runs `task`. Throws OVERLOADED where it takes longer than `milliseconds`, INTERRUPTED where the client hangs up. */
export async function withDeadline<T>(
  reply: FastifyReply,
  milliseconds: number,
  task: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const late = (): void =>
    controller.abort(new KindredError("OVERLOADED", "the service could not answer in the time it allows"));
  const gone = (): void => controller.abort(new KindredError("INTERRUPTED", "the client hung up"));
  const timer = setTimeout(late, milliseconds);
  reply.raw.once("close", gone);
  const { signal } = controller;
  const ended = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason as KindredError), { once: true });
  });
  try {
    return await Promise.race([task(signal), ended]);
  } finally {
    clearTimeout(timer);
    reply.raw.off("close", gone);
  }
}

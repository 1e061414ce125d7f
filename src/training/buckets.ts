// Length buckets: a step's graph is specialised to its shapes, so series, texts and the features of records are padded to one of a few lengths, and each has a
// graph and a session; all of them share the parameters, which go in and come out as tensors.

import { KindredError } from "../core/errors.js";
import type { HostTensor, Session } from "../engine/index.js";

/** At most this many; sessions are few and live long. */
const mostBuckets = 4;

/**
 * Lengths to pad to, ascending, the last one the longest: shares of it, of which only those are kept that some series fit.
 * Series that differ by less than a tenth share one.
 */
export function chooseBuckets(lengths: readonly number[]): number[] {
  const longest = Math.max(...lengths);
  const shortest = Math.min(...lengths);
  if (shortest >= 0.9 * longest) return [longest];
  const shares = Array.from({ length: mostBuckets }, (_, i) => Math.ceil((longest * (i + 1)) / mostBuckets));
  return [...new Set(shares)].filter((bucket) => bucket >= shortest);
}

/** The least bucket that is long enough. */
export function bucketOf(buckets: readonly number[], length: number): number {
  return buckets.find((bucket) => bucket >= length) ?? buckets.at(-1)!;
}

/** One session for all buckets: a run goes to the one of its batch's length, which is started when it is first needed. */
export function bucketedSession(
  start: (steps: number) => Promise<Session>,
  first: Session,
  firstSteps: number,
): Session {
  const sessions = new Map<number, Promise<Session>>([[firstSteps, Promise.resolve(first)]]);
  const { inputNames, outputNames } = first;
  return {
    inputNames,
    outputNames,
    async run(feeds, into) {
      const steps = stepsOf(feeds["series"] ?? feeds["tokens"]);
      let session = sessions.get(steps);
      if (session === undefined) sessions.set(steps, (session = start(steps)));
      return (await session).run(feeds, into);
    },
    async release() {
      for (const session of sessions.values()) await (await session).release();
    },
  };
}

function stepsOf(padded: HostTensor | undefined): number {
  const steps = padded?.shape[1];
  if (steps === undefined)
    throw new KindredError("GRAPH_INVALID", "buckets: a batch of neither series, texts nor records");
  return steps;
}

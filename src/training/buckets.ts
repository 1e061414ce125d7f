// Length buckets: a step's graph is specialised to its shapes, so series, texts and the features of records are padded to one of a few lengths, and each has a
// graph and a session; all of them share the parameters, which go in and come out as tensors.

import { KindredError } from "../core/errors.js";
import type { HostTensor, Session } from "../engine/index.js";

/** At most this many; sessions are few and live long. */
const mostBuckets = 4;

/** Lengths that are looked at as buckets, at most; of more, as many quantiles. */
const mostCandidates = 200;

/**
 * Lengths to pad to, ascending, the last one the longest: of all choices of so many, that which pads the series least. Series that
 * differ by less than a tenth share one.
 */
export function chooseBuckets(lengths: readonly number[]): number[] {
  const sorted = [...lengths].sort((a, b) => a - b);
  const longest = sorted.at(-1)!;
  if (sorted[0]! >= 0.9 * longest) return [longest];
  const stride = Math.max(1, sorted.length / mostCandidates);
  const quantiles = Array.from(
    { length: Math.ceil(sorted.length / stride) },
    (_, i) => sorted[Math.floor(i * stride)]!,
  );
  const candidates = [...new Set([...quantiles, longest])];
  const upTo = candidates.map((candidate) => sorted.findLastIndex((length) => length <= candidate) + 1);
  // cost[c]: steps of all series up to candidate c, which is a bucket, with so many buckets; chain[c]: those buckets.
  let cost = candidates.map((candidate, c) => candidate * upTo[c]!);
  let chain = candidates.map((candidate) => [candidate]);
  for (let count = 2; count <= mostBuckets; count++) {
    const [before, chains] = [cost, chain];
    const best = candidates.map((candidate, c) => {
      let [least, from] = [before[c]!, -1];
      for (let b = 0; b < c && candidates[b]! < 0.9 * candidate; b++) {
        const total = before[b]! + candidate * (upTo[c]! - upTo[b]!);
        if (total < least) [least, from] = [total, b];
      }
      return { least, chain: from < 0 ? chains[c]! : [...chains[from]!, candidate] };
    });
    cost = best.map(({ least }) => least);
    chain = best.map(({ chain }) => chain);
  }
  return chain.at(-1)!;
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

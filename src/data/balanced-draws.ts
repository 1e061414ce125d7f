// Draws of k out of n, again and again, in which every member has its turn equally often and no draw has one twice.
//
// Members come in rounds: every round is all n of them, in a new random order. A draw takes what is left of a round and, where
// that does not suffice, goes on with the next round, passing over members that it already has until later in that round.
// After lcm(n, k) / k draws, a block, both end together and every member was drawn lcm(n, k) / n times. A block is a
// function of the seed and its number alone, so that any draw can be made without the draws before it. Blocks of over a million
// members end with an earlier round, of which the last few members then go undrawn.
//
// Members may come in bunches, which are drawn together where they fit: classes that are hard to tell apart.

import { random, shuffled } from "../core/random.js";
import type { Random } from "../core/random.js";

export interface DrawOptions {
  /** How many members there are; at least 1. */
  readonly n: number;
  /** How many a draw takes; at least 1. */
  readonly k: number;
  readonly seed: number;
  /** Keeps this series of draws apart from others of the same seed. */
  readonly stream: readonly (string | number)[];
  /** A round: all members, in bunches, in random order. @defaultValue every member on its own */
  readonly round?: (generator: Random) => number[][];
}

export interface Draw {
  /** k different members, each within [0, n). */
  readonly members: Int32Array;
  /** How often each of them was drawn before, counted from step 0. */
  readonly occurrences: Int32Array;
}

/** In members. */
const longestBlock = 2 ** 20;

/** Draws of different members; k <= n. Steps count from 0. Cheap while they follow each other. */
export function distinctDraws({ n, k, seed, stream, round }: DrawOptions): (step: number) => Draw {
  const even = k / greatestCommonDivisor(n, k);
  const rounds = Math.max(1, Math.min(even, Math.floor(longestBlock / n)));
  const stepsPerBlock = Math.floor((rounds * n) / k);
  const everyOne = (generator: Random): number[][] =>
    shuffled([...Array(n).keys()], generator).map((member) => [member]);
  const makeRound = (number: number): number[][] => (round ?? everyOne)(random(seed, ...stream, number));
  let last: { readonly number: number; readonly block: Draw } | undefined;
  return (step) => {
    const number = Math.floor(step / stepsPerBlock);
    if (last?.number !== number)
      last = { number, block: makeBlock(n, k, stepsPerBlock, (i) => makeRound(number * rounds + i)) };
    const from = (step - number * stepsPerBlock) * k;
    const { members, occurrences } = last.block;
    return {
      members: members.slice(from, from + k),
      occurrences: occurrences.slice(from, from + k).map((count) => count + number * rounds),
    };
  };
}

/** Members only, for any k: where k > n, everybody k / n times over, and the rest drawn. */
export function balancedDraws(options: DrawOptions): (step: number) => Int32Array {
  const { n, k } = options;
  const whole = Math.floor(k / n) * n;
  const rest = whole === k ? undefined : distinctDraws({ ...options, k: k - whole });
  return (step) => {
    const members = Int32Array.from({ length: k }, (_, i) => i % n);
    if (rest !== undefined) members.set(rest(step).members, whole);
    return members;
  };
}

/** All draws of a block, one after the other; occurrences count from its beginning. */
function makeBlock(n: number, k: number, steps: number, makeRound: (number: number) => number[][]): Draw {
  const members = new Int32Array(steps * k);
  const occurrences = new Int32Array(steps * k);
  const counts = new Int32Array(n);
  let queue: RoundQueue | undefined;
  let round = 0;
  for (let filled = 0; filled < members.length;) {
    const drawn = new Set<number>();
    while (drawn.size < k) {
      if (queue === undefined || queue.isEmpty()) queue = roundQueue(makeRound(round++));
      for (const member of queue.take(drawn, k - drawn.size)) {
        drawn.add(member);
        occurrences[filled] = counts[member]!++;
        members[filled++] = member;
      }
    }
  }
  return { members, occurrences };
}

interface RoundQueue {
  isEmpty(): boolean;
  /** Takes some members off, at least one and at most `space`, none of them in `drawn`. */
  take(drawn: ReadonlySet<number>, space: number): number[];
}

function roundQueue(bunches: number[][]): RoundQueue {
  // Bunches that are used up stay as empty arrays: `head` passes over those at the front.
  let head = 0;
  const isEmpty = (): boolean => {
    while (head < bunches.length && bunches[head]!.length === 0) head++;
    return head === bunches.length;
  };
  const find = (accepts: (bunch: number[]) => boolean): number => {
    for (let i = head; i < bunches.length; i++) if (bunches[i]!.length > 0 && accepts(bunches[i]!)) return i;
    return -1;
  };
  const take = (drawn: ReadonlySet<number>, space: number): number[] => {
    const whole = find((bunch) => bunch.length <= space && !bunch.some((member) => drawn.has(member)));
    if (whole >= 0) return bunches[whole]!.splice(0);
    const part = find((bunch) => bunch.some((member) => !drawn.has(member)));
    const taken = bunches[part]!.filter((member) => !drawn.has(member)).slice(0, space);
    bunches[part] = bunches[part]!.filter((member) => !taken.includes(member));
    return taken;
  };
  return { isEmpty, take };
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

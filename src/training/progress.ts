// How far a training has come: what a checkpoint holds beside tensors. Plain JSON; numbers survive it bit by bit.

import type { BestSoFar } from "./events.js";

export interface Progress {
  /** Steps done. */
  readonly step: number;
  /** Epochs done: a step belongs to epoch `epochs + 1` until that is done. */
  readonly epochs: number;
  /** Spent so far, by all processes that worked on it. */
  readonly seconds: number;
  /** Of the epoch under way. */
  readonly sums: EpochSums;
  readonly best?: BestSoFar;
  /** Validations since the best one. */
  readonly sinceBest: number;
  /** Validations in a row whose embeddings were collapsed. */
  readonly collapsed: Streak;
  /** Validations in a row that looked stuck, though embeddings differed. */
  readonly stuck: Streak;
  /** Batches that lacked same or different pairs (degenerate.ts), but for the epoch under way. Absent: none. */
  readonly degenerate?: number;
  /** Set when training has ended of itself. */
  readonly ended?: "budget" | "patience";
}

/** How many validations in a row, and the step before the first of them. */
export interface Streak {
  readonly validations: number;
  readonly since: number;
}

/** What is summed up over the steps of an epoch. */
export interface EpochSums {
  readonly steps: number;
  /** Seconds in steps. */
  readonly seconds: number;
  readonly loss: number;
  readonly metrics: Readonly<Record<string, number>>;
}

export const noSums: EpochSums = { steps: 0, seconds: 0, loss: 0, metrics: {} };

const noStreak: Streak = { validations: 0, since: 0 };

export const beginning: Progress = {
  step: 0,
  epochs: 0,
  seconds: 0,
  sums: noSums,
  sinceBest: 0,
  collapsed: noStreak,
  stuck: noStreak,
};

/** The sums with one more step. */
export function plusStep(
  sums: EpochSums,
  step: { readonly seconds: number; readonly loss: number; readonly metrics: Readonly<Record<string, number>> },
): EpochSums {
  const metrics = Object.fromEntries(
    Object.entries(step.metrics).map(([name, value]) => [name, (sums.metrics[name] ?? 0) + value]),
  );
  return { steps: sums.steps + 1, seconds: sums.seconds + step.seconds, loss: sums.loss + step.loss, metrics };
}

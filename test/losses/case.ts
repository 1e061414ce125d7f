// A loss as the contract suite takes it: beside its naive twin, with what both need.

import type { Loss } from "../../src/losses/index.js";
import { random } from "../../src/core/random.js";
import type { NaivePair, Rows } from "./naive.js";

/** Width of the embeddings, and number of classes, in the contract suite. */
export const D = 4;
export const CLASSES = 4;

export interface LossCase {
  readonly name: string;
  readonly loss: Loss;
  /** `still`: the rows again, unmoved, for what has no gradient. */
  readonly naive: (rows: Rows, labels: readonly number[], still: Rows) => number;
  /** The same over pairs, where the loss takes them. */
  readonly overPairs?: (pairs: readonly NaivePair[]) => number;
  /** Values of the loss's own parameters, by name, where they are not the suite's. */
  readonly parameters?: Readonly<Record<string, Float32Array>>;
  /** Whether the loss may fall below 0. @defaultValue false */
  readonly signed?: boolean;
  /** Whether same pairs without different ones, or the other way round, cost something. @defaultValue false */
  readonly alone?: boolean;
  /** Why the order of rows matters, where it does. */
  readonly ordered?: string;
}

/** Normal numbers, exact in float32. */
export function numbersOf(count: number, ...stream: string[]): number[] {
  const generator = random(3, ...stream);
  return Array.from({ length: count }, () => Math.fround(generator.normal()));
}

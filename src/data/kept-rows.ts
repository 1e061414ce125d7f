// Rows of a file that may be larger than memory: all of them up to a number, and of more an even sample, drawn as they stream by
// (Vitter 1985, algorithm R). The same file gives the same sample.

import { random } from "../core/random.js";
import { dataWarning, type DataWarning } from "./dataset.js";

/** Rows that are kept, at most, where nothing else is said. */
export const defaultMaxRows = 500_000;

export interface KeptRows<T> {
  /** Offers the next row; it is made only where it is kept. */
  offer(make: () => T): void;
  /** What was kept, in the order of the file. */
  rows(): readonly T[];
  /** A warning where rows were left out. */
  warnings(noun: string): readonly DataWarning[];
}

export function keptRows<T>(most: number = defaultMaxRows): KeptRows<T> {
  const kept: { readonly at: number; readonly row: T }[] = [];
  const generator = random(0, "kept rows");
  let offered = 0;
  return {
    offer(make) {
      const at = offered++;
      // 2^32 rows and more are drawn from as if they were so many.
      const place = at < most ? at : generator.integer(Math.min(2 ** 32, offered));
      if (place < most) kept[place] = { at, row: make() };
    },
    rows: () => [...kept].sort((a, b) => a.at - b.at).map(({ row }) => row),
    warnings(noun) {
      if (offered <= most) return [];
      const message = `${most} ${noun}s of ${offered} kept, evenly drawn: more are not held in memory (--max-rows)`;
      return [{ ...dataWarning("ROWS_SAMPLED", message, []), count: offered - most }];
    },
  };
}

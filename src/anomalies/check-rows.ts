// Lets rows through that a detector can take: numbers, with NaN for what is missing, but not nothing at all.

import type { Matrix } from "../core/embeddings.js";
import { KindredError } from "../core/errors.js";

/** The same blocks. Throws INVALID_INPUT, naming the row, counted from 0 over all blocks, where a number is infinite or all are missing. */
export async function* checkRows(
  blocks: AsyncIterable<Matrix> | Iterable<Matrix>,
  what = "row",
): AsyncGenerator<Matrix> {
  let before = 0;
  for await (const block of blocks) {
    checkBlock(block, what, before);
    before += block.rows;
    yield block;
  }
}

/** The same of one block, whose rows are counted from `before`. */
export function checkBlock({ data, rows, columns }: Matrix, what: string, before = 0): void {
  for (let i = 0; i < rows; i++) {
    let missing = 0;
    for (let at = i * columns; at < (i + 1) * columns; at++) {
      const value = data[at]!;
      if (Number.isNaN(value)) missing++;
      else if (!Number.isFinite(value))
        throw new KindredError(
          "INVALID_INPUT",
          `anomalies: ${what} ${before + i} holds ${value}, expected finite numbers`,
        );
    }
    if (missing === columns)
      throw new KindredError("INVALID_INPUT", `anomalies: ${what} ${before + i} holds no number at all`);
  }
}

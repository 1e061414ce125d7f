// A uniform sample of a stream of rows whose length nobody knows, in the memory of the sample: algorithm R (Vitter 1985). Each row of the
// stream is in it with the same probability.

import type { Matrix } from "../core/embeddings.js";
import { DimensionError } from "../core/errors.js";
import { random } from "../core/random.js";

export interface Reservoir {
  /** `[min(seen, size), D]`; all rows, in their order, where there are no more than `size`. */
  readonly sample: Matrix;
  /** Rows in the stream. */
  readonly seen: number;
}

/** At most `size` rows of the blocks, which must have one width. */
export async function reservoir(
  blocks: AsyncIterable<Matrix> | Iterable<Matrix>,
  size: number,
  seed: number,
): Promise<Reservoir> {
  const generator = random(seed, "reservoir");
  let columns: number | undefined;
  let data = new Float32Array(0);
  let seen = 0;
  for await (const block of blocks) {
    columns ??= block.columns;
    if (block.columns !== columns) throw new DimensionError(columns, block.columns, "anomalies: ");
    for (let i = 0; i < block.rows; i++, seen++) {
      const place = seen < size ? seen : generator.integer(seen + 1);
      if (place >= size) continue;
      if ((place + 1) * columns > data.length) data = grown(data, columns, size);
      data.set(block.data.subarray(i * columns, (i + 1) * columns), place * columns);
    }
  }
  const rows = Math.min(seen, size);
  return { sample: { data: data.slice(0, rows * (columns ?? 0)), rows, columns: columns ?? 0 }, seen };
}

/** Twice the room, and no more than all of it. */
function grown(data: Float32Array, columns: number, size: number): Float32Array<ArrayBuffer> {
  const larger = new Float32Array(Math.min(size * columns, Math.max(1024 * columns, 2 * data.length)));
  larger.set(data);
  return larger;
}

// What a million comparisons cost, the fastest way that this machine has for the distance (distances/measure.ts).

import type { Matrix } from "../core/embeddings.js";
import { selectRows } from "../core/matrix.js";
import { type Distance, distanceBlocks } from "../distances/index.js";

/** Milliseconds; the smaller of two measurements. Rows of `embeddings`, again and again where there are fewer than it takes. */
export async function millisecondsPerMillion(distance: Distance, embeddings: Matrix): Promise<number> {
  // What is loaded or built once is not part of the cost.
  await timed(distance, rowsOf(embeddings, 16));
  const tried = await timed(distance, rowsOf(embeddings, 200));
  const rows = rowsOf(embeddings, tried > 200 ? 200 : 1000);
  return Math.min(await timed(distance, rows), await timed(distance, rows));
}

async function timed(distance: Distance, rows: Matrix): Promise<number> {
  const start = performance.now();
  for await (const _ of distanceBlocks(distance, rows));
  return ((performance.now() - start) * 1e6) / rows.rows ** 2;
}

function rowsOf(embeddings: Matrix, count: number): Matrix {
  return selectRows(
    embeddings,
    Array.from({ length: count }, (_, i) => i % embeddings.rows),
  );
}

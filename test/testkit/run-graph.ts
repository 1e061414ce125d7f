// Runs a piece of graph on numbers: for tests that compare a graph with plain loops.

import { runtime } from "#runtime";
import { type HostTensor } from "../../src/engine/index.js";
import { type Tensor, encodeModel, lower } from "../../src/graph/index.js";

/** The numbers of each of `outputs`, with the graph's inputs fed by name. One thread. */
export async function runGraph(
  outputs: Readonly<Record<string, Tensor>>,
  feeds: Readonly<Record<string, HostTensor>>,
): Promise<Record<string, number[]>> {
  const session = await runtime.createSession(encodeModel({ outputs: lower(outputs) }), { threads: 1 });
  try {
    const results = await session.run(feeds);
    return Object.fromEntries(Object.entries(results).map(([name, { data }]) => [name, Array.from(data, Number)]));
  } finally {
    await session.release();
  }
}

/** A float32 host tensor of the given rows. */
export function rowsTensor(rows: readonly (readonly number[])[]): HostTensor {
  return { dtype: "float32", shape: [rows.length, rows[0]?.length ?? 0], data: Float32Array.from(rows.flat()) };
}

// Fits a method on rows as they are, without standardisation, and scores others by its graph; and rows to do it with.

import type { Matrix } from "../../src/core/embeddings.js";
import { random } from "../../src/core/random.js";
import { runtime } from "../../src/engine/index.js";
import { encodeModel, input, lower } from "../../src/graph/index.js";
import type { FitContext, Method } from "../../src/anomalies/index.js";
import { firstNeighbours, graphNeighbours } from "../../src/anomalies/neighbours-graph.js";

export async function runMethod(
  method: Method,
  normal: Matrix,
  rows: Matrix,
  context: FitContext = { seed: 0 },
): Promise<Float32Array> {
  const fitted = await method.fit(normal, context);
  const x = input("rows", "float32", ["batch", rows.columns]);
  const { neighbours = 0 } = fitted;
  const near = neighbours === 0 ? undefined : graphNeighbours(x, normal, neighbours);
  const score = fitted.score(x, (k) => firstNeighbours(near!, k));
  const session = await runtime.createSession(encodeModel({ inputs: [x], outputs: lower({ score }) }));
  const { data, columns } = rows;
  const result = await session.run({ rows: { dtype: "float32", shape: [rows.rows, columns], data } });
  await session.release();
  return result["score"]!.data as Float32Array;
}

/** Normally distributed rows, `[count, width]`, about `centre`. */
export function normalRows(count: number, width: number, seed: number, centre = 0): Matrix {
  const generator = random(seed, "rows");
  const data = Float32Array.from({ length: count * width }, () => generator.normal() + centre);
  return { data, rows: count, columns: width };
}

export function close(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  for (let i = 0; i < expected.length; i++) {
    const [a, e] = [actual[i]!, expected[i]!];
    if (!(Math.abs(a - e) <= tolerance * Math.max(1, Math.abs(e))))
      throw new RangeError(`value ${i}: ${a}, expected ${e}`);
  }
}

// Measures many rows against many, block by block, the fastest way there is for the distance:
//
//   Euclidean, cosine and what prepares rows for them (Mahalanobis, correlation)    a matrix product by ONNX Runtime
//   Manhattan and what prepares rows for it                                         a kernel in WebAssembly
//   everything else, and Manhattan without vector instructions                      a loop, pair by pair

import type { Matrix } from "../core/embeddings.js";
import { DimensionError } from "../core/errors.js";
import { checkFinite } from "../core/matrix.js";
import { type MeasureRows, type Prepared, blockDistances, prepare } from "./bulk.js";
import type { Distance } from "./distance.js";
import { manhattanBlocks } from "./simd/manhattan-blocks.js";

/** Both sides prepared. `where` names the caller in errors. Throws DimensionError; INVALID_INPUT as `checkSides` does. */
export function prepareSides(where: string, distance: Distance, x: Matrix, y: Matrix): [Prepared, Prepared] {
  const sides = preparedSides(distance, x, y);
  checkSides(where, x, y);
  return sides;
}

/** The same without a look at the numbers. Throws DimensionError. */
export function preparedSides(distance: Distance, x: Matrix, y: Matrix): [Prepared, Prepared] {
  if (x.columns !== y.columns) throw new DimensionError(x.columns, y.columns);
  const left = prepare(distance, x);
  return [left, x === y ? left : prepare(distance, y)];
}

/** Throws INVALID_INPUT, naming the row, where a number is not finite. */
export function checkSides(where: string, x: Matrix, y: Matrix): void {
  checkFinite(x, `${where}: x`);
  if (x !== y) checkFinite(y, `${where}: y`);
}

/** How to measure prepared rows. */
export async function measureRows(distance: Distance, x: Prepared, y: Prepared): Promise<MeasureRows> {
  const measure = await fastest(distance, x, y);
  const { finish } = x;
  if (finish === undefined || measure === undefined) return measure ?? plainly(distance, x, y);
  return async (start, end, out) => {
    await measure(start, end, out);
    for (let i = 0; i < out.length; i++) out[i] = finish(out[i]!);
  };
}

async function fastest({ bulk }: Distance, x: Prepared, y: Prepared): Promise<MeasureRows | undefined> {
  if (bulk === undefined || x.rows === 0 || y.rows === 0 || y.width === 0) return undefined;
  if (bulk.kernel === "manhattan") {
    const measure = manhattanBlocks(x.data, y.data, y.width);
    return measure && (async (start, end, out) => measure(start, end, out));
  }
  // Loaded when it is needed, so that measuring two vectors does not start ONNX Runtime.
  const [{ runtime }, { productBlocks }] = await Promise.all([
    import("../engine/index.js"),
    import("./product-blocks.js"),
  ]);
  return productBlocks(runtime, x, y);
}

function plainly(distance: Distance, x: Prepared, y: Prepared): MeasureRows {
  return async (start, end, out) => blockDistances(distance, x, start, end, y, out);
}

// Euclidean and cosine distances in blocks of rows, by ONNX Runtime's matrix product.
//
// Euclidean ones in float64. In float32, |x|² + |y|² - 2 x·y loses every digit of rows that are near each other; in float64
// eight are left where the distance is a ten-thousandth of the rows' length, and what is nearer than that is measured again,
// number by number, so that identical rows are at exactly 0. Only the result is float32.
//
// Cosine ones in float32: the rounding of 1 - x·y is about 1e-7 of rows of length 1, and angles below 0.01 are measured again.

import type { Runtime } from "../engine/session.js";
import type { MeasureRows, Prepared } from "./bulk.js";
import { oneToOne } from "./kernels.js";
import { largest } from "./largest.js";
import { type ProductKernel, distanceSession, sideType } from "./product-graphs.js";
import { type Centred, centred, writeRows } from "./product-sides.js";

/** Distances below this share of the rows' length are measured again; and cosine distances below that. */
const NEAR = 1e-4;
const NEAR_ANGLE = 0.01;

/** A function that measures rows of x against all of y; both prepared for a kernel that is a product. */
export async function productBlocks(runtime: Runtime, x: Prepared, y: Prepared): Promise<MeasureRows> {
  const kernel = x.kernel as ProductKernel;
  const session = await distanceSession(runtime, kernel);
  const parts = centred(x, y);
  const right = side(y, parts, "right", 0, y.rows);
  const reach = largest(parts.rightSquares);
  const unit = { dtype: "float32", shape: [], data: Float32Array.of(parts.scale) } as const;
  return async (start, end, out) => {
    const feeds = { left: side(x, parts, "left", start, end), right, unit };
    const into = {
      distances: { dtype: "float32", shape: [end - start, y.rows], data: out },
      least: { dtype: "float32", shape: [end - start], data: new Float32Array(end - start) },
    } as const;
    const { distances, least } = await session.run(feeds, into);
    if (distances!.data !== out) out.set(distances!.data as Float32Array);
    for (let i = start; i < end; i++) {
      const near = nearOf(kernel, Math.max(parts.leftSquares[i]!, reach));
      if (!((least!.data as Float32Array)[i - start]! <= near)) continue;
      for (let j = 0, at = (i - start) * y.rows; j < y.rows; j++, at++) {
        if (out[at]! <= near) out[at] = oneToOne(kernel, x.data, i * x.width, y.data, j * y.width, y.width);
      }
    }
  };
}

/** What counts as near in a row, where the longest of the rows compared has this squared length. */
function nearOf(kernel: ProductKernel, square: number): number {
  if (kernel === "one-minus-dot") return NEAR_ANGLE;
  return kernel === "euclidean" ? NEAR * Math.sqrt(square) : NEAR ** 2 * square;
}

/** A side of the product as a tensor, `[end - start, K]`. */
function side(rows: Prepared, parts: Centred, which: "left" | "right", start: number, end: number) {
  const angular = rows.kernel === "one-minus-dot";
  const squares = which === "left" ? parts.leftSquares : parts.rightSquares;
  const { centre, scale } = parts;
  const { width } = rows;
  const stride = width + (angular ? 1 : 2);
  const dtype = sideType(rows.kernel as ProductKernel);
  const data = new (dtype === "float64" ? Float64Array : Float32Array)((end - start) * stride);
  const factor = which === "right" ? 1 : angular ? -1 : -2;
  writeRows(rows, centre, { start, end, factor: factor / scale, stride }, data);
  for (let i = start; i < end; i++) {
    const at = (i - start) * stride + width;
    if (angular) data[at] = 1;
    else {
      data[at] = which === "left" ? squares[i]! / scale ** 2 : 1;
      data[at + 1] = which === "left" ? 1 : squares[i]! / scale ** 2;
    }
  }
  return { dtype, shape: [end - start, stride], data } as const;
}

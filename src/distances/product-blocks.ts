// Euclidean and cosine distances in blocks of rows, by ONNX Runtime's matrix product.
//
// The product is in float64. In float32, |x|² + |y|² - 2 x·y loses every digit of rows that are near each other; in float64
// eight are left where the distance is a ten-thousandth of the rows' length, and what is nearer than that is measured again,
// number by number, so that identical rows are at exactly 0. Only the result is float32.

import type { Runtime } from "../engine/session.js";
import type { MeasureRows, Prepared } from "./bulk.js";
import { oneToOne } from "./kernels.js";
import { largest } from "./largest.js";
import { type ProductKernel, distanceSession } from "./product-graphs.js";
import { type Centred, centred, writeRows } from "./product-sides.js";

/** Distances below this share of the rows' length are measured again. */
const NEAR = 1e-4;

/** A function that measures rows of x against all of y; both prepared for a kernel that is a product. */
export async function productBlocks(runtime: Runtime, x: Prepared, y: Prepared): Promise<MeasureRows> {
  const kernel = x.kernel as ProductKernel;
  const session = await distanceSession(runtime, kernel);
  const parts = centred(x, y);
  const right = side(y, parts, "right", 0, y.rows);
  const [reach, unit] = [largest(parts.rightSquares), kernel === "euclidean" ? parts.scale : parts.scale ** 2];
  return async (start, end, out) => {
    const feeds = { left: side(x, parts, "left", start, end), right };
    const into = { distances: { dtype: "float32", shape: [end - start, y.rows], data: out } as const };
    const { distances, least } = await session.run(feeds, into);
    if (distances!.data !== out) out.set(distances!.data as Float32Array);
    if (kernel === "one-minus-dot") return;
    if (unit !== 1) for (let i = 0; i < out.length; i++) out[i]! *= unit;
    for (let i = start; i < end; i++) {
      const square = NEAR ** 2 * Math.max(parts.leftSquares[i]!, reach);
      const near = kernel === "euclidean" ? Math.sqrt(square) : square;
      if (!((least!.data as Float32Array)[i - start]! * unit <= near)) continue;
      for (let j = 0, at = (i - start) * y.rows; j < y.rows; j++, at++) {
        if (out[at]! <= near) out[at] = oneToOne(kernel, x.data, i * x.width, y.data, j * y.width, y.width);
      }
    }
  };
}

/** A side of the product as a tensor, `[end - start, K]`. */
function side(rows: Prepared, parts: Centred, which: "left" | "right", start: number, end: number) {
  const angular = rows.kernel === "one-minus-dot";
  const squares = which === "left" ? parts.leftSquares : parts.rightSquares;
  const { centre, scale } = parts;
  const { width } = rows;
  const stride = width + (angular ? 1 : 2);
  const data = new Float64Array((end - start) * stride);
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
  return { dtype: "float64", shape: [end - start, stride], data } as const;
}

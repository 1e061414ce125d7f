// Euclidean and cosine distances in blocks of rows, by ONNX Runtime's matrix product.
//
// The product is in float64. In float32, |x|² + |y|² - 2 x·y loses every digit of rows that are near each other; in float64
// eight are left where the distance is a ten-thousandth of the rows' length, and what is nearer than that is measured again,
// number by number, so that identical rows are at exactly 0. Only the result is float32.

import type { Runtime } from "../engine/session.js";
import { largest } from "./largest.js";
import type { MeasureRows, Prepared } from "./bulk.js";
import { oneToOne } from "./kernels.js";
import { type ProductKernel, distanceSession } from "./product-graphs.js";
import { productSides } from "./product-sides.js";

/** Distances below this share of the rows' length are measured again. */
const NEAR = 1e-4;

/** A function that measures rows of x against all of y; both prepared for a kernel that is a product. */
export async function productBlocks(runtime: Runtime, x: Prepared, y: Prepared): Promise<MeasureRows> {
  const kernel = x.kernel as ProductKernel;
  const session = await distanceSession(runtime, kernel);
  const { width, left, right, leftSquares, rightSquares } = productSides(x, y);
  const rightTensor = { dtype: "float64", shape: [y.rows, width], data: right(0, y.rows) } as const;
  const reach = largest(rightSquares);
  return async (start, end, out) => {
    const feeds = {
      left: { dtype: "float64", shape: [end - start, width], data: left(start, end) } as const,
      right: rightTensor,
    };
    const into = { distances: { dtype: "float32", shape: [end - start, y.rows], data: out } as const };
    const { distances, least } = await session.run(feeds, into);
    if (distances!.data !== out) out.set(distances!.data as Float32Array);
    if (kernel === "one-minus-dot") return;
    for (let i = start; i < end; i++) {
      const square = NEAR ** 2 * Math.max(leftSquares[i]!, reach);
      const near = kernel === "euclidean" ? Math.sqrt(square) : square;
      if (!((least!.data as Float32Array)[i - start]! <= near)) continue;
      for (let j = 0, at = (i - start) * y.rows; j < y.rows; j++, at++) {
        if (out[at]! <= near) out[at] = oneToOne(kernel, x.data, i * x.width, y.data, j * y.width, y.width);
      }
    }
  };
}

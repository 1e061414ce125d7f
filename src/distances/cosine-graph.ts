// Cosine distance between graph tensors: rows brought to length 1, then 1 - a·b.
//
// A row of zeros stays zeros, with gradient 0 (see rootOrZero): its distance to anything is 1, as in cosine.ts. Identical rows
// are smooth here: the gradient of 1 - cos is 0 at the top of the cosine, no root involved.

import { type Tensor, scalar } from "../graph/tensor.js";
import { add } from "../graph/ops/add.js";
import { div } from "../graph/ops/div.js";
import { fusedMatmul } from "../graph/ops/fused-matmul.js";
import { lessOrEqual } from "../graph/ops/less-or-equal.js";
import { mul } from "../graph/ops/mul.js";
import { reduceSum } from "../graph/ops/reduce-sum.js";
import { sqrt } from "../graph/ops/sqrt.js";
import { sub } from "../graph/ops/sub.js";
import { where } from "../graph/ops/where.js";
import { checkPairs, checkRows } from "./graph-shapes.js";

/** 1 - cosine similarity, row by row: `[P, D]`, `[P, D]` -> `[P]`. */
export function cosineRows(a: Tensor, b: Tensor): Tensor {
  checkRows(a, b);
  return sub(scalar(1, a.dtype), reduceSum(mul(unit(a), unit(b)), [1]));
}

/** 1 - cosine similarity, all pairs: `[N, D]`, `[M, D]` -> `[N, M]`. */
export function cosinePairs(a: Tensor, b: Tensor): Tensor {
  checkPairs(a, b);
  const x = unit(a);
  return add(scalar(1, a.dtype), fusedMatmul(x, a === b ? x : unit(b), { transB: true, alpha: -1 }));
}

/** Rows at length 1; rows of zeros stay zeros. `[N, D]` -> `[N, D]`. */
function unit(x: Tensor): Tensor {
  const squares = reduceSum(mul(x, x), [1], true);
  const none = lessOrEqual(squares, scalar(0, x.dtype));
  return div(x, sqrt(where(none, scalar(1, x.dtype), squares)));
}

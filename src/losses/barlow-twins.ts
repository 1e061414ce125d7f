// Barlow Twins: the cross-correlation of the dimensions of two views, over the batch, should be the identity.
//
//   C_de = mean over pictures of z_d z'_e, both standardised          L = Σ_d (1 - C_dd)² + λ Σ_{d != e} C_de²
//
// Zbontar et al. 2021, equations 1 and 2. Standardised as their code does it: variance over P, plus 1e-5.

import { checkRange } from "../core/options.js";
import { cosine } from "../distances/cosine.js";
import {
  type Tensor,
  add,
  div,
  eyeLike,
  fusedMatmul,
  mul,
  reduceMean,
  reduceSum,
  scalar,
  sqrt,
  square,
  sub,
} from "../graph/index.js";
import type { Loss } from "./loss.js";
import { checkWidths } from "./projector.js";
import { viewMetrics, viewsOf } from "./views.js";

export interface BarlowTwinsOptions {
  /** λ: weight of what different dimensions have in common, >= 0. @defaultValue 0.005 */
  readonly lambda?: number;
  /** Widths of dense layers between embeddings and loss, which are left behind after training. @defaultValue none */
  readonly projector?: readonly number[];
}

/** Two views. Parameters: the projector's. Metrics: active, meanPositive, meanNegative (views.ts). */
export function barlowTwins({ lambda = 0.005, projector = [] }: BarlowTwinsOptions = {}): Loss {
  checkRange("barlow-twins", "lambda", lambda, { from: 0 });
  checkWidths("barlow-twins", "projector", projector);
  return {
    name: "barlow-twins",
    options: { lambda, projector: [...projector] },
    distance: cosine(),
    needs: "views",
    freeLength: true,
    build(batch, context) {
      const { left, right, count } = viewsOf("barlow-twins", batch, context, projector);
      const correlations = fusedMatmul(standardised(left), standardised(right), { transA: true, alpha: 1 / count });
      const own = eyeLike(correlations);
      const one = scalar(1, own.dtype);
      const weights = add(own, mul(sub(one, own), scalar(lambda, own.dtype)));
      return { loss: reduceSum(mul(square(sub(correlations, own)), weights)), metrics: viewMetrics(batch) };
    },
  };
}

/** Each dimension less its mean, over its deviation: `[P, D]` -> `[P, D]`. A dimension that never varies is 0. */
function standardised(x: Tensor): Tensor {
  const centred = sub(x, reduceMean(x, [0], true));
  return div(centred, sqrt(add(reduceMean(square(centred), [0], true), scalar(1e-5, x.dtype))));
}

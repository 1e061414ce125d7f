// VICReg: two views of a picture should agree (invariance), every dimension should vary over the batch (variance), and no two
// should say the same (covariance). Nothing is compared with other pictures.
//
//   L = λ mean (z - z')²  +  μ/2 Σ over both views of mean_d max(0, 1 - sqrt(Var_d + ε))  +  ν Σ over both views of 1/D Σ_{d != e} Cov_de²
//
// Bardes, Ponce, LeCun 2022, equations 1 to 6, with the factors of their code and of PyTorch Metric Learning, for which 25, 25, 1
// were found: the mean over dimensions where equation 5 has the sum (λ is D times the paper's), and half of each view's
// variance term (μ is twice the paper's). Var and Cov are over P - 1.

import { checkRange } from "../core/options.js";
import { euclidean } from "../distances/euclidean.js";
import {
  type Tensor,
  add,
  eyeLike,
  fusedMatmul,
  mul,
  reduceMean,
  reduceSum,
  relu,
  scalar,
  sqrt,
  square,
  sub,
} from "../graph/index.js";
import type { Loss } from "./loss.js";
import { checkWidths } from "./projector.js";
import { viewMetrics, viewsOf } from "./views.js";

export interface VicregOptions {
  /** λ: weight of invariance, >= 0. @defaultValue 25 */
  readonly invarianceLambda?: number;
  /** μ: weight of variance, >= 0. @defaultValue 25 */
  readonly varianceMu?: number;
  /** ν: weight of covariance, >= 0. @defaultValue 1 */
  readonly covarianceV?: number;
  /** ε: added to variances, > 0. @defaultValue 1e-4 */
  readonly eps?: number;
  /** Widths of dense layers between embeddings and loss, which are left behind after training. @defaultValue none */
  readonly projector?: readonly number[];
}

/** Two views. Parameters: the projector's. Metrics: active, meanPositive, meanNegative (views.ts). */
export function vicreg({
  invarianceLambda = 25,
  varianceMu = 25,
  covarianceV = 1,
  eps = 1e-4,
  projector = [],
}: VicregOptions = {}): Loss {
  const weights = { invarianceLambda, varianceMu, covarianceV };
  for (const [name, weight] of Object.entries(weights)) checkRange("vicreg", name, weight, { from: 0 });
  checkRange("vicreg", "eps", eps, { above: 0 });
  checkWidths("vicreg", "projector", projector);
  return {
    name: "vicreg",
    options: { ...weights, eps, projector: [...projector] },
    distance: euclidean(),
    needs: "views",
    freeLength: true,
    build(batch, context) {
      const { left, right } = viewsOf("vicreg", batch, context, projector);
      const sides = [left, right].map((side) => spread(side, eps));
      const weighted = (weight: number, term: Tensor): Tensor => mul(term, scalar(weight, left.dtype));
      const both = (name: "variance" | "covariance"): Tensor => add(sides[0]![name], sides[1]![name]);
      const invariance = weighted(invarianceLambda, reduceMean(square(sub(left, right))));
      const variance = weighted(varianceMu / 2, both("variance"));
      return {
        loss: add(add(invariance, variance), weighted(covarianceV, both("covariance"))),
        metrics: viewMetrics(batch),
      };
    },
  };
}

/** What one view's dimensions lack of varying by 1, and how much they say twice: `[P, D]` -> two `[]`. */
function spread(x: Tensor, eps: number): { readonly variance: Tensor; readonly covariance: Tensor } {
  const [count, width] = x.shape.map(Number) as [number, number];
  const number = (value: number): Tensor => scalar(value, x.dtype);
  const centred = sub(x, reduceMean(x, [0], true));
  const variances = mul(reduceSum(square(centred), [0]), number(1 / (count - 1)));
  const covariances = fusedMatmul(centred, centred, { transA: true, alpha: 1 / (count - 1) });
  const apart = sub(number(1), eyeLike(covariances));
  return {
    variance: reduceMean(relu(sub(number(1), sqrt(add(variances, number(eps)))))),
    covariance: mul(reduceSum(square(mul(covariances, apart))), number(1 / width)),
  };
}

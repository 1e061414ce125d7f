// PNP loss, penalising negatives before positives: counts the negatives that an anchor ranks before each of its positives.
//
//   r_ij = Σ_n 1 / (1 + e^((s_ij - s_in) / anneal))          n: negatives of anchor i
//
//   variant O    r                        L_i = mean of it over the anchor's positives j, itself among them
//           Ds   ln(1 + r)
//           Dq   1 - 1 / (1 + r)^alpha
//           Iu   (1 + r) ln(1 + r)
//           Ib   (b r - ln(1 + b r)) / b²
//
// s: cosine similarity. Li, Zhu et al. 2022 (Rethinking the optimization of average precision). Anchors without a positive do not
// count. Looks at every triplet: N x N x N numbers (cube.ts).

import { checkChoice, checkRange } from "../core/options.js";
import { cosine } from "../distances/cosine.js";
import {
  type Tensor,
  add,
  div,
  exp,
  log,
  mul,
  or,
  reduceSum,
  reshape,
  scalar,
  sigmoid,
  sub,
  where,
} from "../graph/index.js";
import { checkCube } from "./cube.js";
import { labelLoss, shareMisordered } from "./label-loss.js";
import { any, number, similarities, weightOf } from "./label-table.js";
import type { Loss } from "./loss.js";
import { meanReducer } from "./reducers/mean.js";
import type { Reducer } from "./reducers/reducer.js";

export type PnpVariant = "O" | "Ds" | "Dq" | "Iu" | "Ib";

const variants: readonly PnpVariant[] = ["O", "Ds", "Dq", "Iu", "Ib"];

export interface PnpOptions {
  /** What a count of negatives costs. "Ds" and "Dq" fade for hopeless positives, "Iu" and "Ib" press them. @defaultValue "O" */
  readonly variant?: PnpVariant;
  /** Of variant Ib, > 0. @defaultValue 2 */
  readonly b?: number;
  /** Of variant Dq, > 0. @defaultValue 1 */
  readonly alpha?: number;
  /** Width of the step that counts, as a similarity; > 0. @defaultValue 0.01 */
  readonly anneal?: number;
  /** How the anchors' costs become one number. @defaultValue `meanReducer()` */
  readonly reducer?: Reducer;
}

/**
 * Labels. Metrics: active (share of anchors with a negative nearer than the farthest positive) and the usual ones.
 *
 * @throws INVALID_OPTION for batches of more than 320 rows, when built
 */
export function pnp({
  variant = "O",
  b = 2,
  alpha = 1,
  anneal = 0.01,
  reducer = meanReducer(),
}: PnpOptions = {}): Loss {
  checkChoice("pnp", "variant", variant, variants);
  checkRange("pnp", "b", b, { above: 0 });
  checkRange("pnp", "alpha", alpha, { above: 0 });
  checkRange("pnp", "anneal", anneal, { above: 0 });
  const distance = cosine();
  return labelLoss({
    name: "pnp",
    options: { variant, b, alpha, anneal },
    ...{ distance, reducer },
    bill(table) {
      const { count, width, positive, negative, itself } = table;
      checkCube("pnp", [count, width], "take smaller batches, or fast-ap, which ranks by histograms");
      const s = mul(similarities(table, distance), number(table, 1 / anneal));
      const ofNegatives = reshape(where(negative, s, number(table, -1e30)), [count, 1, width]);
      const before = reduceSum(sigmoid(sub(ofNegatives, reshape(s, [count, width, 1]))), [2]);
      const own = weightOf(table, or(positive, itself));
      const cost = mul(costOf(before, { variant, b, alpha }), own);
      const mean = div(reduceSum(cost, [1]), reduceSum(own, [1]));
      return { costs: [{ cost: mean, weight: weightOf(table, any(positive)) }], active: shareMisordered(table) };
    },
  });
}

function costOf(r: Tensor, { variant, b, alpha }: Required<Pick<PnpOptions, "variant" | "b" | "alpha">>): Tensor {
  const constant = (value: number): Tensor => scalar(value, r.dtype);
  const plusOne = add(r, constant(1));
  switch (variant) {
    case "O":
      return r;
    case "Ds":
      return log(plusOne);
    case "Dq":
      return sub(constant(1), exp(mul(log(plusOne), constant(-alpha))));
    case "Iu":
      return mul(plusOne, log(plusOne));
    case "Ib": {
      const scaled = mul(r, constant(b));
      return mul(sub(scaled, log(add(scaled, constant(1)))), constant(1 / b ** 2));
    }
  }
}

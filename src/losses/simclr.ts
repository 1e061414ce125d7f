// SimCLR's loss (NT-Xent): each view must find the other view of its picture among all other views of the batch.
//
//   L_i = -ln  e^(cos(z_i, z_j) / τ) / Σ_{k != i} e^(cos(z_i, z_k) / τ)          j: the other view; L = mean over all 2 P views
//
// Chen et al. 2020 (SimCLR), equation 1: the sum is over all 2 P - 1 others, the right one among them.

import { checkRange } from "../core/options.js";
import { cosine } from "../distances/cosine.js";
import {
  type Tensor,
  constant,
  dataOf,
  logSumExp,
  mul,
  reduceMean,
  reduceSum,
  scalar,
  sub,
  where,
} from "../graph/index.js";
import type { Loss } from "./loss.js";
import { checkWidths } from "./projector.js";
import { viewMetrics, viewsOf } from "./views.js";

export interface SimclrOptions {
  /** τ: smaller looks harder at the nearest others; > 0. @defaultValue 0.1 */
  readonly temperature?: number;
  /** Widths of dense layers between embeddings and loss, which are left behind after training. @defaultValue none */
  readonly projector?: readonly number[];
}

/** Two views. Parameters: the projector's. Metrics: active, meanPositive, meanNegative (views.ts). */
export function simclr({ temperature = 0.1, projector = [] }: SimclrOptions = {}): Loss {
  checkRange("simclr", "temperature", temperature, { above: 0 });
  checkWidths("simclr", "projector", projector);
  const distance = cosine();
  return {
    name: "simclr",
    options: { temperature, projector: [...projector] },
    distance,
    needs: "views",
    build(batch, context) {
      const { both, count } = viewsOf("simclr", batch, context, projector);
      const logits = mul(distance.pairs(both, both), scalar(-1 / temperature, both.dtype));
      const { itself, partner } = places(2 * count);
      const others = where(itself, scalar(-1e30, both.dtype), logits);
      const own = reduceSum(
        mul(logits, constant(dataOf(both.dtype, partner), [2 * count, 2 * count], both.dtype)),
        [1],
      );
      return { loss: reduceMean(sub(logSumExp(others, 1), own)), metrics: viewMetrics(batch) };
    },
  };
}

/** Where a view meets itself (bool), and where the other view of its picture: `[V, V]`. */
function places(views: number): { readonly itself: Tensor; readonly partner: readonly number[] } {
  const at = (test: (row: number, column: number) => boolean): number[] =>
    Array.from({ length: views * views }, (_, k) => (test(Math.floor(k / views), k % views) ? 1 : 0));
  const itself = at((row, column) => row === column);
  return {
    itself: constant(dataOf("bool", itself), [views, views], "bool"),
    partner: at((row, column) => column === (row + views / 2) % views),
  };
}

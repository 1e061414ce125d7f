// N-pairs loss: one pair of each class; an anchor's positive must stand out among the positives of all other classes.
//
//   L_i = ln(1 + Σ_{j != i} e^(a_i·p_j - a_i·p_i))
//
// Sohn 2016 (multi-class N-pair), on dot products, the lengths of embeddings left free. Of each class the first two rows
// of the batch are taken, as PyTorch Metric Learning does; further ones, and classes with one row, are left out. The paper's
// penalty on lengths is a regulariser of its own.

import { cosine } from "../distances/cosine.js";
import {
  type Tensor,
  and,
  argMax,
  cast,
  equal,
  fusedMatmul,
  gather,
  not,
  reshape,
  sub,
  trilu,
} from "../graph/index.js";
import { labelLoss, shareMisordered } from "./label-loss.js";
import { type LabelTable, any, maskedLogSumExp, ofItself, weightOf } from "./label-table.js";
import type { Loss } from "./loss.js";
import { meanReducer } from "./reducers/mean.js";
import type { Reducer } from "./reducers/reducer.js";

export interface NPairsOptions {
  /** How the anchors' costs become one number. @defaultValue `meanReducer()` */
  readonly reducer?: Reducer;
}

/**
 * Labels; depends on the order of rows within a class. Metrics: active (share of anchors with a negative nearer than the farthest
 * positive) and the usual ones, as cosine distances.
 */
export function nPairs({ reducer = meanReducer() }: NPairsOptions = {}): Loss {
  return labelLoss({
    name: "n-pairs",
    options: {},
    ...{ distance: cosine(), reducer, square: true },
    bill(table) {
      const { embeddings, positive, count } = table;
      const anchor = and(firstOfClass(table), any(positive));
      const partner = argMax(cast(positive, "float32"), 1);
      const products = fusedMatmul(embeddings, gather(embeddings, partner), { transB: true });
      const total = maskedLogSumExp(products, reshape(anchor, [1, count]));
      const cost = sub(total, ofItself(products));
      return { costs: [{ cost, weight: weightOf(table, anchor) }], active: shareMisordered(table) };
    },
  });
}

/** Rows before which none has their label: bool `[N]`. */
export function firstOfClass({ labels }: Pick<LabelTable, "labels">): Tensor {
  const same = cast(equal(reshape(labels, [-1, 1]), reshape(labels, [1, -1])), "float32");
  return not(any(cast(trilu(same, "lower", -1), "bool")));
}

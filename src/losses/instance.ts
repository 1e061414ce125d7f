// Instance loss: picks, by softmax over the batch, the row that an embedding is like.
//
//   L_i = -ln  Σ_{j in T_i} e^(gamma s_ij) / Σ_k e^(gamma s_ik)          over all rows i; k = i included
//
// s: cosine similarity. Zheng et al. 2020 (Dual-path convolutional image-text embeddings), who classify by a trained weight for each
// class; here the rows of the batch stand in for the weights. Which rows are right, T_i, is `target`:
//
//   class       those of the label, i itself among them; a miner changes nothing
//   instance    i itself alone: every picture its own class, labels unused
//   index       the row whose number is that of the label among the batch's labels in order: the author's code, and PyTorch Metric
//               Learning's InstanceLoss. Which row that is says nothing about the label; for comparison only.

import { checkChoice, checkRange } from "../core/options.js";
import { cosine } from "../distances/cosine.js";
import { type Tensor, and, cast, gatherElements, less, mul, or, reduceSum, reshape, sub } from "../graph/index.js";
import { labelLoss, shareMisordered } from "./label-loss.js";
import { type LabelTable, everyRow, maskedLogSumExp, number, ofItself, similarities } from "./label-table.js";
import type { Loss } from "./loss.js";
import { firstOfClass } from "./n-pairs.js";
import { meanReducer } from "./reducers/mean.js";
import type { Reducer } from "./reducers/reducer.js";

export type InstanceTarget = "class" | "instance" | "index";

const targets: readonly InstanceTarget[] = ["class", "instance", "index"];

export interface InstanceOptions {
  /** Steepness: what similarities are multiplied with; > 0. @defaultValue 64 */
  readonly gamma?: number;
  /** Which rows are right. @defaultValue "class" */
  readonly target?: InstanceTarget;
  /** How the rows' costs become one number. @defaultValue `meanReducer()` */
  readonly reducer?: Reducer;
}

/** Labels. Metrics: active (share of anchors with a negative nearer than the farthest positive) and the usual ones. */
export function instance({ gamma = 64, target = "class", reducer = meanReducer() }: InstanceOptions = {}): Loss {
  checkRange("instance", "gamma", gamma, { above: 0 });
  checkChoice("instance", "target", target, targets);
  const distance = cosine();
  return labelLoss({
    name: "instance",
    options: { gamma, target },
    ...{ distance, reducer },
    bill(table) {
      const logits = mul(similarities(table, distance), number(table, gamma));
      const cost = sub(
        maskedLogSumExp(logits, or(table.unmined.others, table.itself)),
        ofTarget(table, logits, target),
      );
      return { costs: [{ cost, weight: everyRow(table) }], active: shareMisordered(table) };
    },
  });
}

function ofTarget(table: LabelTable, logits: Tensor, target: InstanceTarget): Tensor {
  switch (target) {
    case "class":
      return maskedLogSumExp(logits, or(table.unmined.positive, table.itself));
    case "instance":
      return ofItself(logits);
    case "index":
      return reshape(gatherElements(logits, reshape(numberOfLabel(table), [-1, 1]), 1), [-1]);
  }
}

/** How many labels of the batch are less than each row's: int64 `[N]`. */
function numberOfLabel(table: LabelTable): Tensor {
  const lesser = less(reshape(table.labels, [1, -1]), reshape(table.labels, [-1, 1]));
  const counted = and(lesser, reshape(firstOfClass(table), [1, -1]));
  return cast(reduceSum(cast(counted, "float32"), [1]), "int64");
}

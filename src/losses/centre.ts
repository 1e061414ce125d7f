// Centre loss: draws every embedding to its class's centre, which is learned along with it.
//
//   L = 1/2 mean over i of |x_i - c_yi|²              gradient by c_j:   Σ_{i of j} (c_j - x_i) / (1 + number of i of j)
//
// Wen et al. 2016, equations 2 and 4. They sum over the batch where this takes the mean: a weight of theirs is to be multiplied
// with the batch size. Centres follow the paper's update, not the loss's own gradient, so that a class moves as far where the
// batch has one of its pictures as where it has ten; with plain SGD the learning rate is the paper's α.
//
// By itself the loss is least where everything coincides: take it beside a classification, in `multiple`.

import { euclidean } from "../distances/euclidean.js";
import { normal } from "../encoders/initialisers.js";
import {
  type Tensor,
  add,
  cast,
  detach,
  div,
  gather,
  greater,
  matmul,
  mul,
  reduceMean,
  reduceSum,
  scalar,
  square,
  sub,
  transpose,
} from "../graph/index.js";
import { type ClassBatch, classBatch } from "./class-logits.js";
import type { Loss } from "./loss.js";
import { meanDistances, pairMasks } from "./pair-table.js";

/**
 * Labels, and the number of classes. Parameters: "centres" `[classes, D]`. Metrics: active (share of rows to which another
 * class's centre is nearer), meanPositive, meanNegative.
 */
export function centre(): Loss {
  const distance = euclidean();
  return {
    name: "centre",
    options: {},
    distance,
    needs: "labels",
    freeLength: true,
    build(batch, context) {
      const known = classBatch("centre", batch, context);
      const { embeddings, labels, classes } = known;
      const width = Number(embeddings.shape[1]);
      const centres = context.scope.parameter("centres", [classes, width], normal(1 / Math.sqrt(width)));
      const own = gather(centres, labels);
      const half = scalar(0.5, embeddings.dtype);
      const pull = mul(reduceMean(squaredGaps(embeddings, detach(own))), half);
      const update = mul(reduceSum(mul(squaredGaps(detach(embeddings), own), shareOfUpdate(known))), half);
      const masks = pairMasks("centre", { embeddings, labels });
      return {
        // The update has a gradient and no value.
        loss: add(pull, sub(update, detach(update))),
        metrics: {
          active: shareAstray(known, detach(centres)),
          ...meanDistances(distance.pairs(embeddings, embeddings), masks),
        },
        classWeights: { rows: centres, perClass: 1 },
      };
    },
  };
}

/** Σ (a - b)², row by row: `[N, D]` -> `[N]`. */
function squaredGaps(a: Tensor, b: Tensor): Tensor {
  return reduceSum(square(sub(a, b)), [1]);
}

/** 1 / (1 + the number of rows of its class) for each row: `[N]`. */
function shareOfUpdate({ target }: ClassBatch): Tensor {
  const counts = reduceSum(mul(target, reduceSum(target, [0], true)), [1]);
  const one = scalar(1, target.dtype);
  return div(one, add(one, counts));
}

/** Share of rows to which another centre than their class's is nearest. */
function shareAstray({ embeddings, target }: ClassBatch, centres: Tensor): Tensor {
  // |x - c|² less |x|², which is the same for all centres.
  const norms = transpose(reduceSum(square(centres), [1], true), [1, 0]);
  const gaps = sub(norms, mul(matmul(detach(embeddings), transpose(centres, [1, 0])), scalar(2, centres.dtype)));
  const own = reduceSum(mul(gaps, target), [1], true);
  const nearer = reduceSum(cast(greater(own, gaps), gaps.dtype), [1]);
  return reduceMean(cast(greater(nearer, scalar(0, gaps.dtype)), gaps.dtype));
}

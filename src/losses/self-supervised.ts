// A loss on classes, for pictures without any: every picture is a class of its own, of which the batch has two views.
//
// As PyTorch Metric Learning's SelfSupervisedLoss. A loss with a weight for each class will not do: it would need one for every
// picture.

import { concat, constant } from "../graph/index.js";
import { KindredError, check } from "../core/errors.js";
import type { Loss } from "./loss.js";

/** Two views, for a loss on classes or on either classes or pairs. Metrics: the loss's. */
export function selfSupervised(loss: Loss): Loss {
  const { name, options, needs, distance } = loss;
  check(needs === "labels" || needs === "either", "INVALID_OPTION", () => {
    return `self-supervised: needs a loss on classes, and ${name} is one on ${needs}`;
  });
  return {
    ...loss,
    name: "self-supervised",
    options: { loss: { name, options } },
    distance,
    needs: "views",
    build({ views }, { scope }) {
      if (views === undefined) {
        throw new KindredError("DATA_INVALID", "self-supervised: needs two views of each picture; the batch has none");
      }
      const count = Number(views.left.shape[0]);
      const labels = BigInt64Array.from({ length: 2 * count }, (_, view) => BigInt(view % count));
      return loss.build(
        { embeddings: concat([views.left, views.right], 0), labels: constant(labels, [2 * count], "int64") },
        { scope },
      );
    },
  };
}

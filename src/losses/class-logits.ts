// What classification losses share: the cosine of every embedding to every class's weight, and cross-entropy.

import { KindredError } from "../core/errors.js";
import { kaimingNormal } from "../encoders/initialisers.js";
import {
  type Tensor,
  cast,
  l2Normalise,
  logSoftmax,
  matmul,
  mul,
  neg,
  oneHot,
  reduceMean,
  reduceSum,
} from "../graph/index.js";
import type { Batch, LossContext } from "./loss.js";

export interface ClassCosines {
  /** Cosine of each embedding to each class: `[N, C]`. */
  readonly cosines: Tensor;
  /** 1 at each row's class, else 0: `[N, C]`. */
  readonly target: Tensor;
}

/** Parameters: "weight" `[D, C]`, one column a class. Throws DATA_INVALID where there are no labels or no classes. */
export function classCosines(
  where: string,
  { embeddings, labels }: Batch,
  { scope, classes }: LossContext,
): ClassCosines {
  if (labels === undefined || classes === undefined) {
    throw new KindredError("DATA_INVALID", `${where}: needs labels and the number of classes; pairs alone will not do`);
  }
  const width = Number(embeddings.shape[1]);
  const weight = scope.parameter("weight", [width, classes], kaimingNormal(1));
  return {
    cosines: matmul(l2Normalise(embeddings), l2Normalise(weight, 0)),
    target: cast(oneHot(labels, classes), embeddings.dtype),
  };
}

/** The mean over rows of -ln softmax(logits) at the target. */
export function crossEntropy(logits: Tensor, target: Tensor): Tensor {
  return neg(reduceMean(reduceSum(mul(logSoftmax(logits), target), [1])));
}

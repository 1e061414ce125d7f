// What classification losses share: a trained row of numbers for each class (or several), how near each embedding is to them
// as a cosine, cross-entropy, and the numbers to watch.

import { KindredError, check } from "../core/errors.js";
import { cosine } from "../distances/cosine.js";
import { type Initialiser, xavier } from "../encoders/initialisers.js";
import {
  type Tensor,
  add,
  cast,
  constant,
  gather,
  greater,
  ints,
  l2Normalise,
  less,
  logSoftmax,
  matmul,
  mul,
  neg,
  oneHot,
  reduceMax,
  reduceMean,
  reduceSum,
  scalar,
  sub,
  transpose,
  where as choose,
} from "../graph/index.js";
import { checkLabels } from "./check-labels.js";
import type { Batch, ClassWeights, LossContext, LossResult } from "./loss.js";
import { type DistanceMetrics, meanDistances, pairMasks } from "./pair-table.js";

/** A batch whose classes are known. */
export interface ClassBatch {
  /** `[N, D]` */
  readonly embeddings: Tensor;
  /** int64 `[N]`. The graph fails to run where one is not within 0 .. classes - 1. */
  readonly labels: Tensor;
  readonly classes: number;
  /** 1 at each row's class, else 0: `[N, C]`. */
  readonly target: Tensor;
}

/** Throws DATA_INVALID where there are no labels, or not two classes. `where` names the loss. */
export function classBatch(where: string, { embeddings, labels }: Batch, { classes }: LossContext): ClassBatch {
  if (labels === undefined || classes === undefined) {
    throw new KindredError("DATA_INVALID", `${where}: needs labels and the number of classes; pairs alone will not do`);
  }
  checkLabels(where, { embeddings, labels });
  check(classes >= 2, "DATA_INVALID", `${where}: needs two classes or more to tell apart, got ${classes}`);
  const known = knownLabels(labels, classes);
  return { embeddings, labels: known, classes, target: cast(oneHot(known, classes), embeddings.dtype) };
}

/**
 * The trained weights: parameter "weight" `[D, C * perClass]`, the columns of a class side by side. They begin as in ArcFace's own
 * code: short beside embeddings of length 1, so that a step of Adam turns them far.
 */
export function classWeight(
  { embeddings, classes }: ClassBatch,
  { scope }: LossContext,
  perClass = 1,
  initialiser: Initialiser = xavier(),
): Tensor {
  return scope.parameter("weight", [Number(embeddings.shape[1]), classes * perClass], initialiser);
}

/** Cosine of each row to each column: `[N, D]`, `[D, K]` -> `[N, K]`. Rows of zeros are at 0 to everything. */
export function cosinesTo(embeddings: Tensor, weight: Tensor): Tensor {
  return matmul(l2Normalise(embeddings), l2Normalise(weight, 0));
}

/** The value at each row's class: `[N, C]` -> `[N, 1]`. */
export function atTarget(values: Tensor, target: Tensor): Tensor {
  return reduceSum(mul(values, target), [1], true);
}

/** `values` with those at each row's class replaced by `own`: `[N, C]`, `[N, 1]` -> `[N, C]`. */
export function withTarget(values: Tensor, target: Tensor, own: Tensor): Tensor {
  return add(values, mul(target, sub(own, atTarget(values, target))));
}

/** The mean over rows of -ln softmax(logits) at the target. */
export function crossEntropy(logits: Tensor, target: Tensor): Tensor {
  return neg(reduceMean(reduceSum(mul(logSoftmax(logits), target), [1])));
}

export interface Classification {
  /** Of each row to each class: `[N, C]`. */
  readonly logits: Tensor;
  /** As `classWeight` made it. */
  readonly weight: Tensor;
  /** @defaultValue 1 */
  readonly perClass?: number;
  /** @defaultValue cross-entropy of the logits */
  readonly loss?: Tensor;
}

/** A classification's result: cross-entropy, the metrics and the weights. */
export function classified(batch: ClassBatch, { logits, weight, perClass = 1, loss }: Classification): LossResult {
  const classWeights: ClassWeights = { rows: transpose(weight, [1, 0]), perClass };
  return {
    loss: loss ?? crossEntropy(logits, batch.target),
    metrics: classMetrics(batch, logits),
    classWeights,
  };
}

export interface ClassMetrics extends DistanceMetrics {
  /** Share of rows for which another class has a greater logit than the right one. */
  readonly active: Tensor;
}

function classMetrics({ embeddings, labels, target }: ClassBatch, logits: Tensor): ClassMetrics {
  const masks = pairMasks("classification", { embeddings, labels });
  return { active: shareMisplaced(logits, target), ...meanDistances(cosine().pairs(embeddings, embeddings), masks) };
}

function shareMisplaced(logits: Tensor, target: Tensor): Tensor {
  const isTarget = greater(target, scalar(0.5, target.dtype));
  const others = reduceMax(choose(isTarget, scalar(-1e30, logits.dtype), logits), [1], true);
  return reduceMean(cast(greater(others, atTarget(logits, target)), logits.dtype));
}

/** The labels as they are; looked up in a list of all classes, so that one outside of it stops the run instead of costing 0. */
function knownLabels(labels: Tensor, classes: number): Tensor {
  const all = constant(
    BigInt64Array.from({ length: classes }, (_, label) => BigInt(label)),
    [classes],
    "int64",
  );
  const outside = ints([classes]);
  return gather(all, choose(less(labels, ints([0])), outside, labels));
}

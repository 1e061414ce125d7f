// Which rows of a labelled batch belong together: the masks that miners and losses select pairs with.

import {
  type Tensor,
  and,
  constant,
  dataOf,
  dimensions,
  equal,
  gather,
  greaterOrEqual,
  not,
  reshape,
  scalar,
} from "../graph/index.js";
import type { LabelledBatch } from "./miner.js";

export interface LabelMasks {
  /** Same label, another row: bool `[N, R]`. */
  readonly positive: Tensor;
  /** Another label: bool `[N, R]`. */
  readonly negative: Tensor;
  /** Any other row: bool `[N, R]`. */
  readonly others: Tensor;
}

/**
 * labels: int64 `[N]`, N known. references: int64 `[R]`, of which the first N are the batch's own labels and -1 is an empty
 * place, in none of the masks.
 *
 * @defaultValue references: `labels`
 */
export function labelMasks(labels: Tensor, references: Tensor = labels): LabelMasks {
  const [count] = dimensions(labels.shape, "labelMasks") as [number];
  const [width] = dimensions(references.shape, "labelMasks") as [number];
  const offDiagonal = Array.from({ length: count * width }, (_, k) => (Math.floor(k / width) === k % width ? 0 : 1));
  const apart = constant(dataOf("bool", offDiagonal), [count, width], "bool");
  const same = sameLabels(labels, references);
  if (references === labels) return { positive: and(same, apart), negative: not(same), others: apart };
  const filled = reshape(greaterOrEqual(references, scalar(0, "int64")), [1, -1]);
  const others = and(apart, filled);
  return { positive: and(same, others), negative: and(not(same), filled), others };
}

/** The masks of a batch, with its references where it has some; two impostors are in none of them. */
export function batchMasks({ labels, references, impostors }: LabelledBatch): LabelMasks {
  const masks = labelMasks(labels, references?.labels);
  if (impostors === undefined) return masks;
  // An empty place, -1, reads the last class: it is in no mask anyway.
  const pretends = (classes: Tensor, shape: readonly number[]): Tensor => reshape(gather(impostors, classes), shape);
  const counts = not(and(pretends(labels, [-1, 1]), pretends(references?.labels ?? labels, [1, -1])));
  return {
    positive: and(masks.positive, counts),
    negative: and(masks.negative, counts),
    others: and(masks.others, counts),
  };
}

/** Whether rows i and j have one label: int64 `[N]`, `[R]` -> bool `[N, R]`, the diagonal included. */
export function sameLabels(labels: Tensor, references: Tensor = labels): Tensor {
  return equal(reshape(labels, [-1, 1]), reshape(references, [1, -1]));
}

/** What a batch's rows are compared with: `[R, D]`. */
export function referencesOf({ embeddings, references }: Pick<LabelledBatch, "embeddings" | "references">): Tensor {
  return references?.embeddings ?? embeddings;
}

// Which rows of a labelled batch belong together: the masks that miners and losses select pairs with.

import { type Tensor, and, constant, dataOf, dimensions, equal, not, reshape } from "../graph/index.js";

export interface LabelMasks {
  /** Same label, another row: bool `[N, N]`. */
  readonly positive: Tensor;
  /** Another label: bool `[N, N]`. */
  readonly negative: Tensor;
  /** Any other row: bool `[N, N]`. */
  readonly others: Tensor;
}

/** labels: int64 `[N]`, N known. */
export function labelMasks(labels: Tensor): LabelMasks {
  const [count] = dimensions(labels.shape, "labelMasks") as [number];
  const offDiagonal = Array.from({ length: count * count }, (_, k) => (k % (count + 1) === 0 ? 0 : 1));
  const others = constant(dataOf("bool", offDiagonal), [count, count], "bool");
  const same = sameLabels(labels);
  return { positive: and(same, others), negative: not(same), others };
}

/** Whether rows i and j have one label: int64 `[N]` -> bool `[N, N]`, the diagonal included. */
export function sameLabels(labels: Tensor): Tensor {
  return equal(reshape(labels, [-1, 1]), reshape(labels, [1, -1]));
}

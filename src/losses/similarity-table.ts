// What losses on cosine similarities share: the matrix of a labelled batch and its masks.

import { KindredError } from "../core/errors.js";
import { cosine } from "../distances/cosine.js";
import { type Tensor, and, constant, dataOf, dimensions, not, scalar, sub } from "../graph/index.js";
import type { Batch } from "./loss.js";
import { type DistanceMetrics, meanDistances, pairMasks, sameLabels } from "./pair-table.js";

export interface SimilarityTable {
  /** Cosine similarities: `[N, N]`. */
  readonly similarities: Tensor;
  /** Same label, another row: bool `[N, N]`. */
  readonly positive: Tensor;
  /** Another label: bool `[N, N]`. */
  readonly negative: Tensor;
  /** Any other row: bool `[N, N]`. */
  readonly others: Tensor;
  readonly metrics: DistanceMetrics;
}

/** Throws DATA_INVALID where the batch has no labels. `where` names the loss. */
export function similarityTable(where: string, { embeddings, labels }: Batch): SimilarityTable {
  if (labels === undefined) throw new KindredError("DATA_INVALID", `${where}: needs labels; the batch has none`);
  const masks = pairMasks(where, { embeddings, labels });
  const [count] = dimensions(labels.shape, where) as [number];
  const offDiagonal = Array.from({ length: count * count }, (_, k) => (k % (count + 1) === 0 ? 0 : 1));
  const others = constant(dataOf("bool", offDiagonal), [count, count], "bool");
  const distances = cosine().pairs(embeddings, embeddings);
  const same = sameLabels(labels);
  return {
    similarities: sub(scalar(1, embeddings.dtype), distances),
    positive: and(same, others),
    negative: not(same),
    others,
    metrics: meanDistances(distances, masks),
  };
}

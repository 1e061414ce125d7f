// What losses on cosine similarities share: the matrix of a labelled batch and its masks.

import { KindredError } from "../core/errors.js";
import { cosine } from "../distances/cosine.js";
import { type Tensor, scalar, sub } from "../graph/index.js";
import { type LabelMasks, labelMasks } from "../miners/labels.js";
import type { Batch } from "./loss.js";
import { type DistanceMetrics, meanDistances, pairMasks } from "./pair-table.js";

export interface SimilarityTable extends LabelMasks {
  /** Cosine similarities: `[N, N]`. */
  readonly similarities: Tensor;
  readonly metrics: DistanceMetrics;
}

/** Throws DATA_INVALID where the batch has no labels. `where` names the loss. */
export function similarityTable(where: string, { embeddings, labels }: Batch): SimilarityTable {
  if (labels === undefined) throw new KindredError("DATA_INVALID", `${where}: needs labels; the batch has none`);
  const masks = pairMasks(where, { embeddings, labels });
  const distances = cosine().pairs(embeddings, embeddings);
  return {
    similarities: sub(scalar(1, embeddings.dtype), distances),
    ...labelMasks(labels),
    metrics: meanDistances(distances, masks),
  };
}

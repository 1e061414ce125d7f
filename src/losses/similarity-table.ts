// What losses on cosine similarities share: the matrix of a labelled batch and its masks, `[N, R]`. R is N, unless the rows are
// compared with more than the batch. Where pairs were mined, the masks have those alone.

import { KindredError } from "../core/errors.js";
import { cosine } from "../distances/cosine.js";
import { type Tensor, or, scalar, sub } from "../graph/index.js";
import { type LabelMasks, batchMasks, referencesOf } from "../miners/labels.js";
import type { Batch } from "./loss.js";
import { type DistanceMetrics, meanDistances, pairMasks } from "./pair-table.js";

export interface SimilarityTable extends LabelMasks {
  /** Cosine similarities: `[N, R]`. */
  readonly similarities: Tensor;
  readonly metrics: DistanceMetrics;
}

/** Throws DATA_INVALID where the batch has no labels. `where` names the loss. */
export function similarityTable(where: string, batch: Batch): SimilarityTable {
  const { embeddings, labels, mined } = batch;
  if (labels === undefined) throw new KindredError("DATA_INVALID", `${where}: needs labels; the batch has none`);
  const { pairs: _, ...labelled } = { ...batch, labels };
  const distances = cosine().pairs(embeddings, referencesOf(batch));
  return {
    similarities: sub(scalar(1, embeddings.dtype), distances),
    ...(mined === undefined ? batchMasks(labelled) : { ...mined, others: or(mined.positive, mined.negative) }),
    metrics: meanDistances(distances, pairMasks(where, labelled)),
  };
}

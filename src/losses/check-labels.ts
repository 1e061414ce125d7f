// The labels of a batch: there, whole numbers, one for each embedding.

import { KindredError } from "../core/errors.js";
import { type Tensor, dimensions, shapeError } from "../graph/index.js";
import type { Batch } from "./loss.js";

/** The labels, int64 `[N]`. `where` names the loss in errors. Throws DATA_INVALID or SHAPE_MISMATCH. */
export function checkLabels(where: string, { embeddings, labels }: Batch, otherwise = "labels"): Tensor {
  if (labels === undefined) {
    const without = otherwise === "labels" ? "the batch has none" : "the batch has neither";
    throw new KindredError("DATA_INVALID", `${where}: needs ${otherwise}; ${without}`);
  }
  if (labels.dtype !== "int64") {
    throw new KindredError("DATA_INVALID", `${where}: labels must be whole numbers (int64), got ${labels.dtype}`);
  }
  const [count] = dimensions(labels.shape, where);
  if (labels.shape.length !== 1 || count !== embeddings.shape[0]) {
    throw shapeError(where, "labels must be one for each embedding", labels, embeddings);
  }
  return labels;
}

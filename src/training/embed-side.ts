// The pictures of one side of the split, training or validation, through a model.

import type { Embeddings } from "../core/embeddings.js";
import { labelledEmbeddings, type SiameseModel } from "../model/index.js";
import type { Side } from "./images.js";

/** Embeds a side's pictures, in their order. */
export async function embedSide(model: SiameseModel, { dataset, store }: Side): Promise<Embeddings> {
  const matrix = await model.embedSource({
    count: store.count,
    fill: (from, to, target) =>
      store.fill(
        Int32Array.from({ length: to - from }, (_, i) => from + i),
        target,
      ),
  });
  return labelledEmbeddings(matrix, dataset);
}

// The items of one side of the split, training or validation, through a model.

import type { Embeddings } from "../core/embeddings.js";
import { labelledEmbeddings, type SiameseModel } from "../model/index.js";
import type { Side } from "./item-store.js";

/** Embeds a side's items, in their order. */
export async function embedSide(model: SiameseModel, { dataset, store }: Side): Promise<Embeddings> {
  const matrix = await model.embedSource(store.source(Array.from({ length: store.count }, (_, i) => i)));
  return labelledEmbeddings(matrix, dataset);
}

// What comes in, as rows of a store: items with their prepared embeddings and their sources.

import { row, type Matrix } from "../core/embeddings.js";
import { DimensionError } from "../core/errors.js";
import { checkFinite, matrix } from "../core/matrix.js";
import type { SiameseModel } from "../model/siamese-model.js";
import type { NewItem, Probe } from "./gallery.js";
import type { SearchSpace } from "./space.js";
import type { StoredItem } from "./store.js";

/**
 * @param embeddings - a row an item
 * @param sources - one an item, or none at all
 * @throws INVALID_INPUT for an embedding that is not finite, naming the item
 */
export function storedItems(
  items: readonly NewItem[],
  embeddings: Matrix,
  sources: readonly (Uint8Array | null)[],
  space: SearchSpace,
): StoredItem[] {
  checkFinite(
    embeddings,
    "gallery",
    items.map(({ id }) => id),
  );
  const prepared = space.prepare(embeddings);
  return items.map(({ id, label, metadata = {} }, i) => {
    return { id, label: label ?? null, vector: row(prepared, i), metadata, source: sources[i] ?? null };
  });
}

/**
 * A probe as a stored row, `[D']`. `model` is asked for where the probe is no embedding.
 *
 * @throws INVALID_INPUT, DIMENSION_MISMATCH, and what embedding throws
 */
export async function storedProbe(
  probe: Probe,
  width: number,
  space: SearchSpace,
  model: () => Promise<SiameseModel>,
): Promise<Float32Array> {
  const given = isEmbedding(probe) ? matrix([probe.embedding]) : await (await model()).embed([probe]);
  if (given.columns !== width) throw new DimensionError(given.columns, width);
  checkFinite(given, "gallery: embedding");
  return row(space.prepare(given), 0);
}

function isEmbedding(probe: Probe): probe is { readonly embedding: ArrayLike<number> } {
  return typeof probe === "object" && "embedding" in probe;
}

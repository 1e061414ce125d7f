// Whether the nearest other item is of the same class, item by item: recall@1 before the mean is taken, so that a bootstrap can
// take it over classes. An item of another class at exactly the same distance counts as nearer, as in retrieval.ts.

import type { Embeddings } from "../core/embeddings.js";
import { random, sample } from "../core/random.js";
import { selectRows } from "../core/matrix.js";
import { blockDistances, prepare } from "../distances/bulk.js";
import type { Distance } from "../distances/distance.js";

export interface NearestHits {
  /** Rows that were asked. */
  readonly queries: readonly number[];
  /** 1 where the nearest is of the query's class, else 0. */
  readonly hits: Uint8Array;
}

/** Queries: the rows whose class has another, a seeded sample where there are more than `most`. */
export function askedRows({ labels }: Pick<Embeddings, "labels">, most: number, seed: number): number[] {
  const sizes = new Map<number, number>();
  labels?.forEach((label) => sizes.set(label, (sizes.get(label) ?? 0) + 1));
  const askable = Array.from(labels?.keys() ?? []).filter((item) => sizes.get(labels![item]!)! > 1);
  if (askable.length <= most) return askable;
  return sample(askable, most, random(seed, "nearest")).sort((a, b) => a - b);
}

export function nearestHits(
  embeddings: Embeddings & { readonly labels: Int32Array },
  distance: Distance,
  queries: readonly number[],
): NearestHits {
  const { labels, rows } = embeddings;
  const [asked, all] = [prepare(distance, selectRows(embeddings, queries)), prepare(distance, embeddings)];
  const hits = new Uint8Array(queries.length);
  const distances = new Float32Array(rows);
  queries.forEach((query, i) => {
    blockDistances(distance, asked, i, i + 1, all, distances);
    let [own, other] = [Infinity, Infinity];
    for (let item = 0; item < rows; item++) {
      if (labels[item] !== labels[query]) other = Math.min(other, distances[item]!);
      else if (item !== query) own = Math.min(own, distances[item]!);
    }
    hits[i] = own < other ? 1 : 0;
  });
  return { queries, hits };
}

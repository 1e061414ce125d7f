// Clustering: do the embeddings fall into their classes by themselves? k-means with as many clusters as there are classes, compared
// with the classes (NMI, AMI: mutual-information.ts), and how compact the classes are (silhouette.ts).
//
// k-means measures Euclidean distance. For cosine distance the rows are brought to length 1 first; for other distances the
// figures of k-means are of the plain embedding, while the silhouette is of the distance itself.

import type { Embeddings } from "../core/embeddings.js";
import { check } from "../core/errors.js";
import { selectRows } from "../core/matrix.js";
import { random, sample } from "../core/random.js";
import type { Distance } from "../distances/distance.js";
import { kMeans } from "./k-means.js";
import { agreement } from "./mutual-information.js";
import { silhouette } from "./silhouette.js";

export interface ClusteringOptions {
  /** Above this many items, a seeded sample of them is clustered; >= 2. @defaultValue 2000 */
  readonly maxItems?: number;
  /** @defaultValue 0 */
  readonly seed?: number;
}

/** JSON-serialisable as it is. */
export interface Clustering {
  /** Normalised and adjusted mutual information of clusters and classes: 1 is perfect; chance is 0 for the adjusted one only. */
  readonly nmi: number;
  readonly ami: number;
  /** Of the classes: -1..1. */
  readonly silhouette: number;
  readonly clusters: number;
  readonly items: number;
}

/** Impostors are left out. Throws DATA_TOO_FEW without labels, or with fewer than two classes. */
export function clustering(
  embeddings: Embeddings,
  distance: Distance,
  { maxItems = 2000, seed = 0 }: ClusteringOptions = {},
): Clustering {
  const { labels, impostorClasses } = embeddings;
  check(labels !== undefined, "DATA_TOO_FEW", "clustering: the items have no classes");
  const genuine = [...labels.keys()].filter((item) => impostorClasses?.[labels[item]!] !== 1);
  const chosen = genuine.length <= maxItems ? genuine : sample(genuine, maxItems, random(seed, "clustering"));
  const own = chosen.map((item) => labels[item]!);
  const clusters = new Set(own).size;
  check(clusters > 1, "DATA_TOO_FEW", "clustering: all items are of one class");
  const rows = selectRows(embeddings, chosen);
  const points = distance.name === "cosine" ? ofLengthOne(rows) : rows;
  const found = kMeans(points, clusters, { seed });
  return {
    ...agreement(own, found.labels),
    silhouette: silhouette(rows, own, distance),
    clusters,
    items: chosen.length,
  };
}

function ofLengthOne({ data, rows, columns }: ReturnType<typeof selectRows>): ReturnType<typeof selectRows> {
  const scaled = Float32Array.from(data);
  for (let i = 0; i < rows; i++) {
    const row = scaled.subarray(i * columns, (i + 1) * columns);
    const length = Math.hypot(...row);
    if (length > 0) row.forEach((value, d) => (row[d] = value / length));
  }
  return { data: scaled, rows, columns };
}

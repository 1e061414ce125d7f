// The index of a gallery in a folder: IVF-HNSW over numbers of 8 bits (LanceDB's HNSW_SQ), whose candidates the finder measures again.

import type * as lancedb from "@lancedb/lancedb";
import type { IndexState } from "../store.js";

/** Items in one graph of the index, and graphs that a search looks into: 100,000 in one are found by 99.9 %. */
const PARTITION = 1_000_000;
const PROBED = 4;
/** Edges and candidates of the graph while it is built, and candidates of a search: recall against time. */
const graph = { m: 20, efConstruction: 150 } as const;
const EF_SEARCH = 100;

export async function lanceIndexState(table: lancedb.Table): Promise<IndexState> {
  const found = (await table.listIndices()).find(({ columns: indexed }) => indexed.includes("vector"));
  if (found === undefined) return { kind: "none", unindexed: await table.countRows() };
  const statistics = await table.indexStats(found.name);
  return { kind: found.indexType, unindexed: statistics?.numUnindexedRows ?? 0 };
}

/** Builds it of everything, and puts together what writes have left. */
export async function buildLanceIndex({ Index }: typeof lancedb, table: lancedb.Table): Promise<void> {
  const numPartitions = Math.max(1, Math.ceil((await table.countRows()) / PARTITION));
  const config = Index.hnswSq({ distanceType: "l2", numPartitions, ...graph });
  await table.createIndex("vector", { config, replace: true });
  await table.optimize();
}

/** How far a search for `k` items looks into it. */
export function searchByIndex(query: lancedb.VectorQuery, k: number): void {
  query.nprobes(PROBED).ef(Math.max(EF_SEARCH, 2 * k));
}

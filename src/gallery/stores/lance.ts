// A gallery in a folder, by LanceDB: nothing to install beside it, nothing to start. What is in the folder: lance-folder.ts.

import type * as lancedb from "@lancedb/lancedb";
import { optionalPackage } from "../optional-package.js";
import { checkGeneration } from "../record.js";
import type { SearchMetric } from "../space.js";
import type {
  GalleryRecord,
  GalleryStore,
  IndexState,
  NearestQuery,
  Selection,
  StoredItem,
  Successor,
  Write,
} from "../store.js";
import { literal, selectionSql } from "./lance-filter.js";
import { LanceFolder, type Table, revisionOf } from "./lance-folder.js";
import { buildLanceIndex, lanceIndexState, searchByIndex } from "./lance-index.js";
import type * as lanceRows from "./lance-rows.js";
import { lanceSuccessor, mergeItems } from "./lance-successor.js";

/** Items that a scan brings at a time. */
const SCAN = 4096;
/** Writes after which small files are put together, and what LanceDB keeps of them in memory is let go. */
const COMPACT = 64;

/** The gallery in `folder`, whether it is there yet or not. Throws MISSING_PACKAGE. */
export async function lanceStore(folder: string): Promise<GalleryStore> {
  // Statistics of an index then leave out what nothing here reads; else LanceDB warns of it.
  process.env["LANCE_INCLUDE_VECTOR_CENTROIDS"] ??= "false";
  const lance = await optionalPackage("@lancedb/lancedb apache-arrow@18.1.0", "a gallery in a folder", async () => ({
    db: await import("@lancedb/lancedb"),
    rows: await import("./lance-rows.js"),
  }));
  return new LanceStore(new LanceFolder(folder, lance.db, lance.rows), lance.db, lance.rows);
}

class LanceStore implements GalleryStore {
  readonly kind = "embedded";
  readonly metrics: readonly SearchMetric[] = ["l2"];
  readonly #folder: LanceFolder;
  readonly #lance: typeof lancedb;
  readonly #rows: typeof lanceRows;
  #writes = 0;

  constructor(folder: LanceFolder, lance: typeof lancedb, rows: typeof lanceRows) {
    this.#folder = folder;
    this.#lance = lance;
    this.#rows = rows;
  }

  async state(): ReturnType<GalleryStore["state"]> {
    const record = await this.#folder.record();
    if (record === undefined) return undefined;
    const table = await this.#folder.table(record);
    return { record, revision: revisionOf(record, await table.version()) };
  }

  async create(record: GalleryRecord): Promise<void> {
    await this.#folder.make(record);
  }

  async describe(record: GalleryRecord): Promise<void> {
    await this.#folder.describe(record);
  }

  async upsert(items: readonly StoredItem[], generation?: number): Promise<Write> {
    return this.#folder.write(async (table, record) => {
      checkGeneration(this.#folder.path, record, generation);
      if (items.length === 0) return { items: 0, replaced: 0 };
      const replaced = await mergeItems(table, this.#rows, items, record);
      await this.#tidy(table);
      return { items: items.length, replaced };
    });
  }

  async remove(selection: Selection): Promise<Write> {
    return this.#folder.write(async (table) => {
      const { numDeletedRows } = await table.delete(selectionSql(selection) ?? "true");
      await this.#tidy(table);
      return { items: numDeletedRows, replaced: 0 };
    });
  }

  /** After some writes. */
  async #tidy(table: Table): Promise<void> {
    if (++this.#writes % COMPACT !== 0) return;
    await table.optimize();
    this.#folder.renew();
  }

  async count(selection: Selection = {}): Promise<number> {
    return this.#folder.read((table) => table.countRows(selectionSql(selection)));
  }

  async page({
    after,
    limit,
    vectors,
    sources,
    ...selection
  }: Parameters<GalleryStore["page"]>[0]): Promise<StoredItem[]> {
    const conditions = [selectionSql(selection), after === undefined ? undefined : `id > ${literal(after)}`];
    const where = conditions.filter((condition) => condition !== undefined).join(" AND ");
    return this.#folder.read(async (table) => {
      const query = table.query().select(this.#rows.itemColumns(vectors, sources));
      if (where !== "") query.where(where);
      return this.#rows.itemsOf(await query.orderBy({ columnName: "id" }).limit(limit).toArrow());
    });
  }

  async *scan({ vectors, sources, ...selection }: Parameters<GalleryStore["scan"]>[0]): AsyncGenerator<StoredItem[]> {
    const query = (await this.#folder.current()).query().select(this.#rows.itemColumns(vectors, sources));
    const where = selectionSql(selection);
    if (where !== undefined) query.where(where);
    for await (const batch of query) {
      for (let from = 0; from < batch.numRows; from += SCAN) yield this.#rows.itemsOf(batch.slice(from, from + SCAN));
    }
  }

  async nearest({ vector, k, filter, exact }: NearestQuery): Promise<StoredItem[]> {
    const where = selectionSql({ ...(filter && { filter }) });
    return this.#folder.read(async (table) => {
      // Without `_distance`, which nothing reads, LanceDB prints a warning at every search.
      const columns = [...this.#rows.itemColumns(true, false), "_distance"];
      const query = table.vectorSearch(vector).distanceType("l2").limit(k).select(columns);
      if (where !== undefined) query.where(where);
      if (exact) query.bypassVectorIndex();
      else searchByIndex(query, k);
      return this.#rows.itemsOf(await query.toArrow());
    });
  }

  async index(): Promise<IndexState> {
    return lanceIndexState(await this.#folder.current());
  }

  async buildIndex(): Promise<void> {
    await this.#folder.existing();
    await this.#folder.alone(async () => buildLanceIndex(this.#lance, await this.#folder.current()));
  }

  async successor(record: GalleryRecord): Promise<Successor> {
    return lanceSuccessor(this.#folder, this.#rows, record);
  }

  size(): Promise<number> {
    return this.#folder.size();
  }

  drop(): Promise<void> {
    return this.#folder.drop();
  }

  close(): Promise<void> {
    return this.#folder.close();
  }
}

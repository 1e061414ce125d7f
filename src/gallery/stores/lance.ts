// A gallery in a folder, by LanceDB: nothing to install beside it, nothing to start.
//
//   staff/
//     gallery.json         what the gallery is (GalleryRecord); its generation names the table
//     items-1.lance/       the items; LanceDB adds files and switches versions, and never changes a file
//     write.lock           there while a process writes
//
// A version of the table is there as a whole or not at all, so a process that is killed leaves nothing half done; its lock
// is taken over by the next that writes. Readers never wait.
//
// Why it is long: the open table, the queue of writers and the lock belong to all operations, each of which is a few lines.

import { mkdir, readFile, rm } from "node:fs/promises";
import path from "node:path";
import type * as lancedb from "@lancedb/lancedb";
import { KindredError } from "../../core/errors.js";
import { asDiskFull, writeAtomically } from "../../model/write-atomically.js";
import { optionalPackage } from "../optional-package.js";
import { checkGeneration, parseRecord } from "../record.js";
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
import { waitForLock } from "../wait-for-lock.js";
import { folderSize } from "../folder-size.js";
import type * as lanceRows from "./lance-rows.js";
import { literal, selectionSql } from "./lance-filter.js";

type Connection = lancedb.Connection;
type Table = lancedb.Table;

type Change = Pick<Write, "items" | "replaced">;

/** Items that a scan brings at a time. */
const SCAN = 4096;
/** Items in one graph of the index, and graphs that a search looks into: 100,000 in one are found by 99.9 %. */
const PARTITION = 1_000_000;
const PROBED = 4;
/** Edges and candidates of the graph while it is built, and candidates of a search: recall against time. */
const graph = { m: 20, efConstruction: 150 } as const;
const EF_SEARCH = 100;
/** Writes after which small files are put together. */
const COMPACT = 64;

/** The gallery in `folder`, whether it is there yet or not. Throws MISSING_PACKAGE. */
export async function lanceStore(folder: string): Promise<GalleryStore> {
  // Statistics of an index then leave out what nothing here reads; else LanceDB warns of it.
  process.env["LANCE_INCLUDE_VECTOR_CENTROIDS"] ??= "false";
  const lance = await optionalPackage("@lancedb/lancedb apache-arrow@18.1.0", "a gallery in a folder", async () => ({
    db: await import("@lancedb/lancedb"),
    rows: await import("./lance-rows.js"),
  }));
  return new LanceStore(folder, lance.db, lance.rows);
}

class LanceStore implements GalleryStore {
  readonly kind = "embedded";
  readonly metrics: readonly SearchMetric[] = ["l2"];
  readonly #folder: string;
  readonly #lance: typeof lancedb;
  readonly #rows: typeof lanceRows;
  #connection: Promise<Connection> | undefined;
  #open: { readonly generation: number; readonly table: Table } | undefined;
  #writes = 0;
  /** The last write: writers of one process stand in a queue, and only its head asks for the lock. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(folder: string, lance: typeof lancedb, rows: typeof lanceRows) {
    this.#folder = folder;
    this.#lance = lance;
    this.#rows = rows;
  }

  async state(): ReturnType<GalleryStore["state"]> {
    const record = await this.#record();
    if (record === undefined) return undefined;
    const table = await this.#table(record);
    return { record, revision: revisionOf(record, await table.version()) };
  }

  async create(record: GalleryRecord): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    await this.#alone(async () => {
      if ((await this.#record()) !== undefined) return;
      await this.#makeTable(record);
      await this.describe(record);
    });
  }

  async describe(record: GalleryRecord): Promise<void> {
    await writeAtomically(path.join(this.#folder, "gallery.json"), `${JSON.stringify(record, undefined, 2)}\n`);
  }

  async upsert(items: readonly StoredItem[], generation?: number): Promise<Write> {
    return this.#write(async (table, record) => {
      checkGeneration(this.#folder, record, generation);
      if (items.length === 0) return { items: 0, replaced: 0 };
      const rows = this.#rows.itemTable(items, record.storedWidth);
      const merge = table.mergeInsert("id").whenMatchedUpdateAll().whenNotMatchedInsertAll();
      const { numUpdatedRows } = await merge.execute(rows);
      if (++this.#writes % COMPACT === 0) await table.optimize();
      return { items: items.length, replaced: numUpdatedRows };
    });
  }

  async remove(selection: Selection): Promise<Write> {
    return this.#write(async (table) => {
      const { numDeletedRows } = await table.delete(selectionSql(selection) ?? "true");
      return { items: numDeletedRows, replaced: 0 };
    });
  }

  async count(selection: Selection = {}): Promise<number> {
    return this.#read((table) => table.countRows(selectionSql(selection)));
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
    return this.#read(async (table) => {
      const query = table.query().select(this.#rows.itemColumns(vectors, sources));
      if (where !== "") query.where(where);
      return this.#rows.itemsOf(await query.orderBy({ columnName: "id" }).limit(limit).toArrow());
    });
  }

  async *scan({ vectors, sources, ...selection }: Parameters<GalleryStore["scan"]>[0]): AsyncGenerator<StoredItem[]> {
    const query = (await this.#current()).query().select(this.#rows.itemColumns(vectors, sources));
    const where = selectionSql(selection);
    if (where !== undefined) query.where(where);
    for await (const batch of query) {
      for (let from = 0; from < batch.numRows; from += SCAN) yield this.#rows.itemsOf(batch.slice(from, from + SCAN));
    }
  }

  async nearest({ vector, k, filter, exact }: NearestQuery): Promise<StoredItem[]> {
    const where = selectionSql({ ...(filter && { filter }) });
    return this.#read(async (table) => {
      // Without `_distance`, which nothing reads, LanceDB prints a warning at every search.
      const columns = [...this.#rows.itemColumns(true, false), "_distance"];
      const query = table.vectorSearch(vector).distanceType("l2").limit(k).select(columns);
      if (where !== undefined) query.where(where);
      if (exact) query.bypassVectorIndex();
      else query.nprobes(PROBED).ef(Math.max(EF_SEARCH, 2 * k));
      return this.#rows.itemsOf(await query.toArrow());
    });
  }

  async index(): Promise<IndexState> {
    const table = await this.#current();
    const found = (await table.listIndices()).find(({ columns: indexed }) => indexed.includes("vector"));
    if (found === undefined) return { kind: "none", unindexed: await table.countRows() };
    const statistics = await table.indexStats(found.name);
    return { kind: found.indexType, unindexed: statistics?.numUnindexedRows ?? 0 };
  }

  async buildIndex(): Promise<void> {
    await this.#existing();
    await this.#alone(async () => {
      const table = await this.#current();
      const numPartitions = Math.max(1, Math.ceil((await table.countRows()) / PARTITION));
      const config = this.#lance.Index.hnswSq({ distanceType: "l2", numPartitions, ...graph });
      await table.createIndex("vector", { config, replace: true });
      await table.optimize();
    });
  }

  async successor(record: GalleryRecord): Promise<Successor> {
    const lock = await waitForLock(path.join(this.#folder, "rebuild.lock"), 0);
    const name = `items-${record.generation}`;
    const connection = await this.#connect();
    if ((await connection.tableNames()).includes(name)) await connection.dropTable(name);
    await this.#makeTable(record);
    const table = await connection.openTable(name);
    let done = false;
    return {
      upsert: async (items) => {
        const merge = table.mergeInsert("id").whenMatchedUpdateAll().whenNotMatchedInsertAll();
        await merge.execute(this.#rows.itemTable(items, record.storedWidth));
      },
      remove: async (ids) => void (await table.delete(selectionSql({ ids })!)),
      takeOver: (finish) =>
        this.#alone(async () => {
          await finish();
          const { generation } = await this.#existing();
          await this.describe(record);
          done = true;
          await connection.dropTable(`items-${generation}`);
        }),
      discard: async () => {
        table.close();
        if (!done) await connection.dropTable(name);
        await lock.release();
      },
    };
  }

  async size(): Promise<number> {
    return folderSize(this.#folder);
  }

  async drop(): Promise<void> {
    await this.close();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async close(): Promise<void> {
    await this.#last.catch(() => undefined);
    this.#open?.table.close();
    this.#open = undefined;
    (await this.#connection)?.close();
    this.#connection = undefined;
  }

  async #record(): Promise<GalleryRecord | undefined> {
    const file = path.join(this.#folder, "gallery.json");
    try {
      return parseRecord(await readFile(file, "utf8"), file);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw error;
    }
  }

  async #existing(): Promise<GalleryRecord> {
    const record = await this.#record();
    if (record === undefined) throw new KindredError("NOT_FOUND", `${this.#folder}: no such gallery`);
    return record;
  }

  /** Reads; once more where the items have been replaced by a successor's meanwhile. */
  async #read<T>(work: (table: Table) => Promise<T>): Promise<T> {
    const record = await this.#existing();
    try {
      return await work(await this.#table(record));
    } catch (error) {
      const now = await this.#existing();
      if (now.generation === record.generation) throw error;
      return work(await this.#table(now));
    }
  }

  async #current(): Promise<Table> {
    return this.#table(await this.#existing());
  }

  async #table({ generation }: GalleryRecord): Promise<Table> {
    if (this.#open?.generation !== generation) {
      this.#open?.table.close();
      const connection = await this.#connect();
      try {
        this.#open = { generation, table: await connection.openTable(`items-${generation}`) };
      } catch (error) {
        throw new KindredError("GALLERY_INVALID", `${this.#folder}: its items cannot be opened: ${String(error)}`, {
          cause: error,
        });
      }
    }
    return this.#open.table;
  }

  async #makeTable({ generation, storedWidth }: GalleryRecord): Promise<void> {
    const connection = await this.#connect();
    const options = { mode: "create", existOk: true } as const;
    (await connection.createEmptyTable(`items-${generation}`, this.#rows.itemSchema(storedWidth), options)).close();
  }

  #connect(): Promise<Connection> {
    // 0: every read looks for what other processes have written.
    this.#connection ??= this.#lance.connect(this.#folder, { readConsistencyInterval: 0 });
    return this.#connection;
  }

  async #write(change: (table: Table, record: GalleryRecord) => Promise<Change>): Promise<Write> {
    // Where there is no gallery there is no folder for a lock.
    await this.#existing();
    return this.#alone(async () => {
      const record = await this.#existing();
      const table = await this.#table(record);
      const before = revisionOf(record, await table.version());
      const changed = await change(table, record);
      return { ...changed, before, after: revisionOf(record, await table.version()) };
    });
  }

  /** Runs a write when it is this process's turn and no other process writes. */
  async #alone<T>(write: () => Promise<T>): Promise<T> {
    const turn = this.#last
      .catch(() => undefined)
      .then(async () => {
        const lock = await waitForLock(path.join(this.#folder, "write.lock"));
        try {
          return await write();
        } catch (error) {
          throw asLanceError(error, this.#folder);
        } finally {
          await lock.release();
        }
      });
    this.#last = turn;
    return turn;
  }
}

function revisionOf({ generation }: GalleryRecord, version: number): string {
  return `${generation}.${version}`;
}

/** LanceDB gives the system's error as text only. */
function asLanceError(error: unknown, folder: string): unknown {
  const full =
    error instanceof Error && /No space left on device|Disk quota exceeded|os error (28|122)\b/.test(error.message);
  if (!full) return asDiskFull(error, folder);
  return new KindredError("DISK_FULL", `${folder}: no room left on the disk to write to it; it is as it was`, {
    cause: error,
  });
}

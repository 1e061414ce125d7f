// A gallery in PostgreSQL with pgvector, which many processes and machines share.
//
// A write is one transaction that holds the gallery's row, so writers take turns and a reader sees all of a write or nothing.
// An answer comes after the commit, so what is acknowledged survives whatever PostgreSQL survives. Tables are named by
// numbers only; everything else is passed as a parameter.

import type * as pg from "pg";
import { KindredError } from "../../core/errors.js";
import { checkGeneration, parseRecord } from "../record.js";
import type { SearchMetric } from "../space.js";
import type {
  GalleryRecord,
  GalleryStore,
  IndexState,
  NearestQuery,
  PageQuery,
  ScanQuery,
  Selection,
  StoredItem,
  StoreState,
  Successor,
  Write,
} from "../store.js";
import { openDatabase, type Database } from "./postgres-database.js";
import { asStoreError } from "./postgres-errors.js";
import { conditionOf, parameters } from "./postgres-filter.js";
import { itemOf, indexOf, makeTable, pageOf, tableOf, upsertInto, vectorText, type ItemRow } from "./postgres-items.js";

const SCAN = 2000;
/** More numbers than that pgvector does not index. */
const INDEXED_WIDTH = 2000;
/** Candidates that a search by the index looks at, at least: recall against time. */
const EF_SEARCH = 200;

const operators = { l2: "<->", l1: "<+>" } as const;
const operatorClasses = { l2: "vector_l2_ops", l1: "vector_l1_ops" } as const;

/** The gallery called `name` in a database, whether it is there yet or not. Throws MISSING_PACKAGE, STORE_UNAVAILABLE. */
export async function postgresStore(url: string, name: string): Promise<GalleryStore> {
  return new PostgresStore(await openDatabase(url), name);
}

interface GalleryRow {
  readonly id: string;
  readonly record: GalleryRecord;
  readonly revision: string;
}

interface Found {
  readonly state: StoreState;
  readonly id: string;
  /** The table of its items. */
  readonly table: string;
}

class PostgresStore implements GalleryStore {
  readonly kind = "postgres";
  readonly metrics: readonly SearchMetric[] = ["l2", "l1"];
  readonly #database: Database;
  readonly #name: string;

  constructor(database: Database, name: string) {
    this.#database = database;
    this.#name = name;
  }

  async state(): Promise<StoreState | undefined> {
    return this.#database.lend(async (client) => (await this.#find(client))?.state);
  }

  async create(record: GalleryRecord): Promise<void> {
    await this.#database.transaction(async (client) => {
      const text =
        "insert into kindred.galleries (name, record) values ($1, $2) on conflict (name) do nothing returning id";
      const { rows } = await client.query<{ id: string }>(text, [this.#name, JSON.stringify(record)]);
      if (rows[0] !== undefined) await makeTable(client, tableOf(rows[0].id, record), record);
    });
  }

  async describe(record: GalleryRecord): Promise<void> {
    await this.#database.lend((client) =>
      client.query("update kindred.galleries set record = $2 where name = $1", [this.#name, JSON.stringify(record)]),
    );
  }

  async upsert(items: readonly StoredItem[], generation?: number): Promise<Write> {
    return this.#write(async (client, { table, state }) => {
      checkGeneration(`gallery ${this.#name}`, state.record, generation);
      return { items: items.length, replaced: await upsertInto(client, table, items) };
    });
  }

  async remove(selection: Selection): Promise<Write> {
    return this.#write(async (client, { table }) => {
      const values = parameters();
      const { rowCount } = await client.query(
        `delete from ${table} where ${conditionOf(selection, values)}`,
        values.values,
      );
      return { items: rowCount ?? 0, replaced: 0 };
    });
  }

  async count(selection: Selection = {}): Promise<number> {
    return this.#read(async (client, { table }) => {
      const values = parameters();
      const text = `select count(*)::float8 as items from ${table} where ${conditionOf(selection, values)}`;
      return (await client.query<{ items: number }>(text, values.values)).rows[0]!.items;
    });
  }

  async page(query: PageQuery): Promise<StoredItem[]> {
    return this.#read((client, { table }) => pageOf(client, table, query));
  }

  async *scan(query: ScanQuery): AsyncGenerator<StoredItem[]> {
    const client = await this.#database.connect();
    let begun = false;
    let broken: Error | undefined;
    try {
      // One snapshot for all pages.
      await client.query("begin isolation level repeatable read read only");
      const { table } = await this.#existing(client);
      for (let after: string | undefined; ;) {
        const items = await pageOf(client, table, { ...query, limit: SCAN, ...(after !== undefined && { after }) });
        begun = true;
        if (items.length > 0) yield items;
        if (items.length < SCAN) break;
        after = items.at(-1)!.id;
      }
    } catch (error) {
      broken = error as Error;
      if (begun || !isGone(error)) throw asStoreError(error);
    } finally {
      if (broken === undefined) await client.query("rollback").catch((error: Error) => (broken = error));
      client.release(broken);
    }
    if (broken !== undefined && isGone(broken)) yield* this.scan(query);
  }

  async nearest(query: NearestQuery): Promise<StoredItem[]> {
    return current(() => this.#nearest(query));
  }

  async #nearest({ vector, k, metric, filter, exact }: NearestQuery): Promise<StoredItem[]> {
    return this.#database.transaction(async (client) => {
      const { table } = await this.#existing(client);
      const settings = exact
        ? "set local enable_indexscan = off"
        : `set local hnsw.ef_search = ${Math.min(1000, Math.max(EF_SEARCH, 2 * k))}; set local hnsw.iterative_scan = relaxed_order`;
      await client.query(settings);
      const values = parameters(vectorText(vector), k);
      const condition = conditionOf({ ...(filter && { filter }) }, values);
      const { rows } = await client.query<ItemRow>(
        `select id, label, metadata, vector::text as vector from ${table} where ${condition}
         order by vector ${operators[metric]} $1::vector limit $2`,
        values.values,
      );
      return rows.map(itemOf);
    });
  }

  async index(): Promise<IndexState> {
    return this.#read(async (client, { table }) => {
      const text = "select indexdef from pg_indexes where schemaname = 'kindred' and indexname = $1";
      const { rows } = await client.query<{ indexdef: string }>(text, [indexOf(table)]);
      if (rows[0] !== undefined)
        return { kind: `HNSW (${/vector_l\d_ops/.exec(rows[0].indexdef)?.[0]})`, unindexed: 0 };
      const { rows: counted } = await client.query<{ items: number }>(`select count(*)::float8 as items from ${table}`);
      return { kind: "none", unindexed: counted[0]!.items };
    });
  }

  async buildIndex(metric: SearchMetric): Promise<void> {
    await this.#database.lend(async (client) => {
      const { table, state } = await this.#existing(client);
      if (state.record.storedWidth > INDEXED_WIDTH) return;
      await client.query(`drop index if exists kindred.${indexOf(table)}`);
      // pgvector keeps the graph in this much memory while it builds, and is far slower beyond.
      await client.query("set maintenance_work_mem = '1GB'");
      await client.query(
        `create index ${indexOf(table)} on ${table} using hnsw (vector ${operatorClasses[metric]}) with (m = 16, ef_construction = 100)`,
      );
      await client.query(`reset maintenance_work_mem; analyze ${table}`);
    });
  }

  async successor(record: GalleryRecord): Promise<Successor> {
    const own = await this.#database.connect();
    const release = (): void => own.release(true); // with the connection goes its lock
    try {
      const { id } = await this.#existing(own);
      const table = tableOf(id, record);
      const lock = "select pg_try_advisory_lock(hashtextextended($1, 0)) as mine";
      const { rows } = await own.query<{ mine: boolean }>(lock, [`kindred rebuild ${id}`]);
      if (!rows[0]!.mine)
        throw new KindredError("GALLERY_BUSY", `gallery ${this.#name}: another process is rebuilding it`);
      await own.query(`drop table if exists ${table}`);
      await makeTable(own, table, record);
      let done = false;
      return {
        upsert: async (items) => void (await upsertInto(own, table, items)),
        remove: async (ids) => void (await own.query(`delete from ${table} where id = any($1::text[])`, [ids])),
        takeOver: (finish) =>
          this.#database.transaction(async (client) => {
            const before = await this.#existing(client, "for update");
            await finish();
            const text = "update kindred.galleries set record = $2, revision = revision + 1 where id = $1";
            await client.query(text, [id, JSON.stringify(record)]);
            await client.query(`drop table ${before.table}`);
            done = true;
          }),
        discard: async () => {
          if (!done) await own.query(`drop table if exists ${table}`);
          release();
        },
      };
    } catch (error) {
      release();
      throw asStoreError(error);
    }
  }

  async size(): Promise<number> {
    return this.#read(async (client, { table }) => {
      const text = "select pg_total_relation_size($1::regclass)::float8 as bytes";
      return (await client.query<{ bytes: number }>(text, [table])).rows[0]!.bytes;
    });
  }

  async drop(): Promise<void> {
    await this.#database.transaction(async (client) => {
      const found = await this.#find(client, "for update");
      if (found === undefined) return;
      await client.query(`drop table if exists ${found.table}`);
      await client.query("delete from kindred.galleries where id = $1", [found.id]);
    });
  }

  async close(): Promise<void> {
    await this.#database.close();
  }

  async #read<T>(work: (client: pg.PoolClient, found: Found) => Promise<T>): Promise<T> {
    return current(() => this.#database.lend(async (client) => work(client, await this.#existing(client))));
  }

  async #write(
    change: (client: pg.PoolClient, found: Found) => Promise<Pick<Write, "items" | "replaced">>,
  ): Promise<Write> {
    return this.#database.transaction(async (client) => {
      await client.query("set local lock_timeout = '600s'");
      const found = await this.#existing(client, "for update");
      const changed = await change(client, found);
      const text = "update kindred.galleries set revision = revision + 1 where id = $1 returning revision";
      const { rows } = await client.query<{ revision: string }>(text, [found.id]);
      const after = revisionOf(found.state.record, rows[0]!.revision);
      return { ...changed, before: found.state.revision, after };
    });
  }

  async #existing(client: pg.ClientBase, lock: "" | "for update" = ""): Promise<Found> {
    const found = await this.#find(client, lock);
    if (found === undefined) throw new KindredError("NOT_FOUND", `gallery ${this.#name}: no such gallery`);
    return found;
  }

  async #find(client: pg.ClientBase, lock: "" | "for update" = ""): Promise<Found | undefined> {
    const text = `select id, record, revision from kindred.galleries where name = $1 ${lock}`;
    const { rows } = await client.query<GalleryRow>(text, [this.#name]);
    const [row] = rows;
    if (row === undefined) return undefined;
    const record = parseRecord(JSON.stringify(row.record), `gallery ${this.#name}`);
    return {
      state: { record, revision: revisionOf(record, row.revision) },
      id: row.id,
      table: tableOf(row.id, record),
    };
  }
}

function revisionOf({ generation }: GalleryRecord, revision: string): string {
  return `${generation}.${revision}`;
}

/** Reads again where a rebuild has switched tables in between, and the one that was looked up is gone. */
async function current<T>(read: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await read();
    } catch (error) {
      if (!isGone(error) || attempt === 5) throw error;
    }
  }
}

/** Whether a table does not exist: undefined_table. */
function isGone(error: unknown): boolean {
  return (error as { readonly code?: unknown }).code === "42P01";
}

// A gallery in PostgreSQL with pgvector, which many processes and machines share.
//
// A write is one transaction that holds the gallery's row, so writers take turns and a reader sees all of a write or nothing.
// An answer comes after the commit, so what is acknowledged survives whatever PostgreSQL survives. Tables are named by
// numbers only; everything else is passed as a parameter.

import type * as pg from "pg";
import { KindredError } from "../../core/errors.js";
import type { Metadata } from "../filter.js";
import { optionalPackage } from "../optional-package.js";
import { parseRecord } from "../record.js";
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
  Write,
} from "../store.js";
import { asStoreError } from "./postgres-errors.js";
import { conditionOf, parameters } from "./postgres-filter.js";
import { migrate } from "./postgres-migrations.js";

const SCAN = 2000;
/** More numbers than that pgvector does not index. */
const INDEXED_WIDTH = 2000;
/** Candidates that a search by the index looks at, at least: recall against time. */
const EF_SEARCH = 200;

const operators = { l2: "<->", l1: "<+>" } as const;
const operatorClasses = { l2: "vector_l2_ops", l1: "vector_l1_ops" } as const;

/** The gallery called `name` in a database, whether it is there yet or not. Throws MISSING_PACKAGE, STORE_UNAVAILABLE. */
export async function postgresStore(url: string, name: string): Promise<GalleryStore> {
  const { default: driver } = await optionalPackage("pg", "a gallery in PostgreSQL", () => import("pg"));
  const pool = new driver.Pool({ connectionString: url, max: 8, connectionTimeoutMillis: 10_000 });
  // A connection that breaks while nobody uses it: the next user gets a new one.
  pool.on("error", () => undefined);
  const store = new PostgresStore(pool, name);
  try {
    await store.withClient(migrate);
  } catch (error) {
    await pool.end();
    throw error;
  }
  return store;
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

interface ItemRow {
  readonly id: string;
  readonly label: string | null;
  readonly metadata: Metadata;
  readonly vector?: string;
  readonly source?: Buffer | null;
}

class PostgresStore implements GalleryStore {
  readonly kind = "postgres";
  readonly metrics: readonly SearchMetric[] = ["l2", "l1"];
  readonly #pool: pg.Pool;
  readonly #name: string;

  constructor(pool: pg.Pool, name: string) {
    this.#pool = pool;
    this.#name = name;
  }

  async state(): Promise<StoreState | undefined> {
    return this.withClient(async (client) => (await this.#find(client))?.state);
  }

  async create(record: GalleryRecord): Promise<void> {
    await this.#transaction(async (client) => {
      const text =
        "insert into kindred.galleries (name, record) values ($1, $2) on conflict (name) do nothing returning id";
      const { rows } = await client.query<{ id: string }>(text, [this.#name, JSON.stringify(record)]);
      if (rows[0] !== undefined) await makeTable(client, tableOf(rows[0].id, record), record);
    });
  }

  async describe(record: GalleryRecord): Promise<void> {
    await this.withClient((client) =>
      client.query("update kindred.galleries set record = $2 where name = $1", [this.#name, JSON.stringify(record)]),
    );
  }

  async upsert(items: readonly StoredItem[]): Promise<Write> {
    return this.#write(async (client, { table }) => {
      const { rows } = await client.query<{ replaced: boolean }>(
        `insert into ${table} (id, label, vector, metadata, source)
         select * from unnest($1::text[], $2::text[], $3::vector[], $4::jsonb[], $5::bytea[])
         on conflict (id) do update set label = excluded.label, vector = excluded.vector,
           metadata = excluded.metadata, source = excluded.source
         returning xmax <> 0 as replaced`,
        [
          items.map(({ id }) => id),
          items.map(({ label }) => label),
          items.map(({ vector }) => vectorText(vector)),
          items.map(({ metadata }) => JSON.stringify(metadata)),
          items.map(({ source }) => source && Buffer.from(source)),
        ],
      );
      return { items: items.length, replaced: rows.filter(({ replaced }) => replaced).length };
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
    const client = await this.#connect();
    let broken: Error | undefined;
    try {
      // One snapshot for all pages.
      await client.query("begin isolation level repeatable read read only");
      const { table } = await this.#existing(client);
      for (let after: string | undefined; ;) {
        const items = await pageOf(client, table, { ...query, limit: SCAN, ...(after !== undefined && { after }) });
        if (items.length > 0) yield items;
        if (items.length < SCAN) break;
        after = items.at(-1)!.id;
      }
    } catch (error) {
      broken = error as Error;
      throw asStoreError(error);
    } finally {
      if (broken === undefined) await client.query("rollback").catch((error: Error) => (broken = error));
      client.release(broken);
    }
  }

  async nearest({ vector, k, metric, filter, exact }: NearestQuery): Promise<StoredItem[]> {
    return this.#transaction(async (client) => {
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
    await this.withClient(async (client) => {
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

  async size(): Promise<number> {
    return this.#read(async (client, { table }) => {
      const text = "select pg_total_relation_size($1::regclass)::float8 as bytes";
      return (await client.query<{ bytes: number }>(text, [table])).rows[0]!.bytes;
    });
  }

  async drop(): Promise<void> {
    await this.#transaction(async (client) => {
      const found = await this.#find(client, "for update");
      if (found === undefined) return;
      await client.query(`drop table if exists ${found.table}`);
      await client.query("delete from kindred.galleries where id = $1", [found.id]);
    });
  }

  async close(): Promise<void> {
    if (!this.#pool.ended) await this.#pool.end();
  }

  /** Lends a connection. */
  async withClient<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    const client = await this.#connect();
    try {
      const result = await work(client);
      client.release();
      return result;
    } catch (error) {
      // It may be in any state: the next user gets another.
      client.release(true);
      throw asStoreError(error);
    }
  }

  async #connect(): Promise<pg.PoolClient> {
    try {
      const client = await this.#pool.connect();
      // What breaks while it is in use is also thrown by the query.
      if (client.listenerCount("error") === 0) client.on("error", () => undefined);
      return client;
    } catch (error) {
      throw asStoreError(error);
    }
  }

  async #transaction<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    return this.withClient(async (client) => {
      await client.query("begin");
      const result = await work(client);
      await client.query("commit");
      return result;
    });
  }

  async #read<T>(work: (client: pg.PoolClient, found: Found) => Promise<T>): Promise<T> {
    return this.withClient(async (client) => work(client, await this.#existing(client)));
  }

  async #write(
    change: (client: pg.PoolClient, found: Found) => Promise<Pick<Write, "items" | "replaced">>,
  ): Promise<Write> {
    return this.#transaction(async (client) => {
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

async function makeTable(client: pg.ClientBase, table: string, { storedWidth }: GalleryRecord): Promise<void> {
  await client.query(`
    create table ${table} (
      id text collate "C" primary key,
      label text collate "C",
      vector vector(${storedWidth}) not null,
      metadata jsonb not null,
      source bytea
    );
    create index on ${table} (label);
    create index on ${table} using gin (metadata jsonb_path_ops);`);
}

async function pageOf(client: pg.ClientBase, table: string, query: PageQuery): Promise<StoredItem[]> {
  const { after, limit, vectors, sources, ...selection } = query;
  const values = parameters(limit);
  const condition = conditionOf(selection, values);
  const behind = after === undefined ? "" : `and id > ${values.add(after)}::text`;
  const columns = [
    "id",
    "label",
    "metadata",
    ...(vectors ? ["vector::text as vector"] : []),
    ...(sources ? ["source"] : []),
  ];
  const text = `select ${columns.join(", ")} from ${table} where ${condition} ${behind} order by id limit $1`;
  return (await client.query<ItemRow>(text, values.values)).rows.map(itemOf);
}

/** The identity of a row is a number that PostgreSQL gave, the generation one that was checked: both are safe in a name. */
function tableOf(id: string, { generation }: GalleryRecord): string {
  return `kindred.items_${Number(id)}_${Number(generation)}`;
}

function indexOf(table: string): string {
  return `${table.replace("kindred.", "")}_vector`;
}

function revisionOf({ generation }: GalleryRecord, revision: string): string {
  return `${generation}.${revision}`;
}

function vectorText(vector: Float32Array): string {
  return `[${vector.join(",")}]`;
}

function itemOf({ id, label, metadata, vector, source }: ItemRow): StoredItem {
  const numbers = vector === undefined ? [] : (JSON.parse(vector) as number[]);
  return { id, label, metadata, vector: Float32Array.from(numbers), source: source ? Uint8Array.from(source) : null };
}

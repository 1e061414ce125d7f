// The connections to a database, brought up to date when they are first needed.

import type * as pg from "pg";
import { optionalPackage } from "../optional-package.js";
import { asStoreError } from "./postgres-errors.js";
import { migrate } from "./postgres-migrations.js";

/** Connections of one gallery in use, at most. */
const CONNECTIONS = 8;
/** For a connection, in milliseconds. */
const PATIENCE = 10_000;

/** Throws MISSING_PACKAGE, STORE_UNAVAILABLE. */
export async function openDatabase(url: string): Promise<Database> {
  const { default: driver } = await optionalPackage("pg", "a gallery in PostgreSQL", () => import("pg"));
  const pool = new driver.Pool({ connectionString: url, max: CONNECTIONS, connectionTimeoutMillis: PATIENCE });
  // A connection that breaks while nobody uses it: the next user gets a new one.
  pool.on("error", () => undefined);
  const database = new Database(pool);
  try {
    await database.lend(migrate);
  } catch (error) {
    await pool.end();
    throw error;
  }
  return database;
}

export class Database {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  /** A connection for as long as `work` takes. */
  async lend<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    const client = await this.connect();
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

  /** A connection, to be released. Throws STORE_UNAVAILABLE. */
  async connect(): Promise<pg.PoolClient> {
    try {
      const client = await this.#pool.connect();
      // What breaks while it is in use is also thrown by the query.
      if (client.listenerCount("error") === 0) client.on("error", () => undefined);
      return client;
    } catch (error) {
      throw asStoreError(error);
    }
  }

  /** All of `work` or, where it throws, nothing of it. */
  async transaction<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    return this.lend(async (client) => {
      await client.query("begin");
      const result = await work(client);
      await client.query("commit");
      return result;
    });
  }

  async close(): Promise<void> {
    if (!this.#pool.ended) await this.#pool.end();
  }
}

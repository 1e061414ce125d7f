// The folder of a gallery as LanceDB's store has it: what the gallery is, the table that is open, and whose turn it is to write.
//
//   staff/
//     gallery.json         what the gallery is (GalleryRecord); its generation names the table
//     items-1.lance/       the items; LanceDB adds files and switches versions, and never changes a file
//     write.lock           there while a process writes
//     rebuild.lock         there while a process fills a successor
//
// A version of the table is there as a whole or not at all, so a process that is killed leaves nothing half done; its lock
// is taken over by the next that writes. Readers never wait.

import { readFile, rm } from "node:fs/promises";
import path from "node:path";
import type * as lancedb from "@lancedb/lancedb";
import { KindredError } from "../../core/errors.js";
import { makeFolder } from "../../model/make-folder.js";
import { asDiskFull, writeAtomically } from "../../model/write-atomically.js";
import { folderSize } from "../folder-size.js";
import { parseRecord } from "../record.js";
import type { GalleryRecord, Write } from "../store.js";
import { waitForLock } from "../wait-for-lock.js";
import type * as lanceRows from "./lance-rows.js";

type Connection = lancedb.Connection;
export type Table = lancedb.Table;

export type Change = Pick<Write, "items" | "replaced">;

export class LanceFolder {
  readonly path: string;
  readonly #lance: typeof lancedb;
  readonly #rows: typeof lanceRows;
  #connection: Promise<Connection> | undefined;
  #open: { readonly generation: number; readonly table: Table } | undefined;
  /** The last write: writers of one process stand in a queue, and only its head asks for the lock. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(folder: string, lance: typeof lancedb, rows: typeof lanceRows) {
    this.path = folder;
    this.#lance = lance;
    this.#rows = rows;
  }

  /** What the gallery is; undefined where there is none. Throws GALLERY_INVALID. */
  async record(): Promise<GalleryRecord | undefined> {
    const file = path.join(this.path, "gallery.json");
    try {
      return parseRecord(await readFile(file, "utf8"), file);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw error;
    }
  }

  /** The same. Throws NOT_FOUND where there is no gallery. */
  async existing(): Promise<GalleryRecord> {
    const record = await this.record();
    if (record === undefined) throw new KindredError("NOT_FOUND", `${this.path}: no such gallery`);
    return record;
  }

  /** Makes the gallery, unless it is there by the time it is this process's turn. */
  async make(record: GalleryRecord): Promise<void> {
    await makeFolder(this.path);
    await this.alone(async () => {
      if ((await this.record()) !== undefined) return;
      await this.makeTable(record);
      await this.describe(record);
    });
  }

  async describe(record: GalleryRecord): Promise<void> {
    await writeAtomically(path.join(this.path, "gallery.json"), `${JSON.stringify(record, undefined, 2)}\n`);
  }

  connection(): Promise<Connection> {
    // 0: every read looks for what other processes have written.
    this.#connection ??= this.#lance.connect(this.path, { readConsistencyInterval: 0 });
    return this.#connection;
  }

  /**
   * Opens connection and table anew the next time: LanceDB keeps some tens of kilobytes for each write as long as a connection lives.
   * The old ones are not closed, because reads may be under way in them; the garbage collector does it.
   */
  renew(): void {
    this.#open = undefined;
    this.#connection = undefined;
  }

  async makeTable({ generation, storedWidth }: GalleryRecord): Promise<void> {
    const connection = await this.connection();
    const options = { mode: "create", existOk: true } as const;
    (await connection.createEmptyTable(tableName(generation), this.#rows.itemSchema(storedWidth), options)).close();
  }

  /** The table of that generation, opened once. Throws GALLERY_INVALID. */
  async table({ generation }: GalleryRecord): Promise<Table> {
    if (this.#open?.generation !== generation) {
      this.#open?.table.close();
      const connection = await this.connection();
      try {
        this.#open = { generation, table: await connection.openTable(tableName(generation)) };
      } catch (error) {
        throw new KindredError("GALLERY_INVALID", `${this.path}: its items cannot be opened: ${String(error)}`, {
          cause: error,
        });
      }
    }
    return this.#open.table;
  }

  async current(): Promise<Table> {
    return this.table(await this.existing());
  }

  /** Reads; once more where the items have been replaced by a successor's meanwhile. */
  async read<T>(work: (table: Table) => Promise<T>): Promise<T> {
    const record = await this.existing();
    try {
      return await work(await this.table(record));
    } catch (error) {
      const now = await this.existing();
      if (now.generation === record.generation) throw error;
      return work(await this.table(now));
    }
  }

  async write(change: (table: Table, record: GalleryRecord) => Promise<Change>): Promise<Write> {
    // Where there is no gallery there is no folder for a lock.
    await this.existing();
    return this.alone(async () => {
      const record = await this.existing();
      const table = await this.table(record);
      const before = revisionOf(record, await table.version());
      const changed = await change(table, record);
      return { ...changed, before, after: revisionOf(record, await table.version()) };
    });
  }

  /** Runs a write when it is this process's turn and no other process writes. */
  async alone<T>(write: () => Promise<T>): Promise<T> {
    const turn = this.#last
      .catch(() => undefined)
      .then(async () => {
        const lock = await waitForLock(path.join(this.path, "write.lock"));
        try {
          return await write();
        } catch (error) {
          throw asLanceError(error, this.path);
        } finally {
          await lock.release();
        }
      });
    this.#last = turn;
    return turn;
  }

  /** Bytes on disk. */
  size(): Promise<number> {
    return folderSize(this.path);
  }

  async drop(): Promise<void> {
    await this.close();
    await rm(this.path, { recursive: true, force: true });
  }

  async close(): Promise<void> {
    await this.#last.catch(() => undefined);
    this.#open?.table.close();
    this.#open = undefined;
    (await this.#connection)?.close();
    this.#connection = undefined;
  }
}

export function tableName(generation: number): string {
  return `items-${generation}`;
}

export function revisionOf({ generation }: GalleryRecord, version: number): string {
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

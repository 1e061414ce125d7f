// A gallery that is filled beside the one in its folder, and takes its place: a table of the next generation.

import path from "node:path";
import { waitForLock } from "../wait-for-lock.js";
import type { GalleryRecord, StoredItem, Successor } from "../store.js";
import { selectionSql } from "./lance-filter.js";
import { type LanceFolder, type Table, tableName } from "./lance-folder.js";
import type * as lanceRows from "./lance-rows.js";

/** Throws GALLERY_BUSY where another process is at it. */
export async function lanceSuccessor(
  folder: LanceFolder,
  rows: typeof lanceRows,
  record: GalleryRecord,
): Promise<Successor> {
  const lock = await waitForLock(path.join(folder.path, "rebuild.lock"), 0);
  const name = tableName(record.generation);
  const connection = await folder.connection();
  const table = await emptyTable(folder, record).catch(async (error: unknown) => {
    await lock.release();
    throw error;
  });
  let done = false;
  return {
    upsert: async (items) => void (await mergeItems(table, rows, items, record)),
    remove: async (ids) => void (await table.delete(selectionSql({ ids })!)),
    takeOver: (finish) =>
      folder.alone(async () => {
        await finish();
        const { generation } = await folder.existing();
        await folder.describe(record);
        done = true;
        await connection.dropTable(tableName(generation));
      }),
    discard: async () => {
      table.close();
      if (!done) await connection.dropTable(name);
      await lock.release();
    },
  };
}

/** Also where an earlier successor that was given up has left one. */
async function emptyTable(folder: LanceFolder, record: GalleryRecord): Promise<Table> {
  const [name, connection] = [tableName(record.generation), await folder.connection()];
  if ((await connection.tableNames()).includes(name)) await connection.dropTable(name);
  await folder.makeTable(record);
  return connection.openTable(name);
}

/** Adds items and replaces those of the same ids; returns how many were replaced. */
export async function mergeItems(
  table: Table,
  rows: typeof lanceRows,
  items: readonly StoredItem[],
  { storedWidth }: GalleryRecord,
): Promise<number> {
  const merge = table.mergeInsert("id").whenMatchedUpdateAll().whenNotMatchedInsertAll();
  const { numUpdatedRows } = await merge.execute(rows.itemTable(items, storedWidth));
  return numUpdatedRows;
}

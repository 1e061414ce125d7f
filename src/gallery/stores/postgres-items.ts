// A gallery's items in PostgreSQL: their table, and items as rows. Vectors travel as text, [0.1,-2], in digits that give back the
// same float32.

import type { ClientBase } from "pg";
import type { Metadata } from "../filter.js";
import type { GalleryRecord, PageQuery, StoredItem } from "../store.js";
import { conditionOf, parameters } from "./postgres-filter.js";

export interface ItemRow {
  readonly id: string;
  readonly label: string | null;
  readonly metadata: Metadata;
  readonly vector?: string;
  readonly source?: Buffer | null;
}

/** Makes the table of a gallery's items. */
export async function makeTable(client: ClientBase, table: string, { storedWidth }: GalleryRecord): Promise<void> {
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

/** Returns how many items were there before. */
export async function upsertInto(client: ClientBase, table: string, items: readonly StoredItem[]): Promise<number> {
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
  return rows.filter(({ replaced }) => replaced).length;
}

/** The first items in the order of their ids. */
export async function pageOf(client: ClientBase, table: string, query: PageQuery): Promise<StoredItem[]> {
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
export function tableOf(id: string, { generation }: GalleryRecord): string {
  return `kindred.items_${Number(id)}_${Number(generation)}`;
}

export function indexOf(table: string): string {
  return `${table.replace("kindred.", "")}_vector`;
}

export function vectorText(vector: Float32Array): string {
  return `[${vector.join(",")}]`;
}

export function itemOf({ id, label, metadata, vector, source }: ItemRow): StoredItem {
  const numbers = vector === undefined ? [] : (JSON.parse(vector) as number[]);
  return { id, label, metadata, vector: Float32Array.from(numbers), source: source ? Uint8Array.from(source) : null };
}

// What a database needs to hold galleries, in steps that are applied once each, in order: a later version adds steps and
// changes none.
//
//   kindred.galleries              a row each: name, what it is (GalleryRecord), and a count of the changes to its items
//   kindred.items_ID_GENERATION    the items of one: id, label, vector, metadata, source
//   kindred.migrations             the steps that have been applied

import type { ClientBase } from "pg";
import { check } from "../../core/errors.js";

const steps: readonly string[] = [
  `create extension if not exists vector;
   create table kindred.galleries (
     id bigint generated always as identity primary key,
     name text collate "C" not null unique,
     record jsonb not null,
     revision bigint not null default 0
   );`,
];

/** Any number will do, as long as nobody else's locks have it. */
const lock = 5_127_004_311;

/** Brings the database up to date. Of several processes that begin at once one does it. Throws GALLERY_INVALID for a later one. */
export async function migrate(client: ClientBase): Promise<void> {
  await client.query("select pg_advisory_lock($1)", [lock]);
  try {
    await client.query(`
      create schema if not exists kindred;
      create table if not exists kindred.migrations (step integer primary key, applied timestamptz not null default now());`);
    const { rows } = await client.query<{ done: number }>("select count(*)::int as done from kindred.migrations");
    const done = rows[0]!.done;
    check(
      done <= steps.length,
      "GALLERY_INVALID",
      "store: a later version of Kindred has changed the database: update Kindred",
    );
    for (let step = done; step < steps.length; step++) {
      await client.query("begin");
      try {
        await client.query(steps[step]!);
        await client.query("insert into kindred.migrations (step) values ($1)", [step + 1]);
        await client.query("commit");
      } catch (error) {
        await client.query("rollback");
        throw error;
      }
    }
  } finally {
    await client.query("select pg_advisory_unlock($1)", [lock]);
  }
}

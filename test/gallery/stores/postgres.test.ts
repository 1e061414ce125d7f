// The store in PostgreSQL keeps the contract of stores, and what only it can promise: that it says so when it is away, and comes
// back with everything.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { postgresStore } from "../../../src/gallery/stores/postgres.js";
import { failure } from "../../testkit/pictures.js";
import { testDatabase } from "../../testkit/postgres.js";
import { item, record, storeContract } from "../store-contract.js";

const database = await testDatabase();
const skip = typeof database === "string" ? database : false;
after(() => (typeof database === "string" ? undefined : database.stop()));

storeContract("PostgreSQL", () =>
  Promise.resolve(
    typeof database === "string" ? database : { open: (name: string) => postgresStore(database.url, name) },
  ),
);

test(
  "a database that is away is told as such, and what was acknowledged is there when it is back",
  { skip },
  async () => {
    if (typeof database === "string") return;
    const store = await postgresStore(database.url, "outage");
    await store.create(record);
    await store.upsert([item("a"), item("b")]);
    await database.stop("immediate");
    const away = failure("STORE_UNAVAILABLE", /^store: PostgreSQL/);
    if (process.env["KINDRED_TEST_POSTGRES"] === undefined) {
      await assert.rejects(store.count(), away);
      await assert.rejects(store.upsert([item("c")]), away);
      await assert.rejects(postgresStore(database.url, "other"), away);
    }
    await database.start();
    assert.equal(await store.count(), 2);
    await store.drop();
    await store.close();
  },
);

test("the message of a refused connection has no password", { skip }, async () => {
  if (typeof database === "string") return;
  const url = new URL(database.url);
  url.password = "wrong-secret";
  await assert.rejects(postgresStore(url.href, "x"), (error: Error & { code: string }) => {
    assert.equal(error.code, "STORE_UNAVAILABLE");
    assert.doesNotMatch(error.message, /secret|postgres:/);
    return true;
  });
});

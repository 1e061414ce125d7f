// The store in a folder keeps the contract of stores.

import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { lanceStore } from "../../../src/gallery/stores/lance.js";
import { temporaryFolder } from "../../testkit/pictures.js";
import { record, storeContract } from "../store-contract.js";

const folder = temporaryFolder();

storeContract("embedded", () => Promise.resolve({ open: (name) => lanceStore(join(folder, name)) }));

test("many small writes, past those after which the store is tidied, lose nothing and disturb no reader", async () => {
  const store = await lanceStore(join(folder, "many"));
  await store.create(record);
  const vector = (i: number): Float32Array => Float32Array.from({ length: record.storedWidth }, (_, k) => (i >> k) & 1);
  let reading = true;
  const reader = (async () => {
    for (let rounds = 0; reading; rounds++) {
      const found = await store.nearest({ vector: vector(5), k: 3, metric: "l2", exact: true });
      assert.ok(found.length <= 3);
      await new Promise((next) => setImmediate(next));
    }
  })();
  for (let i = 0; i < 100; i++) {
    await store.upsert([{ id: `i${i}`, label: null, vector: vector(i), metadata: {}, source: null }]);
    if (i % 2 === 1) await store.remove({ ids: [`i${i - 1}`] });
  }
  reading = false;
  await reader;
  assert.equal(await store.count(), 50);
  const page = await store.page({ limit: 100 });
  assert.deepEqual(new Set(page.map(({ id }) => id)), new Set(Array.from({ length: 50 }, (_, i) => `i${2 * i + 1}`)));
  await store.close();
});

// What is read of a store is good for a while, never beyond a write of one's own.

import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { euclidean } from "../../src/distances/index.js";
import { openGallery, type Gallery } from "../../src/gallery/index.js";
import { recentState } from "../../src/gallery/recent-state.js";
import type { StoreState } from "../../src/gallery/store.js";
import { failure, temporaryFolder } from "../testkit/pictures.js";

test("a state is read once for as long as it is good; failures are not kept", async () => {
  let reads = 0;
  const read = (): Promise<StoreState> => {
    reads++;
    return reads === 2 ? Promise.reject(new Error("down")) : Promise.resolve({ revision: `${reads}` } as StoreState);
  };
  const recent = recentState(read, 60_000);
  const both = await Promise.all([recent.get(), recent.get()]);
  assert.deepEqual([both[0], reads], [both[1], 1]);
  recent.forget();
  await assert.rejects(recent.get(), /down/);
  assert.deepEqual([(await recent.get()).revision, (await recent.get()).revision], ["3", "3"]);
  const never = recentState(read, 0);
  await never.get();
  assert.equal((await never.get()).revision, "5");
});

test("own writes are seen at once, those of others within the time that is allowed", async () => {
  const store = temporaryFolder();
  const embeddings = {
    width: 2,
    distance: euclidean(),
    threshold: { threshold: 1, far: 0, frr: 0, kind: "given" },
  } as const;
  const other = await openGallery("g", { store, create: true, embeddings });
  const slow = await openGallery("g", { store, maxAge: 60_000 });
  const quick = await openGallery("g", { store, maxAge: 20 });
  const found = async (gallery: Gallery): Promise<string[]> =>
    (await gallery.search({ embedding: [0, 0] })).map(({ id }) => id);
  try {
    assert.deepEqual([await found(slow), await found(quick)], [[], []]);
    await other.addEmbeddings([{ id: "a", embedding: [0, 1] }]);
    assert.deepEqual(await found(slow), []);
    await pause(25);
    assert.deepEqual(await found(quick), ["a"]);
    await slow.addEmbeddings([{ id: "b", embedding: [0, 2] }]);
    assert.deepEqual(await found(slow), ["a", "b"]);
    assert.equal(await slow.remove({ ids: ["a"] }), 1);
    assert.deepEqual(await found(slow), ["b"]);
  } finally {
    await Promise.all([other.close(), slow.close(), quick.close()]);
  }
  await assert.rejects(openGallery("g", { store, maxAge: -1 }), failure("INVALID_OPTION", /maxAge/));
});

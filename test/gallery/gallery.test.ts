// A gallery of pictures from end to end, in a folder: with a model whose embeddings can be worked out on paper.

import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import type { KindredError } from "../../src/core/errors.js";
import { euclideanDistance } from "../../src/distances/index.js";
import { openGallery, type Gallery } from "../../src/gallery/index.js";
import { loadModel, type SiameseModel } from "../../src/model/index.js";
import { temporaryFolder } from "../testkit/pictures.js";
import { blockMeans, blockMeansInfo, blockMeansModel } from "../testkit/tiny-model.js";

/** 8x8 grey pixels of one brightness, one of them different. */
function plain(value: number, mark = value): { width: 8; height: 8; channels: 1; data: Uint8Array } {
  const data = new Uint8Array(64).fill(value);
  data[0] = mark;
  return { width: 8, height: 8, channels: 1, data };
}

async function staff(store: string): Promise<{ model: SiameseModel; gallery: Gallery }> {
  const model = await loadModel(blockMeansModel());
  const gallery = await openGallery("staff", { store, model, create: true });
  await gallery.add([
    { id: "anna/1", label: "anna", input: plain(50), metadata: { site: "berlin", age: 30 } },
    { id: "anna/2", label: "anna", input: plain(52) },
    { id: "bert/1", label: "bert", input: plain(120), metadata: { site: "rome", age: 50 } },
    { id: "stray", input: plain(250) },
  ]);
  return { model, gallery };
}

test("enrolled once, an item is found, and a probe is given a name or none", async () => {
  const { model, gallery } = await staff(temporaryFolder());
  const [first, second] = await gallery.search(plain(51, 90), { top: 2 });
  const probe = blockMeans(plain(51, 90).data);
  assert.deepEqual([first!.id, second!.id], ["anna/2", "anna/1"]);
  assert.ok(Math.abs(first!.distance - euclideanDistance(probe, blockMeans(plain(52).data))) < 1e-5);
  assert.equal(first!.similarity, model.similarity(first!.distance));
  const known = await gallery.identify(plain(51));
  assert.equal(known.identity, "anna");
  assert.equal(known.threshold, blockMeansInfo.threshold!.threshold);
  assert.deepEqual(
    known.ranked.map(({ identity, examples }) => [identity, examples]),
    [
      ["anna", 2],
      ["bert", 1],
      ["stray", 1],
    ],
  );
  const unknown = await gallery.identify(plain(190));
  assert.equal(unknown.identity, undefined);
  await gallery.close();
  await model.close();
});

test("an item of the same id is replaced, and removal takes items or all of an identity", async () => {
  const { model, gallery } = await staff(temporaryFolder());
  await gallery.add([{ id: "anna/1", label: "carl", input: plain(0) }]);
  assert.equal(gallery.info.items, 4);
  assert.equal((await gallery.identify(plain(0))).identity, "carl");
  assert.equal(await gallery.remove({ labels: ["anna"] }), 1);
  assert.equal(await gallery.remove({ ids: ["stray", "nobody"] }), 1);
  assert.deepEqual(
    (await gallery.list()).items.map(({ id }) => id),
    ["anna/1", "bert/1"],
  );
  await gallery.close();
  await model.close();
});

test("closed and opened again, a gallery is as it was; another process's writes are seen", async () => {
  const store = temporaryFolder();
  const { model, gallery } = await staff(store);
  const other = await openGallery("staff", { store });
  assert.equal(other.info.items, 4);
  await gallery.add([{ id: "new", input: plain(10), metadata: { site: "berlin" } }]);
  const [row] = [blockMeans(plain(10).data)];
  assert.equal((await other.search({ embedding: row }, { top: 1 }))[0]!.id, "new");
  const hits = await other.search({ embedding: row }, { filter: { site: "berlin" } });
  assert.deepEqual(
    hits.map(({ id }) => id),
    ["new", "anna/1"],
  );
  await Promise.all([gallery.close(), other.close()]);
  const again = await openGallery("staff", { store, model });
  assert.equal(again.info.items, 5);
  await again.close();
  await model.close();
});

test("another model, a missing gallery and bad names are refused", async () => {
  const store = temporaryFolder();
  const { model, gallery } = await staff(store);
  await gallery.close();
  const other = await loadModel(
    blockMeansModel({ input: { ...blockMeansInfo.input, mean: [0.4] } as typeof blockMeansInfo.input }),
  );
  const refusals: readonly [() => Promise<unknown>, string, RegExp][] = [
    [() => openGallery("staff", { store, model: other }), "GALLERY_MISMATCH", /another model/],
    [() => openGallery("stuff", { store }), "NOT_FOUND", /no such gallery/],
    [() => openGallery("../staff%00", { store: join(store, "x") }), "NOT_FOUND", /no such gallery/],
    [() => openGallery("a b", { store }), "INVALID_INPUT", /letters, digits/],
    [() => openGallery("'; drop table", { store }), "INVALID_INPUT", /letters, digits/],
    [() => openGallery("new", { store, create: true }), "INVALID_OPTION", /either a model/],
  ];
  for (const [open, code, message] of refusals) {
    await assert.rejects(open(), (error: KindredError) => error.code === code && message.test(error.message));
  }
  // A model that only decides otherwise makes the same embeddings.
  const same = await loadModel(blockMeansModel({ threshold: { threshold: 9, far: 0.5, frr: 0, kind: "given" } }));
  await (await openGallery("staff", { store, model: same })).close();
  await Promise.all([model.close(), other.close(), same.close()]);
});

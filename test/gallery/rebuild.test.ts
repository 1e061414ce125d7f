// A gallery moves to another model while it is in use, and stays as it was where that fails.

import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { openGallery, type Gallery } from "../../src/gallery/index.js";
import { loadModel, type SiameseModel } from "../../src/model/index.js";
import { failure, picture, temporaryFolder, write } from "../testkit/pictures.js";
import { testDatabase } from "../testkit/postgres.js";
import { blockMeansInfo, blockMeansModel } from "../testkit/tiny-model.js";

const folder = temporaryFolder();
const model = await loadModel(blockMeansModel());
// Another input, so other embeddings: brightness counts from white.
const better = blockMeansModel({ input: { ...blockMeansInfo.input, mean: [1] } as typeof blockMeansInfo.input });
const betterFile = write(folder, "better.onnx", better);
const database = await testDatabase();
after(async () => {
  if (typeof database !== "string") await database.stop();
  await model.close();
});

for (const kind of ["embedded", "postgres"] as const) {
  const skip = kind === "postgres" && typeof database === "string" ? database : false;
  const place = (): string => (kind === "postgres" ? (database as { url: string }).url : temporaryFolder());

  test(`${kind}: everything is embedded anew, with what was written meanwhile`, { skip }, async () => {
    const store = place();
    const gallery = await filled(store, true);
    const other = await openGallery("moving", { store });
    const next = await loadModel(better);
    let written: Promise<void> | undefined;
    // What is written meanwhile is there before the first batch comes back, so that the rebuild has not ended by then.
    const embed: SiameseModel["embed"] = async (...given) => {
      const embedded = await next.embed(...given);
      await (written ??= changes(store));
      return embedded;
    };
    await gallery.rebuild({ model: Object.create(next, { embed: { value: embed } }) as SiameseModel });
    assert.ok(written !== undefined);
    assert.equal(gallery.info.model, await next.fingerprint());
    const items = (await gallery.list()).items.map(({ id }) => id);
    assert.deepEqual(items, ["b", "c", "late"]);
    assert.equal((await gallery.identify(join(folder, "120.png"))).identity, "b");
    // Who has it open with the old model is told, not given figures of two models.
    assert.equal((await other.search({ embedding: new Float32Array(16) })).length, items.length);
    const stale = await openGallery("moving", { store, model }).then(
      () => "opened",
      (error: { code: string }) => error.code,
    );
    assert.equal(stale, "GALLERY_MISMATCH");
    await Promise.all([gallery.close(), other.close(), next.close()]);
  });

  test(`${kind}: a rebuild that fails leaves the gallery as it was, and the next one works`, { skip }, async () => {
    const store = place();
    const gallery = await filled(store, true, "failing");
    const controller = new AbortController();
    await assert.rejects(
      gallery.rebuild({ model: betterFile, onProgress: () => controller.abort(), signal: controller.signal }),
    );
    assert.equal(gallery.info.model, await model.fingerprint());
    assert.equal((await gallery.identify(join(folder, "120.png"))).identity, "b");
    await gallery.rebuild({ model: betterFile });
    assert.equal((await gallery.identify(join(folder, "120.png"))).identity, "b");
    assert.notEqual(gallery.info.model, await model.fingerprint());
    await gallery.close();
    if (kind === "embedded") {
      const left = readdirSync(join(store, "failing")).filter((name) => name.endsWith(".lance"));
      assert.deepEqual([left, existsSync(join(store, "failing", "rebuild.lock"))], [["items-2.lance"], false]);
    }
  });
}

test("without kept sources there is nothing to embed anew; a new threshold needs none", async () => {
  const gallery = await filled(temporaryFolder(), false);
  await assert.rejects(
    gallery.rebuild({ model: betterFile }),
    failure("INVALID_INPUT", /[abc]: its source was not kept/),
  );
  const threshold = { threshold: 7, far: 0.1, frr: 0, kind: "given" } as const;
  await gallery.rebuild({ model: await loadModel(blockMeansModel({ threshold })) });
  assert.deepEqual([gallery.info.threshold, gallery.info.items], [threshold, 3]);
  await gallery.rebuild();
  await gallery.close();
});

/** Three people of one brightness each. */
async function filled(store: string, keepSources: boolean, name = "moving"): Promise<Gallery> {
  const gallery = await openGallery(name, { store, model, create: true, keepSources });
  for (const value of [20, 120, 220]) {
    const bytes = await picture(8, 8, () => [value, value, value])
      .png()
      .toBuffer();
    write(folder, `${value}.png`, bytes);
  }
  await gallery.add([
    { id: "a", label: "a", input: join(folder, "20.png") },
    { id: "b", label: "b", input: join(folder, "120.png") },
    { id: "c", label: "c", input: join(folder, "220.png") },
  ]);
  return gallery;
}

/** Another process's writes while the gallery is being rebuilt: what it may do no longer, it is told. */
async function changes(store: string): Promise<void> {
  const own: SiameseModel = await loadModel(blockMeansModel());
  const gallery = await openGallery("moving", { store, model: own });
  await gallery.remove({ ids: ["a"] });
  await gallery.add([{ id: "late", input: join(folder, "20.png") }]);
  await gallery.close();
  await own.close();
}

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { copyFileSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { decodeImage } from "../../src/data/decode.js";
import { imageFolder } from "../../src/data/image-folder.js";
import type { ImageSpec } from "../../src/data/image-spec.js";
import { storeView } from "../../src/data/image-store.js";
import { openImageStore } from "../../src/data/open-image-store.js";
import { pairsFile } from "../../src/data/pairs-file.js";
import { sharedContent, sharedContentWarning } from "../../src/data/shared-content.js";
import { missing, shared } from "../testkit/shared.js";
import { failure, noisePng, picture, temporaryFolder, write, writeClassFolder } from "../testkit/pictures.js";

const spec: ImageSpec = { height: 6, width: 8, colour: "rgb", fit: "stretch" };

test("every picture once, as decodeImage gives it, in any order, with its hash", async () => {
  const { dataset, store } = await openImageStore(await imageFolder(await writeClassFolder({ a: 3, b: 2 })), spec);
  assert.deepEqual([store.count, store.pixelsPerImage, store.spec], [5, 144, spec]);
  const target = new Uint8Array(4 * 144 + 1).fill(7);
  const indices = [4, 0, 4, 2];
  await store.fill(indices, target);
  for (const [position, index] of indices.entries()) {
    const expected = await decodeImage(dataset.items[index]!.path, spec);
    assert.deepEqual(target.subarray(position * 144, (position + 1) * 144), expected);
  }
  assert.equal(target[4 * 144], 7, "what lies behind is left alone");
  const sha = createHash("sha256").update(readFileSync(dataset.items[1]!.path)).digest("hex");
  assert.equal(store.hash(1), sha);
});

test("progress is told up to the last picture", async () => {
  const seen: string[] = [];
  const onProgress = (done: number, total: number): void => void seen.push(`${done}/${total}`);
  await openImageStore(await imageFolder(await writeClassFolder({ a: 2, b: 1 })), spec, { onProgress });
  assert.deepEqual(seen, ["1/3", "2/3", "3/3"]);
});

test("beyond the memory limit pictures are decoded again, with the same result", async () => {
  const data = await imageFolder(await writeClassFolder({ a: 6, b: 6 }));
  const whole = (await openImageStore(data, spec)).store;
  const small = (await openImageStore(data, spec, { maxBytes: 3 * 144 })).store;
  const indices = [11, 0, 5, 5, 3, 7, 0, 1, 11, 2];
  const [expected, got] = [new Uint8Array(1440), new Uint8Array(1440)];
  await whole.fill(indices, expected);
  for (let round = 0; round < 3; round++) {
    await Promise.all([small.fill(indices, got), small.fill([9, 8, 4, 6, 10], new Uint8Array(720))]);
    assert.deepEqual(got, expected);
  }
  // What is in memory needs no file, what is not does.
  rmSync(data.items[11]!.path);
  await whole.fill([11], new Uint8Array(144));
  await small.fill([0, 1, 2], new Uint8Array(432));
  await assert.rejects(small.fill([11], new Uint8Array(144)), failure("NOT_FOUND", /5\.png: no such file/));
});

test("pictures that cannot be read are skipped, named and counted", async () => {
  const root = await writeClassFolder({ a: 3, b: 2 });
  const whole = await noisePng(50, 40, 40);
  write(root, "a/0.png", whole.subarray(0, 500));
  write(root, "b/1.png", "no picture");
  write(root, "c/0.png", "");
  const { dataset, store } = await openImageStore(await imageFolder(root), spec);
  assert.deepEqual(
    dataset.items.map(({ id, label }) => [id, label]),
    [
      ["a/1.png", 0],
      ["a/2.png", 0],
      ["b/0.png", 1],
    ],
  );
  assert.deepEqual(dataset.classes, ["a", "b"]);
  const unreadable = dataset.warnings.find(({ code }) => code === "IMAGES_UNREADABLE")!;
  assert.equal(unreadable.message, "3 pictures skipped: cannot be read");
  assert.match(
    unreadable.examples.join("\n"),
    /a.0\.png: \S.*\n.*b.1\.png: no picture that.*\n.*c.0\.png: the file is empty/,
  );
  const lost = dataset.warnings.find(({ code }) => code === "CLASSES_LOST")!;
  assert.deepEqual([lost.count, lost.examples], [1, ["c"]]);
  const pixels = new Uint8Array(144);
  await store.fill([2], pixels);
  assert.deepEqual(
    pixels,
    await decodeImage(join(root, "b", "0.png"), spec),
    "numbers follow the dataset without them",
  );
  assert.equal(store.count, 3);
});

test("strict: the first unreadable picture stops", async () => {
  const root = await writeClassFolder({ a: 2, b: 2 });
  write(root, "b/0.png", "no picture");
  write(root, "b/1.png", "no picture either");
  const strict = openImageStore(await imageFolder(root), spec, { strict: true });
  await assert.rejects(strict, failure("IMAGE_UNREADABLE", /b.0\.png: no picture/));
});

test("nothing readable at all", async () => {
  const root = temporaryFolder();
  write(root, "a/0.png", "x");
  write(root, "b/0.png", "y");
  const nothing = openImageStore(await imageFolder(root), spec);
  await assert.rejects(nothing, failure("DATA_EMPTY", /none of 2 pictures can be read, e\.g\. .*a.0\.png/));
});

test("a pairs file loses the pairs of an unreadable picture", async () => {
  const root = await writeClassFolder({ a: 3 });
  write(root, "a/1.png", "no picture");
  const file = write(root, "pairs.csv", "a,b,same\na/0.png,a/1.png,1\na/0.png,a/2.png,0\n");
  const { dataset } = await openImageStore(await pairsFile(file), spec);
  assert.deepEqual(dataset.pairs, [{ a: 0, b: 1, same: false }]);
  assert.deepEqual(
    dataset.warnings.map(({ code, count }) => [code, count]),
    [
      ["IMAGES_UNREADABLE", 1],
      ["PAIRS_DROPPED", 1],
    ],
  );
});

test("pictures of different sizes are resized, and that is said", async () => {
  const root = await writeClassFolder({ a: 2, b: 1 });
  write(root, "b/large.png", await noisePng(9, 30, 20));
  const { dataset } = await openImageStore(await imageFolder(root), { ...spec, fit: "pad" });
  const message = "pictures come in 2 sizes; all are resized and padded to 8x6";
  assert.deepEqual(dataset.warnings, [{ code: "SIZES_DIFFER", message, count: 2, examples: ["12x10", "30x20"] }]);
});

test("a view has some of the pictures, numbered anew", async () => {
  const { store } = await openImageStore(await imageFolder(await writeClassFolder({ a: 3, b: 2 })), spec);
  const view = storeView(store, [4, 1]);
  assert.deepEqual([view.count, view.hash(0), view.hash(1)], [2, store.hash(4), store.hash(1)]);
  const [expected, got] = [new Uint8Array(288), new Uint8Array(288)];
  await store.fill([1, 4], expected);
  await view.fill([1, 0], got);
  assert.deepEqual(got, expected);
  assert.throws(() => view.hash(2), failure("INVALID_INPUT", /picture must be within \[0, 2\), got 2/));
  assert.throws(() => storeView(store, [5]), failure("INVALID_INPUT", /within \[0, 5\), got 5/));
});

test("mean and standard deviation by channel", async () => {
  const root = temporaryFolder();
  const png = (red: number, blue: number): Promise<Buffer> =>
    picture(8, 6, () => [red, 51, blue])
      .png()
      .toBuffer();
  write(root, "a/0.png", await png(0, 255));
  write(root, "b/0.png", await png(255, 255));
  const { store } = await openImageStore(await imageFolder(root), spec);
  assert.deepEqual(await store.meanAndStd(), { mean: [0.5, 0.2, 1], std: [0.5, 0, 0] });
  assert.deepEqual((await storeView(store, [0]).meanAndStd()).mean, [0, 0.2, 1]);
});

test("the same picture on both sides is found by its content", async () => {
  const root = await writeClassFolder({ a: 2, b: 2, c: 2 });
  copyFileSync(join(root, "a", "1.png"), join(root, "c", "copy.png"));
  const { dataset, store } = await openImageStore(await imageFolder(root), spec);
  const train = storeView(store, [0, 1, 2, 3]);
  const validation = storeView(store, [4, 5, 6]);
  const both = sharedContent(train, validation);
  assert.deepEqual(both, [{ a: 1, b: 2 }]);
  const validationItems = { ...dataset, items: dataset.items.slice(4) };
  const warning = sharedContentWarning(both, dataset, validationItems)!;
  assert.deepEqual([warning.code, warning.count, warning.examples], ["SHARED_CONTENT", 1, ["a/1.png is c/copy.png"]]);
  assert.equal(sharedContentWarning(sharedContent(train, storeView(store, [4, 5])), dataset, dataset), undefined);
});

test("bad arguments", async () => {
  const data = await imageFolder(await writeClassFolder({ a: 1, b: 1 }));
  const { store } = await openImageStore(data, spec);
  await assert.rejects(
    store.fill([0, 1], new Uint8Array(287)),
    failure("INVALID_INPUT", /must hold 288 bytes, got 287/),
  );
  await assert.rejects(store.fill([2], new Uint8Array(144)), failure("INVALID_INPUT", /within \[0, 2\), got 2/));
  await assert.rejects(
    openImageStore(data, spec, { maxBytes: 0 }),
    failure("INVALID_OPTION", /maxBytes must be > 0, got 0/),
  );
  await assert.rejects(openImageStore(data, { ...spec, width: -1 }), failure("INVALID_OPTION", /width must be/));
});

const orl = shared("data/faces_orl");
test("ORL faces: all readable, of one size", { skip: missing(orl) }, async () => {
  const faces: ImageSpec = { height: 56, width: 46, colour: "grey", fit: "stretch" };
  const { dataset, store } = await openImageStore(await imageFolder(orl!), faces);
  assert.deepEqual([store.count, dataset.warnings.map(({ code }) => code)], [400, ["FILES_IGNORED"]]);
  const { mean, std } = await store.meanAndStd();
  assert.ok(mean[0]! > 0.4 && mean[0]! < 0.5 && std[0]! > 0.1 && std[0]! < 0.3, `${mean[0]} ${std[0]}`);
});

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";
import sharp from "sharp";
import type { Dataset } from "../../src/data/dataset.js";
import { imageFolder, pictures } from "../../src/data/image-folder.js";
import { probeImages } from "../../src/data/probe.js";
import { missing, shared } from "../testkit/shared.js";
import { failure, noisePng, picture, temporaryFolder, write } from "../testkit/pictures.js";
import type { Pixel } from "../testkit/pictures.js";

const white: Pixel = [255, 255, 255];
const black: Pixel = [0, 0, 0];

async function folderOf(...files: readonly Uint8Array[]): Promise<Dataset> {
  const folder = temporaryFolder();
  files.forEach((bytes, i) => write(folder, `${i}.png`, bytes));
  return pictures(folder);
}

function drawn(width: number, height: number, pixel: (x: number, y: number) => Pixel): Promise<Buffer> {
  return picture(width, height, pixel).png().toBuffer();
}

test("sizes and aspect ratios, upright", async () => {
  const turned = await picture(40, 20, () => black)
    .withMetadata({ orientation: 6 })
    .png()
    .toBuffer();
  const probe = await probeImages(
    await folderOf(turned, await drawn(30, 30, () => black), await drawn(60, 20, () => black)),
  );
  assert.equal(probe.sampled, 3);
  assert.deepEqual([probe.width.min, probe.width.median, probe.width.max], [20, 30, 60]);
  assert.deepEqual([probe.height.min, probe.height.median, probe.height.max], [20, 30, 40]);
  assert.deepEqual([probe.aspect.min, probe.aspect.median, probe.aspect.max], [0.5, 1, 3]);
});

test("grey and colour, also where grey is stored as colour", async () => {
  const shade = await picture(40, 40, (x, y) => [x + y, x + y, x + y])
    .jpeg()
    .toBuffer();
  const probe = await probeImages(await folderOf(shade, await noisePng(0), await noisePng(1), await noisePng(2)));
  assert.equal(probe.greyShare, 0.25);
});

test("strokes on a ground are line art, light on dark too; areas and noise are not", async () => {
  const strokes = (ink: Pixel, ground: Pixel): Promise<Buffer> =>
    drawn(100, 100, (x, y) => (Math.abs(x - y) < 2 || Math.abs(x - 50) < 2 ? ink : ground));
  const dark = await probeImages(await folderOf(await strokes(black, white)));
  assert.deepEqual([dark.lineArtShare, dark.background], [1, "light"]);
  const light = await probeImages(await folderOf(await strokes(white, black)));
  assert.deepEqual([light.lineArtShare, light.background], [1, "dark"]);
  const disc = await drawn(100, 100, (x, y) => (Math.hypot(x - 50, y - 50) < 30 ? [90, 60, 30] : white));
  const slope = await drawn(100, 100, (x, y) => [x * 2, y * 2, x + y]);
  const blank = await drawn(100, 100, () => white);
  for (const other of [disc, slope, blank, await noisePng(4, 100, 100)]) {
    assert.equal((await probeImages(await folderOf(other))).lineArtShare, 0);
  }
});

test("a sample, drawn by the seed", async () => {
  const widths = await Promise.all(Array.from({ length: 30 }, (_, i) => drawn(i + 1, 1, () => black)));
  const data = await folderOf(...widths);
  const options = { sample: 5, seed: 1 };
  const probe = await probeImages(data, options);
  assert.equal(probe.sampled, 5);
  assert.deepEqual(await probeImages(data, options), probe);
  assert.notDeepEqual((await probeImages(data, { sample: 5, seed: 2 })).width, probe.width);
});

test("what cannot be read is left out; where nothing can be, that is the error", async () => {
  const probe = await probeImages(await folderOf(await noisePng(0), Buffer.from("no picture")));
  assert.deepEqual([probe.sampled, probe.unreadable], [1, 1]);
  const nothing = probeImages(await folderOf(Buffer.from("no picture"), Buffer.from("nor this")));
  await assert.rejects(nothing, failure("IMAGE_UNREADABLE", /none of 2 pictures can be read, e\.g\. .*no picture/));
  await assert.rejects(
    probeImages(await folderOf(await noisePng(0)), { sample: 0 }),
    failure("INVALID_OPTION", /got 0/),
  );
});

interface Digits {
  readonly [digit: number]: { readonly raw: readonly number[] };
}

test("handwritten digits are line art on a dark ground", async () => {
  const digits = createRequire(import.meta.url)("mnist") as Digits;
  const files = await Promise.all(
    Array.from({ length: 20 }, (_, i) => {
      const values = digits[i % 10]!.raw.slice(784 * Math.floor(i / 10), 784 * (1 + Math.floor(i / 10)));
      const bytes = Uint8Array.from(values, (value) => Math.round(value * 255));
      return sharp(bytes, { raw: { width: 28, height: 28, channels: 1 } })
        .png()
        .toBuffer();
    }),
  );
  const probe = await probeImages(await folderOf(...files));
  assert.deepEqual([probe.background, probe.greyShare, probe.width.median], ["dark", 1, 28]);
  assert.ok(probe.lineArtShare >= 0.9, `${probe.lineArtShare}`);
});

const signatures = shared("data/signatures_svc2004");
test("signatures are grey line art of varying shape", { skip: missing(signatures) }, async () => {
  const probe = await probeImages(await imageFolder(signatures!), { sample: 60 });
  assert.deepEqual([probe.greyShare, probe.lineArtShare, probe.background], [1, 1, "light"]);
  assert.ok(probe.aspect.high / probe.aspect.low > 2);
});

const faces = shared("data/faces_orl");
test("faces are grey, and not line art", { skip: missing(faces) }, async () => {
  const probe = await probeImages(await imageFolder(faces!), { sample: 60 });
  assert.deepEqual([probe.greyShare, probe.lineArtShare, probe.width.max, probe.height.max], [1, 0, 92, 112]);
});

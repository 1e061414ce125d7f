import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import sharp from "sharp";
import type { Sharp } from "sharp";
import { decodeImage, decodePicture } from "../../src/data/decode.js";
import type { ImageSpec } from "../../src/data/image-spec.js";
import { missing, shared } from "../testkit/shared.js";
import { failure, noisePng, picture, temporaryFolder, write } from "../testkit/pictures.js";
import type { Pixel } from "../testkit/pictures.js";

const folder = temporaryFolder();
const rgb = (width: number, height: number): ImageSpec => ({ width, height, colour: "rgb", fit: "stretch" });
const grey = (width: number, height: number): ImageSpec => ({ width, height, colour: "grey", fit: "stretch" });
const red: Pixel = [255, 0, 0];
const blue: Pixel = [0, 0, 255];
/** Red on the left, blue on the right. */
const flag = picture(8, 6, (x) => (x < 4 ? red : blue));

/** The pixel of an rgb result. */
function at(pixels: Uint8Array, width: number, x: number, y: number): number[] {
  return [...pixels.subarray(3 * (y * width + x), 3 * (y * width + x) + 3)];
}

test("PNG, WebP, TIFF and GIF without loss, from a file and from bytes", async () => {
  const expected = new Uint8Array(await flag.clone().raw().toBuffer());
  const encoded = {
    png: await flag.clone().png().toBuffer(),
    webp: await flag.clone().webp({ lossless: true }).toBuffer(),
    tiff: await flag.clone().tiff({ compression: "lzw" }).toBuffer(),
    gif: await flag.clone().gif().toBuffer(),
  };
  for (const [name, bytes] of Object.entries(encoded)) {
    assert.deepEqual(await decodeImage(bytes, rgb(8, 6)), expected, name);
    // What a file is shows in its bytes, not in its name.
    assert.deepEqual(await decodeImage(write(folder, `${name}.jpg`, bytes), rgb(8, 6)), expected, name);
  }
});

test("JPEG and AVIF nearly so", async () => {
  for (const bytes of [
    await flag.clone().jpeg({ quality: 100, chromaSubsampling: "4:4:4" }).toBuffer(),
    await flag.clone().avif({ quality: 100 }).toBuffer(),
  ]) {
    const pixels = await decodeImage(bytes, rgb(8, 6));
    for (const [x, expected] of [
      [1, red],
      [6, blue],
    ] as const) {
      at(pixels, 8, x, 3).forEach((value, i) => assert.ok(Math.abs(value - expected[i]!) <= 12, `${x}: ${value}`));
    }
  }
});

test("PGM, PPM and BMP", async () => {
  const pgm = Buffer.from("P2 2 2 255 0 255 255 0");
  assert.deepEqual([...(await decodeImage(pgm, grey(2, 2)))], [0, 255, 255, 0]);
  assert.deepEqual([...(await decodeImage(pgm, rgb(2, 2)))], [0, 0, 0, 255, 255, 255, 255, 255, 255, 0, 0, 0]);
  const ppm = Buffer.concat([Buffer.from("P6 2 1 255\n"), Buffer.from([...red, ...blue])]);
  assert.deepEqual([...(await decodeImage(ppm, rgb(2, 1)))], [...red, ...blue]);
  const bmp = Buffer.alloc(62);
  bmp.write("BM");
  [
    [10, 54],
    [14, 40],
    [18, 2],
    [22, 1],
  ].forEach(([offset, value]) => bmp.writeUInt32LE(value!, offset));
  bmp.writeUInt16LE(24, 28);
  bmp.set([0, 0, 255, 255, 0, 0], 54);
  assert.deepEqual([...(await decodeImage(bmp, rgb(2, 1)))], [...red, ...blue]);
});

test("only the first frame of an animation", async () => {
  const frames = picture(4, 8, (_, y) => (y < 4 ? red : blue));
  const gif = await frames.gif({ loop: 0 }).toBuffer();
  const animated = await sharp(
    await Promise.all(
      [red, blue].map((colour) =>
        picture(4, 4, () => colour)
          .png()
          .toBuffer(),
      ),
    ),
    { join: { animated: true } },
  )
    .gif()
    .toBuffer();
  assert.equal((await sharp(animated).metadata()).pages, 2);
  assert.deepEqual(at(await decodeImage(animated, rgb(4, 4)), 4, 2, 2), [...red]);
  assert.deepEqual(at(await decodeImage(gif, rgb(4, 8)), 4, 2, 7), [...blue]);
});

test("EXIF orientation is applied, also to the aspect ratio", async () => {
  const turned = await flag.clone().withMetadata({ orientation: 6 }).png().toBuffer();
  const { pixels, width, height } = await decodePicture(turned, "turned", { ...rgb(6, 8), fit: "pad" });
  assert.deepEqual([width, height], [6, 8]);
  assert.deepEqual(at(pixels, 6, 3, 1), [...red], "what was left is on top");
  assert.deepEqual(at(pixels, 6, 3, 6), [...blue]);
});

test("transparency lies on white; 16 bits are scaled to 8; a palette is looked up", async () => {
  const clear = await sharp({
    create: { width: 2, height: 2, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } },
  })
    .png()
    .toBuffer();
  assert.deepEqual([...(await decodeImage(clear, grey(2, 2)))], [255, 255, 255, 255]);
  const deep = await sharp(Uint16Array.of(0, 65535, 32768, 257), { raw: { width: 2, height: 2, channels: 1 } })
    .toColourspace("grey16")
    .png()
    .toBuffer();
  assert.deepEqual([...(await decodeImage(deep, grey(2, 2)))], [0, 255, 128, 1]);
  const palette = await flag.clone().png({ palette: true }).toBuffer();
  assert.deepEqual(at(await decodeImage(palette, rgb(8, 6)), 8, 7, 0), [...blue]);
});

test("stretch fills the canvas; pad keeps the shape, centred, on the median of the border", async () => {
  const frame = picture(20, 10, (x, y) => (x > 5 && x < 14 && y > 2 && y < 7 ? [0, 0, 0] : [200, 100, 50]));
  const png = await frame.png().toBuffer();
  assert.deepEqual(at(await decodeImage(png, rgb(20, 20)), 20, 0, 0), [200, 100, 50]);
  const padded = await decodeImage(png, { ...rgb(20, 20), fit: "pad" });
  assert.deepEqual(at(padded, 20, 10, 0), [200, 100, 50], "above the picture");
  assert.deepEqual(at(padded, 20, 10, 10), [0, 0, 0], "its middle");
  assert.deepEqual(at(padded, 20, 10, 19), [200, 100, 50], "below");
  const rows = Array.from({ length: 20 }, (_, y) => at(padded, 20, 10, y)[0]! < 100);
  assert.deepEqual([rows.indexOf(true), rows.lastIndexOf(true)], [8, 11], "rows 3 to 6 of the picture, five lower");
});

test("a picture much longer than high keeps at least a row", async () => {
  const line = await picture(400, 2, () => [10, 10, 10])
    .png()
    .toBuffer();
  const pixels = await decodeImage(line, { ...grey(16, 16), fit: "pad" });
  assert.ok(pixels.every((value) => value === 10));
});

test("shrinking averages: the mean tone of 1-bit line art is kept", async () => {
  const lines = picture(105, 105, (x, y) => ((x + 2 * y) % 15 < 3 ? [0, 0, 0] : [255, 255, 255]));
  const png = await lines.greyscale().png({ palette: true, colours: 2 }).toBuffer();
  const pixels = await decodeImage(png, grey(56, 56));
  const mean = pixels.reduce((sum, value) => sum + value, 0) / pixels.length / 255;
  assert.ok(Math.abs(mean - 0.8) < 0.001, `mean ${mean}`);
  assert.ok(
    pixels.some((value) => value > 60 && value < 200),
    "edges are grey",
  );
});

test("pictures far larger than the canvas: the same result, and their own size", async () => {
  const wide = (tone: Pixel): Sharp => picture(900, 600, (x) => (x < 450 ? tone : [255, 255, 255]));
  const files = {
    png: await wide([10, 20, 30]).png().toBuffer(),
    jpeg: await wide([10, 20, 30]).jpeg({ quality: 95 }).toBuffer(),
    turned: await wide([10, 20, 30]).withMetadata({ orientation: 3 }).png().toBuffer(),
    ppm: Buffer.concat([Buffer.from("P6 900 600 255\n"), await wide([10, 20, 30]).raw().toBuffer()]),
  };
  for (const [name, bytes] of Object.entries(files)) {
    const { pixels, width, height } = await decodePicture(bytes, name, { ...rgb(30, 30), fit: "pad" });
    assert.deepEqual([width, height], [900, 600], name);
    const left = name === "turned" ? 22 : 7;
    at(pixels, 30, left, 15).forEach((value, i) =>
      assert.ok(Math.abs(value - [10, 20, 30][i]!) <= 3, `${name}: ${value}`),
    );
    at(pixels, 30, 29 - left, 15).forEach((value) => assert.ok(value >= 252, `${name}: ${value}`));
  }
});

test("the same bytes every time, also side by side", async () => {
  const bytes = await noisePng(3, 61, 47);
  const spec: ImageSpec = { width: 32, height: 32, colour: "rgb", fit: "pad" };
  const results = await Promise.all(Array.from({ length: 8 }, () => decodeImage(bytes, spec)));
  for (const result of results) assert.deepEqual(result, results[0]);
});

test("truncated pictures of every format are found", async () => {
  const noise = sharp(await noisePng(1, 60, 50));
  const encoded = {
    png: await noise.clone().png().toBuffer(),
    jpeg: await noise.clone().jpeg().toBuffer(),
    webp: await noise.clone().webp().toBuffer(),
    tiff: await noise.clone().tiff().toBuffer(),
    gif: await noise.clone().gif().toBuffer(),
    avif: await noise.clone().avif().toBuffer(),
    pgm: Buffer.concat([Buffer.from("P5 60 50 255\n"), Buffer.alloc(3000)]),
  };
  for (const [name, bytes] of Object.entries(encoded)) {
    await decodeImage(bytes, rgb(16, 16));
    for (const share of [0.3, 0.6, 0.9]) {
      const cut = decodeImage(bytes.subarray(0, Math.floor(bytes.length * share)), rgb(16, 16));
      await assert.rejects(cut, failure("IMAGE_UNREADABLE", /^image: \S/), `${name} cut to ${share}`);
    }
  }
});

test("a corrupt picture is found and named", async () => {
  const bytes = await noisePng(2, 60, 50);
  bytes.fill(0x55, 200, 400);
  const path = write(folder, "corrupt.png", bytes);
  await assert.rejects(decodeImage(path, rgb(8, 8)), failure("IMAGE_UNREADABLE", /corrupt\.png: \S/));
});

test("decompression bombs are refused by their header", async () => {
  const bomb = await sharp({ create: { width: 12_000, height: 10_000, channels: 3, background: "#fff" } })
    .png()
    .toBuffer();
  assert.ok(bomb.length < 500_000);
  await assert.rejects(
    decodeImage(bomb, rgb(8, 8)),
    failure("IMAGE_UNREADABLE", /exceeds the limit of 100000000 pixels/),
  );
});

test("what is no picture is refused, whatever its name", async () => {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>';
  for (const [name, content] of [
    ["text.png", "hello"],
    ["svg.png", svg],
    ["pdf.jpg", "%PDF-1.4"],
    ["short.png", "\x89PN"],
  ] as const) {
    const path = write(folder, name, content);
    await assert.rejects(decodeImage(path, rgb(8, 8)), failure("IMAGE_UNREADABLE", /: no picture that Kindred reads/));
  }
  const empty = write(folder, "empty.png", "");
  await assert.rejects(decodeImage(empty, rgb(8, 8)), failure("IMAGE_UNREADABLE", /empty\.png: the file is empty/));
  await assert.rejects(decodeImage(folder, rgb(8, 8)), failure("IMAGE_UNREADABLE", /: a folder, not a picture/));
  await assert.rejects(
    decodeImage(join(folder, "gone.png"), rgb(8, 8)),
    failure("NOT_FOUND", /gone\.png: no such file/),
  );
});

test("a spec out of range is refused", async () => {
  const png = await noisePng(0);
  const bad = (change: object): Promise<Uint8Array> => decodeImage(png, { ...rgb(8, 8), ...change });
  await assert.rejects(
    bad({ width: 0 }),
    failure("INVALID_OPTION", /width must be a whole number within 1\.\.4096, got 0/),
  );
  await assert.rejects(bad({ height: 2.5 }), failure("INVALID_OPTION", /height must be .* got 2\.5/));
  await assert.rejects(
    bad({ colour: "gray" }),
    failure("INVALID_OPTION", /colour must be one of grey, rgb, got "gray", did you mean "grey"/),
  );
  await assert.rejects(bad({ fit: "crop" }), failure("INVALID_OPTION", /fit must be one of pad, stretch, got "crop"/));
});

const face = shared("data/faces_orl/s1/1.pgm");
test("a face of ORL, unchanged at its own size", { skip: missing(face) }, async () => {
  const bytes = readFileSync(face!);
  const pixels = await decodeImage(face!, grey(92, 112));
  assert.deepEqual(pixels, new Uint8Array(bytes.subarray(bytes.length - 92 * 112)));
});

const signature = shared("data/signatures_svc2004/01/genuine_01.png");
test("a signature on a canvas: white around it, ink within", { skip: missing(signature) }, async () => {
  const pixels = await decodeImage(signature!, { width: 112, height: 64, colour: "grey", fit: "pad" });
  assert.deepEqual([...pixels.subarray(0, 112)], Array<number>(112).fill(255));
  assert.ok(pixels.filter((value) => value < 128).length > 50);
});

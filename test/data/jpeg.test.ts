// Small JPEGs: the pixels are sharp's, bit by bit; whatever is out of the ordinary is left to it.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import sharp, { type Sharp } from "sharp";
import { decodeImage } from "../../src/data/decode.js";
import { isUpright } from "../../src/data/exif-orientation.js";
import { decodeJpeg } from "../../src/data/jpeg.js";
import { picture } from "../testkit/pictures.js";

const whole = { width: 10_000, height: 10_000 };
const limit = 1e8;

/** Edges in every direction, with noise. */
function scene(width: number, height: number): Sharp {
  return picture(width, height, (x, y) => [(x * y) % 256, x % 17 < 8 ? 250 : (5 * y) % 256, (x * 31 + y * 17) % 256]);
}

async function plain(file: Buffer, space: "srgb" | "b-w"): Promise<Uint8Array> {
  return new Uint8Array(await sharp(file).toColourspace(space).raw({ depth: "uchar" }).toBuffer());
}

test("pixels are the same as sharp's", async () => {
  for (const chromaSubsampling of ["4:2:0", "4:4:4"]) {
    for (const [width, height, quality] of [
      ...([
        [64, 48, 85],
        [61, 47, 95],
        [1, 1, 80],
      ] as const),
      ...([
        [7, 130, 40],
        [250, 250, 100],
      ] as const),
    ]) {
      const file = await scene(width, height).jpeg({ quality, chromaSubsampling }).toBuffer();
      const found = decodeJpeg(file, "rgb", whole, limit)!;
      assert.deepEqual([found.image.width, found.image.height, found.width], [width, height, width]);
      assert.deepEqual(found.image.data, await plain(file, "srgb"), `${width}x${height} ${chromaSubsampling}`);
    }
  }
});

test("grey ones, as grey and as three equal channels", async () => {
  const file = await scene(53, 40).toColourspace("b-w").jpeg().toBuffer();
  assert.deepEqual(decodeJpeg(file, "grey", whole, limit)!.image.data, await plain(file, "b-w"));
  assert.deepEqual(decodeJpeg(file, "rgb", whole, limit)!.image.data, await plain(file, "srgb"));
});

test("shrunk by halves while both sides keep what is needed, to the means of their areas", async () => {
  const file = await picture(203, 161, (x, y) => [x, y, (x + y) >> 1])
    .jpeg({ quality: 95 })
    .toBuffer();
  const sizes = [
    [{ width: 102, height: 20 }, 203, 161],
    [{ width: 101, height: 80 }, 102, 81],
    [{ width: 50, height: 10 }, 51, 41],
    [{ width: 1, height: 1 }, 26, 21],
  ] as const;
  for (const [least, width, height] of sizes) {
    const { image, ...found } = decodeJpeg(file, "rgb", least, limit)!;
    assert.deepEqual([image.width, image.height, found.width, found.height], [width, height, 203, 161]);
    const scale = 203 / width;
    const at = 3 * (Math.floor(height / 2) * width + Math.floor(width / 2));
    assert.ok(Math.abs(image.data[at]! - (Math.floor(width / 2) + 0.5) * scale) < scale + 3, `${image.data[at]}`);
    assert.ok(Math.abs(image.data[at + 1]! - (Math.floor(height / 2) + 0.5) * scale) < scale + 3);
  }
});

test("what is out of the ordinary is left to sharp", async () => {
  const base = scene(40, 30);
  const others: Readonly<Record<string, Buffer>> = {
    progressive: await base.clone().jpeg({ progressive: true }).toBuffer(),
    cmyk: await base.clone().toColourspace("cmyk").jpeg().toBuffer(),
    profile: await base.clone().withIccProfile("p3").jpeg().toBuffer(),
    turned: withSegment(await base.clone().jpeg().toBuffer(), segment("II", 6)),
    png: await base.clone().png().toBuffer(),
    nothing: Buffer.alloc(0),
  };
  for (const [name, file] of Object.entries(others))
    assert.equal(decodeJpeg(file, "rgb", whole, limit), undefined, name);
  const file = await base.clone().jpeg().toBuffer();
  assert.equal(decodeJpeg(file, "grey", whole, limit), undefined, "grey of a coloured one");
  assert.equal(decodeJpeg(file, "rgb", whole, 1199), undefined, "more pixels than allowed");
  const upright = withSegment(file, segment("II", 1));
  assert.notEqual(decodeJpeg(upright, "rgb", whole, limit), undefined);
});

test("damaged ones end in an answer or in none, and harm nothing", async () => {
  const file = await scene(40, 30).jpeg().toBuffer();
  const expected = decodeJpeg(file, "rgb", whole, limit)!.image.data;
  const damage = fc.array(fc.tuple(fc.nat(file.length - 1), fc.nat(255)), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(damage, fc.nat(file.length), (changes, length) => {
      const broken = Buffer.from(file);
      for (const [at, value] of changes) broken[at] = value;
      const found = decodeJpeg(broken.subarray(0, length), "rgb", whole, limit);
      const size = found === undefined ? 0 : 3 * found.image.width * found.image.height;
      assert.equal(found?.image.data.length ?? 0, size);
      if (length < file.length / 2) assert.equal(decodeJpeg(file.subarray(0, length), "rgb", whole, limit), undefined);
    }),
    { numRuns: 300 },
  );
  assert.deepEqual(decodeJpeg(file, "rgb", whole, limit)!.image.data, expected);
});

test("a damaged JPEG is refused as ever", async () => {
  const file = await scene(40, 30).jpeg().toBuffer();
  const spec = { width: 8, height: 8, colour: "rgb", fit: "stretch" } as const;
  await assert.rejects(decodeImage(file.subarray(0, 500), spec), { code: "IMAGE_UNREADABLE" });
  assert.equal((await decodeImage(file, spec)).length, 8 * 8 * 3);
});

/** The content of an APP1 segment. */
function segment(order: "II" | "MM", orientation: number): Buffer {
  const content = Buffer.alloc(6 + 8 + 2 + 12);
  content.write("Exif\0\0", "latin1");
  const [u16, u32] =
    order === "II" ? (["writeUInt16LE", "writeUInt32LE"] as const) : (["writeUInt16BE", "writeUInt32BE"] as const);
  content.write(order, 6, "latin1");
  content[u16](42, 8);
  content[u32](8, 10);
  content[u16](1, 14);
  content[u16](0x0112, 16);
  content[u16](3, 18);
  content[u32](1, 20);
  content[u16](orientation, 24);
  return content;
}

/** The file with that segment behind its first two bytes. */
function withSegment(file: Buffer, content: Buffer): Buffer {
  const head = Buffer.from([0xff, 0xe1, 0, content.length + 2]);
  return Buffer.concat([file.subarray(0, 2), head, content, file.subarray(2)]);
}

test("EXIF: upright, turned, and in doubt not upright", () => {
  for (const order of ["II", "MM"] as const) {
    assert.equal(isUpright(segment(order, 1)), true);
    for (const turned of [3, 6, 8, 0, 9]) assert.equal(isUpright(segment(order, turned)), false, `${turned}`);
    for (let length = 6; length < 28; length++) assert.equal(isUpright(segment(order, 1).subarray(0, length)), false);
  }
  assert.equal(isUpright(Buffer.from("http://ns.adobe.com/xap/1.0/\0<x/>")), true, "XMP, no EXIF");
});

import assert from "node:assert/strict";
import { test } from "node:test";
import sharp from "sharp";
import { safeThumbnail } from "../../src/report/item.js";
import { thumbnail } from "../../src/report/thumbnails.js";

async function decoded(address: string): Promise<{ data: Buffer; width: number; height: number }> {
  const bytes = Buffer.from(address.replace("data:image/png;base64,", ""), "base64");
  const { data, info } = await sharp(bytes)
    .toColourspace("srgb")
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

test("a picture is fitted into the square, keeps its proportions, and is one that the report shows", async () => {
  const data = new Uint8Array(400 * 200 * 3).map((_, i) => [250, 120, 10][i % 3]!);
  const address = await thumbnail({ data, width: 400, height: 200, channels: 3 }, { size: 50 });
  const picture = await decoded(address);
  assert.deepEqual([picture.width, picture.height], [50, 25]);
  [250, 120, 10].forEach((value, channel) => assert.ok(Math.abs(picture.data[channel]! - value) <= 4));
  assert.equal(safeThumbnail({ id: "a", thumbnail: address }), address);
});

test("a small grey picture keeps its pixels", async () => {
  const data = Uint8Array.from({ length: 28 * 28 }, (_, i) => i % 256);
  const picture = await decoded(await thumbnail({ data, width: 28, height: 28, channels: 1 }));
  assert.deepEqual([picture.width, picture.height], [28, 28]);
  assert.deepEqual(
    Uint8Array.from({ length: 28 * 28 }, (_, i) => picture.data[3 * i]!),
    data,
  );
});

test("a busy colour picture stays small", async () => {
  const data = Uint8Array.from({ length: 300 * 300 * 3 }, (_, i) => (i * 7919) % 251);
  const address = await thumbnail({ data, width: 300, height: 300, channels: 3 });
  assert.ok(address.length < 12_000, `${address.length} characters`);
});

test("data that do not fill the shape are refused, and so is a size of none", async () => {
  const data = new Uint8Array(11);
  await assert.rejects(thumbnail({ data, width: 3, height: 4, channels: 1 }), {
    code: "INVALID_INPUT",
    message: "thumbnail: expected 4 x 3 x 1 values, got 11",
  });
  await assert.rejects(thumbnail({ data, width: 11, height: 1, channels: 1 }, { size: 0 }), { code: "INVALID_OPTION" });
});

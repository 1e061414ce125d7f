// A series as a picture: a PNG in a data address, with a line for each channel.

import assert from "node:assert/strict";
import { test } from "node:test";
import sharp from "sharp";
import { seriesThumbnail } from "../../src/report/index.js";

async function pixels(steps: number, channels: number, values: Float32Array) {
  const address = await seriesThumbnail({ steps, channels, values });
  assert.match(address, /^data:image\/png;base64,/);
  const bytes = Buffer.from(address.slice(address.indexOf(",") + 1), "base64");
  return sharp(bytes).removeAlpha().raw().toBuffer({ resolveWithObject: true });
}

test("a rising line is low on the left and high on the right", async () => {
  const { data, info } = await pixels(
    50,
    1,
    Float32Array.from({ length: 50 }, (_, t) => t),
  );
  const inked = (x: number): number[] =>
    Array.from({ length: info.height }, (_, y) => y).filter((y) => data[3 * (y * info.width + x)]! < 200);
  assert.ok(Math.min(...inked(8)) > info.height / 2 && Math.max(...inked(info.width - 8)) < info.height / 2);
});

test("channels have colours of their own; a constant series and a single step are drawn as well", async () => {
  const { data } = await pixels(
    10,
    2,
    Float32Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? 1 : -1)),
  );
  const colours = new Set<string>();
  for (let i = 0; i < data.length; i += 3) colours.add(data.subarray(i, i + 3).join());
  assert.ok(colours.size >= 3);
  const { data: dash } = await pixels(1, 1, Float32Array.of(3));
  assert.ok(dash.some((value) => value < 200));
});

// Small real picture files and data sets for tests, in a temporary folder that goes when the process ends.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import sharp from "sharp";
import type { Sharp } from "sharp";
import { random } from "../../src/core/random.js";
import { groupsOf } from "../../src/data/groups.js";
import type { Dataset } from "../../src/data/dataset.js";

/** An empty folder of its own. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "kindred-data-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes text or bytes to `folder/name`, with the folders in between. Returns the path. */
export function write(folder: string, name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

export type Pixel = readonly [red: number, green: number, blue: number];

/** A picture, pixel by pixel, to be encoded: `picture(8, 6, () => [255, 0, 0]).png()`. */
export function picture(width: number, height: number, pixel: (x: number, y: number) => Pixel): Sharp {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0, at = 0; y < height; y++) for (let x = 0; x < width; x++, at += 3) data.set(pixel(x, y), at);
  return sharp(data, { raw: { width, height, channels: 3 } });
}

/** A PNG of coloured noise, different for every seed. */
export function noisePng(seed: number, width = 12, height = 10): Promise<Buffer> {
  const generator = random(seed, "noise");
  const value = (): number => generator.integer(256);
  return picture(width, height, () => [value(), value(), value()])
    .png()
    .toBuffer();
}

/** Writes a class folder: for each class so many different pictures, `CLASS/0.png`, `CLASS/1.png` ... Returns its root. */
export async function writeClassFolder(classes: Readonly<Record<string, number>>): Promise<string> {
  const root = temporaryFolder();
  let seed = 0;
  for (const [name, count] of Object.entries(classes)) {
    for (let i = 0; i < count; i++) write(root, `${name}/${i}.png`, await noisePng(seed++));
  }
  return root;
}

/** A class dataset without files: for each class so many items. */
export function fakeDataset(sizes: Readonly<Record<string, number>>): Dataset {
  const classes = Object.keys(sizes);
  const items = classes.flatMap((name, label) =>
    Array.from({ length: sizes[name]! }, (_, i) => ({
      id: `${name}/${i}.png`,
      path: `/nowhere/${name}/${i}.png`,
      label,
    })),
  );
  return { kind: "image", root: "/nowhere", origin: "folder", items, classes, ...groupsOf(classes), warnings: [] };
}

/** A pairs dataset without files: `count` items, pairs as `[a, b, same]` or `[a, b, score]`. */
export function fakePairs(
  count: number,
  pairs: readonly (readonly [a: number, b: number, verdict: boolean | number])[],
): Dataset {
  const items = Array.from({ length: count }, (_, i) => ({ id: `${i}.png`, path: `/nowhere/${i}.png`, label: -1 }));
  const unclassed = { classes: [], groups: [], groupOfClass: new Int32Array() };
  const said = pairs.map(([a, b, verdict]) =>
    typeof verdict === "boolean" ? { a, b, same: verdict } : { a, b, same: verdict >= 0.5, score: verdict },
  );
  return { kind: "image", root: "/nowhere", origin: "pairs", items, ...unclassed, pairs: said, warnings: [] };
}

/** What `assert.rejects` and `assert.throws` compare with: the error's code, and what its message says. */
export function failure(code: string, message: RegExp): { readonly code: string; readonly message: RegExp } {
  return { code, message };
}

// Looks at a sample of a data set's pictures before anything is decided about them: how large, how wide, grey or in colour,
// photographs or line art. choose-spec.ts decides on it.
//
// Line art is a picture whose most common tone is nearly white or nearly black, covers at least 60 % of it, and leaves ink
// (pixels a quarter of the range away from it) in runs that are short against the picture: strokes, not areas.

import { KindredError, check } from "../core/errors.js";
import { checkCount, checkNames } from "../core/options.js";
import { random, sample } from "../core/random.js";
import type { Dataset } from "./dataset.js";
import { readPicture, readPixels } from "./decode.js";
import { inParallel, parallelDecodes } from "./parallel.js";
import { resize } from "./resize.js";

export interface Spread {
  readonly min: number;
  /** A tenth of the pictures lie below. */
  readonly low: number;
  readonly median: number;
  /** A tenth of the pictures lie above. */
  readonly high: number;
  readonly max: number;
}

export interface ImageProbe {
  /** In the data set. */
  readonly pictures: number;
  /** Pictures looked at; those that cannot be read are not among them. */
  readonly sampled: number;
  readonly unreadable: number;
  /** Pixels, upright. */
  readonly width: Spread;
  readonly height: Spread;
  /** Width by height. */
  readonly aspect: Spread;
  /** Share of pictures without colour, 0..1. */
  readonly greyShare: number;
  /** Share of pictures that look like line art, 0..1. */
  readonly lineArtShare: number;
  /** Whether most pictures have a light or a dark ground, by their most common tone. */
  readonly background: "light" | "dark";
}

export interface ProbeOptions {
  /** How many pictures to look at, drawn at random; at least 1. @defaultValue 200 */
  readonly sample?: number;
  /** @defaultValue 0 */
  readonly seed?: number;
}

interface Look {
  readonly width: number;
  readonly height: number;
  readonly grey: boolean;
  readonly lineArt: boolean;
  readonly light: boolean;
}

/** Throws INVALID_OPTION, DATA_EMPTY (no item), IMAGE_UNREADABLE where not one of the sampled pictures can be read. */
export async function probeImages(dataset: Dataset, options: ProbeOptions = {}): Promise<ImageProbe> {
  checkNames("probe", { ...options }, ["sample", "seed"]);
  const { sample: count = 200, seed = 0 } = options;
  checkCount("probe", "sample", count);
  checkCount("probe", "seed", seed, 0);
  check(dataset.items.length > 0, "DATA_EMPTY", `${dataset.root}: there is no picture to look at`);
  const items = sample(dataset.items, count, random(seed, "probe"));
  const looks: (Look | undefined)[] = [];
  const failures: KindredError[] = [];
  await inParallel(items.length, parallelDecodes, async (index) => {
    try {
      looks[index] = await lookAt(items[index]!.path);
    } catch (error) {
      if (!(error instanceof KindredError)) throw error;
      failures.push(error);
    }
  });
  const seen = looks.filter((look) => look !== undefined);
  if (seen.length === 0) {
    const first = failures[0]!;
    throw new KindredError("IMAGE_UNREADABLE", `none of ${items.length} pictures can be read, e.g. ${first.message}`, {
      cause: first,
    });
  }
  const share = (has: (look: Look) => boolean): number => seen.filter(has).length / seen.length;
  return {
    pictures: dataset.items.length,
    sampled: seen.length,
    unreadable: failures.length,
    width: spread(seen.map(({ width }) => width)),
    height: spread(seen.map(({ height }) => height)),
    aspect: spread(seen.map(({ width, height }) => width / height)),
    greyShare: share(({ grey }) => grey),
    lineArtShare: share(({ lineArt }) => lineArt),
    background: share(({ light }) => light) >= 0.5 ? "light" : "dark",
  };
}

/** For line art to show its lines. */
const enough = { width: 320, height: 320, least: { width: 320, height: 320 } };

async function lookAt(path: string): Promise<Look> {
  const { image, width, height } = await readPixels(await readPicture(path), path, "rgb", enough);
  const scale = Math.min(1, 160 / Math.max(width, height));
  const side = (length: number): number => Math.max(1, Math.round(length * scale));
  const small = resize(image, side(width), side(height));
  const tones = new Uint8Array(small.width * small.height);
  let coloured = 0;
  for (let i = 0, at = 0; i < tones.length; i++, at += 3) {
    const [r, g, b] = [small.data[at]!, small.data[at + 1]!, small.data[at + 2]!];
    tones[i] = (r + g + b) / 3;
    // Compression leaves a little colour in grey pictures.
    if (Math.max(r, g, b) - Math.min(r, g, b) > 24) coloured++;
  }
  const ground = commonTone(tones);
  const lineArt = isLineArt(tones, small.width, small.height, ground);
  return { width, height, grey: coloured <= 0.005 * tones.length, lineArt, light: ground >= 128 };
}

/** The middle of the fullest sixteenth of the range, over a window of three. */
function commonTone(tones: Uint8Array): number {
  const bins = new Float64Array(18);
  for (const tone of tones) bins[1 + (tone >> 4)]!++;
  let best = 1;
  const around = (bin: number): number => bins[bin - 1]! + 2 * bins[bin]! + bins[bin + 1]!;
  for (let bin = 2; bin <= 16; bin++) if (around(bin) > around(best)) best = bin;
  return (best - 1) * 16 + 8;
}

function isLineArt(tones: Uint8Array, width: number, height: number, ground: number): boolean {
  if (ground > 64 && ground < 192) return false;
  const covered = tones.filter((tone) => Math.abs(tone - ground) <= 32).length;
  const ink = (x: number, y: number): boolean => Math.abs(tones[y * width + x]! - ground) > 64;
  let pixels = 0;
  let starts = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (!ink(x, y)) continue;
      pixels++;
      if (x === 0 || !ink(x - 1, y)) starts++;
      if (y === 0 || !ink(x, y - 1)) starts++;
    }
  }
  const meanRun = (2 * pixels) / Math.max(1, starts);
  return covered >= 0.6 * tones.length && pixels >= 0.005 * tones.length && meanRun <= 0.2 * Math.max(width, height);
}

function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))]!;
  return { min: at(0), low: at(0.1), median: at(0.5), high: at(0.9), max: at(1) };
}

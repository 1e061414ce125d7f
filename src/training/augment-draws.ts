// Draws the numbers that augment-graph.ts takes. Those of step s are a function of the seed and s alone.
//
// A picture is moved by the map from its new pixels to the old ones, in units of half its sides (x to the right, y down):
//
//   M = T · flip · turn · slant · 1/scale,   T a quarter turn (rotateClasses)
//
// turned, slanted and scaled in pixels, so that a turn of an oblong picture is a turn: off the diagonal, M is weighted by H/W
// and W/H. The quarter turn is made in units of half sides: an oblong picture keeps its frame.

import type { Random } from "../core/random.js";
import { channelsOf, pixelsOf, type ImageSpec } from "../data/image-spec.js";
import { isGeometric, isTonal, type AugmentOptions } from "./augmentation.js";
import type { Augmentation } from "./augment-graph.js";

export interface AugmentBatch {
  readonly spec: ImageSpec;
  /** Pictures. */
  readonly count: number;
  /** `[N, H, W, C]`: what the backgrounds are taken from. */
  readonly images: Uint8Array;
  /** Quarter turns of each picture, 0..3. */
  readonly turns?: Uint8Array;
}

/** Fills the inputs of `augmented` that are there; `targets` by name without "augment.". */
export function drawAugmentation(
  { options, rotateClasses }: Augmentation,
  { spec, count, images, turns }: AugmentBatch,
  generator: Random,
  targets: Readonly<Record<string, Float32Array>>,
): void {
  const geometric = isGeometric(options) || rotateClasses;
  const each = pixelsOf(spec);
  for (let i = 0; i < count; i++) {
    // Every picture draws equally many numbers whatever the options, so that an option more changes nothing else.
    const numbers = Array.from({ length: 14 }, () => generator.next());
    if (geometric) targets["affine"]!.set(affine(options, spec, turns?.[i] ?? 0, numbers), 6 * i);
    if (geometric && options.fill === "background") {
      const channels = channelsOf(spec);
      targets["background"]!.set(borderMedian(images.subarray(i * each, (i + 1) * each), spec), channels * i);
    }
    if (isTonal(options)) targets["tone"]!.set(tone(options, numbers), 2 * i);
    if ((options.erase ?? 0) > 0) targets["erase"]!.set(rectangle(options, numbers), 4 * i);
  }
}

/** Uniform in [-most, most). */
function either(most: number, number: number): number {
  return most * (2 * number - 1);
}

/** Uniform in the logarithm: as often twice as large as half as large. */
function between([least, greatest]: readonly [number, number], number: number): number {
  return least * (greatest / least) ** number;
}

const quarterTurns = [
  [1, 0, 0, 1],
  [0, 1, -1, 0],
  [-1, 0, 0, -1],
  [0, -1, 1, 0],
] as const;

function affine(
  options: AugmentOptions,
  { height, width }: ImageSpec,
  turns: number,
  numbers: readonly number[],
): number[] {
  const { rotate = 0, shear = 0, scale = [1, 1], stretch = [1, 1], shift = 0, flip = 0 } = options;
  const angle = (either(rotate, numbers[0]!) * Math.PI) / 180;
  const slant = either(shear, numbers[1]!);
  const zoom = between(scale, numbers[2]!);
  const wider = between(stretch, numbers[3]!);
  const mirror = numbers[4]! < flip ? -1 : 1;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const [byX, byY] = [1 / (zoom * wider), wider / zoom];
  const [a, b] = [mirror * cos * byX, mirror * (cos * slant - sin) * byY];
  const [c, d] = [sin * byX, (sin * slant + cos) * byY];
  const oblong = height / width;
  const rows = [
    [a, b * oblong, 2 * either(shift, numbers[5]!)],
    [c / oblong, d, 2 * either(shift, numbers[6]!)],
  ] as const;
  const [p, q, r, s] = quarterTurns[turns & 3]!;
  return [0, 1, 2]
    .map((k) => p * rows[0][k]! + q * rows[1][k]!)
    .concat([0, 1, 2].map((k) => r * rows[0][k]! + s * rows[1][k]!));
}

function tone({ brightness = 0, contrast = [1, 1] }: AugmentOptions, numbers: readonly number[]): number[] {
  return [between(contrast, numbers[7]!), either(brightness, numbers[8]!)];
}

function rectangle({ erase = 0 }: AugmentOptions, numbers: readonly number[]): number[] {
  return [either(1, numbers[9]!), either(1, numbers[10]!), erase * numbers[11]!, erase * numbers[12]!];
}

/** The median of the outermost pixels, channel by channel. */
function borderMedian(image: Uint8Array, spec: ImageSpec): number[] {
  const { height, width } = spec;
  const channels = channelsOf(spec);
  return Array.from({ length: channels }, (_, channel) => {
    const counts = new Uint32Array(256);
    const count = (row: number, column: number): number =>
      counts[image[(row * width + column) * channels + channel]!]!++;
    for (let column = 0; column < width; column++) {
      count(0, column);
      count(height - 1, column);
    }
    for (let row = 0; row < height; row++) {
      count(row, 0);
      count(row, width - 1);
    }
    let value = 0;
    for (let seen = counts[0]!; seen <= width + height; seen += counts[++value]!);
    return value;
  });
}

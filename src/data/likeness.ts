// Pictures that are nearly the same: the same scene saved again, smaller, or compressed, which a hash of the file does not find.
//
// A picture's signature is its grey values averaged over 16 x 16 fields, minus their mean, brought to length 1. Two pictures are
// near-duplicates where the product of their signatures, the correlation of the fields, is at least 0.985. Measured: a face of ORL
// saved again as JPEG at quality 60, or at two thirds of its size, correlates with itself by 0.989 and more, two people by 0.904 at
// most, two pictures of one person by up to 0.993; two characters of Omniglot (1,500 drawings) by 0.959 at most. So between
// different classes a find is a find; within a class it may be the same pose a moment later. Pictures of one tone have no signature.
//
// Not all pairs are multiplied out: 64 signs of fixed sums of the fields are compared first (Charikar 2002), of which vectors that
// correlate by 0.985 share all but three or four.

import { random } from "../core/random.js";
import { channelsOf, type ImageSpec } from "./image-spec.js";

const side = 16;
const fields = side * side;
const leastCorrelation = 0.985;
/** Signs that may differ. 0.985 is an angle of 9.9 degrees, at which 3.5 of 64 differ on average. */
const mostDifferent = 12;

export interface Signature {
  /** `[256]`, of length 1. */
  readonly values: Float32Array;
  /** 64 signs, in two halves. */
  readonly signs: readonly [number, number];
}

/** Undefined for a picture of (almost) one tone. `pixels`: `[H, W, C]` bytes. */
export function signatureOf(
  pixels: Uint8Array,
  spec: Pick<ImageSpec, "height" | "width" | "colour">,
): Signature | undefined {
  const { height, width } = spec;
  const channels = channelsOf(spec);
  const sums = new Float64Array(fields);
  const counts = new Float64Array(fields);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const field = Math.floor((y * side) / height) * side + Math.floor((x * side) / width);
      for (let c = 0; c < channels; c++) sums[field]! += pixels[(y * width + x) * channels + c]!;
      counts[field]! += channels;
    }
  }
  const known = sums.map((sum, field) => (counts[field]! > 0 ? sum / counts[field]! : NaN));
  // Of a picture smaller than 16 x 16 some fields hold no pixel: they take the mean, which then is 0.
  const filled = known.filter(Number.isFinite);
  const centre = filled.reduce((sum, value) => sum + value, 0) / filled.length;
  const values = Float32Array.from(known, (value) => (Number.isFinite(value) ? value - centre : 0));
  const length = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
  if (length < 2 * side) return undefined; // two grey levels of deviation
  values.forEach((value, field) => (values[field] = value / length));
  return { values, signs: signsOf(values) };
}

export interface NearPair {
  readonly a: number;
  readonly b: number;
}

/** Every entry of `second` that has a near-duplicate in `first`, with the first of them there. */
export function nearDuplicates(
  first: readonly (Signature | undefined)[],
  second: readonly (Signature | undefined)[],
): NearPair[] {
  const found: NearPair[] = [];
  second.forEach((right, b) => {
    if (right === undefined) return;
    const a = first.findIndex((left) => left !== undefined && areNear(left, right));
    if (a >= 0) found.push({ a, b });
  });
  return found;
}

function areNear(left: Signature, right: Signature): boolean {
  const differing = ones(left.signs[0] ^ right.signs[0]) + ones(left.signs[1] ^ right.signs[1]);
  if (differing > mostDifferent) return false;
  let product = 0;
  for (let i = 0; i < fields; i++) product += left.values[i]! * right.values[i]!;
  return product >= leastCorrelation;
}

let directions: Float32Array | undefined;

function signsOf(values: Float32Array): [number, number] {
  if (directions === undefined) {
    const generator = random(16, "likeness");
    directions = Float32Array.from({ length: 64 * fields }, () => generator.normal());
  }
  const halves: [number, number] = [0, 0];
  for (let bit = 0; bit < 64; bit++) {
    let sum = 0;
    for (let i = 0; i < fields; i++) sum += directions[bit * fields + i]! * values[i]!;
    if (sum > 0) halves[bit >> 5]! |= 1 << (bit & 31);
  }
  return halves;
}

/** Number of 1 bits. */
function ones(bits: number): number {
  let value = bits - ((bits >>> 1) & 0x55555555);
  value = (value & 0x33333333) + ((value >>> 2) & 0x33333333);
  return Math.imul((value + (value >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

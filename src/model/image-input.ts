// What a model of pictures takes: every picture's size and colour, and the numbers that centre and scale its channels.

import { checkImageSpec, channelsOf, type ImageSpec } from "../data/image-spec.js";
import { check } from "../core/errors.js";

export interface ImageInput extends ImageSpec {
  readonly kind: "image";
  /** Mean of each channel over the training pictures, 0 black to 1 white. One number, or three for rgb. */
  readonly mean: readonly number[];
  /** Standard deviation of each channel, likewise; > 0. */
  readonly std: readonly number[];
}

/** Throws INVALID_OPTION unless the numbers fit the size and colour. */
export function checkImageInput(input: ImageInput): void {
  checkImageSpec(input);
  const channels = channelsOf(input);
  for (const name of ["mean", "std"] as const) {
    const values = input[name];
    const fits = Array.isArray(values) && values.length === channels && values.every(Number.isFinite);
    check(fits, "INVALID_OPTION", () => `image: ${name} must be ${channels} numbers, got ${JSON.stringify(values)}`);
  }
  check(Math.min(...input.std) > 0, "INVALID_OPTION", () => `image: std must be > 0, got ${JSON.stringify(input.std)}`);
}

// What every picture becomes before a network sees it: so many rows and columns, grey or in colour, fitted in this way.

import { check } from "../core/errors.js";
import { checkChoice } from "../core/options.js";

export interface ImageSpec {
  /** Rows, in pixels. */
  readonly height: number;
  /** Columns, in pixels. */
  readonly width: number;
  readonly colour: "grey" | "rgb";
  /** "pad": keeps the aspect ratio, centred, filled with the median of the border pixels. "stretch": fills the canvas. */
  readonly fit: "pad" | "stretch";
}

/** 1 for grey, 3 for rgb. */
export function channelsOf({ colour }: Pick<ImageSpec, "colour">): 1 | 3 {
  return colour === "grey" ? 1 : 3;
}

/** Bytes of one picture: height x width x channels. */
export function pixelsOf(spec: ImageSpec): number {
  return spec.height * spec.width * channelsOf(spec);
}

/** Throws INVALID_OPTION unless the spec can be decoded to. */
export function checkImageSpec({ height, width, colour, fit }: ImageSpec): void {
  for (const [name, value] of Object.entries({ height, width })) {
    const valid = Number.isInteger(value) && value >= 1 && value <= 4096;
    check(valid, "INVALID_OPTION", `image: ${name} must be a whole number within 1..4096, got ${value}`);
  }
  checkChoice("image", "colour", colour, ["grey", "rgb"]);
  checkChoice("image", "fit", fit, ["pad", "stretch"]);
}

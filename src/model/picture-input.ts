// What a model can be asked about: the path of a picture, the bytes of a picture file, or pixels as they are.

import { check } from "../core/errors.js";
import { channelsOf, type ImageSpec } from "../data/image-spec.js";

/** Pixels: row-major, top row first, channels interleaved, 0 black to 255 white. */
export interface PixelImage {
  readonly width: number;
  readonly height: number;
  /** 1 grey, 3 red green blue. */
  readonly channels: 1 | 3;
  /** height x width x channels. */
  readonly data: Uint8Array;
}

export type PictureInput = string | Uint8Array | PixelImage;

/** The pixels that a network takes: height x width x channels bytes. Throws NOT_FOUND, IMAGE_UNREADABLE, INVALID_INPUT. */
export async function pixelsOfInput(input: PictureInput, spec: ImageSpec): Promise<Uint8Array> {
  // Loaded when asked for: a page hands over pixels and has no file to decode.
  if (typeof input === "string" || input instanceof Uint8Array) {
    return (await import("../data/decode.js")).decodeImage(input, spec);
  }
  const { width, height, channels, data } = input;
  const valid = Number.isInteger(width) && Number.isInteger(height) && width > 0 && height > 0;
  check(valid && (channels === 1 || channels === 3), "INVALID_INPUT", () => {
    return `pixels: expected a width, a height and 1 or 3 channels, got ${width}, ${height} and ${channels}`;
  });
  check(data.length === width * height * channels, "INVALID_INPUT", () => {
    return `pixels: ${width}x${height} with ${channels} channels takes ${width * height * channels} bytes, got ${data.length}`;
  });
  if (width === spec.width && height === spec.height && channels === channelsOf(spec)) return data;
  return (await import("../data/decode.js")).decodeImage(asNetpbm(input), spec);
}

/** Pixels as a file that the decoder reads: a header of one line, then the bytes. */
export function asNetpbm({ width, height, channels, data }: PixelImage): Uint8Array {
  const header = new TextEncoder().encode(`P${channels === 1 ? 5 : 6}\n${width} ${height}\n255\n`);
  const file = new Uint8Array(header.length + data.length);
  file.set(header);
  file.set(data, header.length);
  return file;
}

/** How an input is called in ids and messages. */
export function nameOfInput(input: unknown, index: number): string {
  return typeof input === "string" ? input : `input ${index}`;
}

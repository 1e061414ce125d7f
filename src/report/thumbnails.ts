// Small pictures for the report: pixels to a PNG inside a data address. sharp is loaded on first use.

import { check } from "../core/errors.js";

/** Raw pixels: uint8, rows from the top, channels last (`[height, width, channels]`). */
export interface Pixels {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
  /** 1 grey, 3 red-green-blue, 4 with opacity. */
  readonly channels: 1 | 3 | 4;
}

export interface ThumbnailOptions {
  /** Longest side in pixels; smaller pictures stay as they are. >= 8. @defaultValue 96 */
  readonly size?: number;
}

/**
 * A `data:image/png;base64,` address of the picture. Colour pictures are reduced to 64 colours, which at this size shows
 * little and saves two thirds. Throws INVALID_INPUT where the data do not fill the shape.
 */
export async function thumbnail(pixels: Pixels, { size = 96 }: ThumbnailOptions = {}): Promise<string> {
  const { data, width, height, channels } = pixels;
  check(
    size >= 8 && Number.isInteger(size),
    "INVALID_OPTION",
    () => `thumbnail: size must be a whole number >= 8, got ${size}`,
  );
  check(
    width > 0 && height > 0 && data.length === width * height * channels,
    "INVALID_INPUT",
    () => `thumbnail: expected ${height} x ${width} x ${channels} values, got ${data.length}`,
  );
  const { default: sharp } = await import("sharp");
  const picture = sharp(data, { raw: { width, height, channels } })
    .resize(size, size, { fit: "inside", withoutEnlargement: true })
    .png(channels === 1 ? { compressionLevel: 9 } : { compressionLevel: 9, palette: true, colours: 64 });
  const bytes = await (channels === 1 ? picture.toColourspace("b-w") : picture).toBuffer();
  return `data:image/png;base64,${bytes.toString("base64")}`;
}

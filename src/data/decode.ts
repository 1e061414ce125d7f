// From the bytes of a picture file to the bytes a network takes: height x width x channels, row-major, 0 black to 255 white.
//
// sharp reads PNG, JPEG, WebP, AVIF, TIFF and GIF (the first frame); netpbm.ts and bmp.ts read theirs and hand sharp pixels.
// Small ordinary JPEGs are read by jpeg.ts, which is faster and gives the same pixels.
// What a file is shows in its first bytes, not in its name. EXIF orientation is applied, colour profiles are turned to sRGB,
// transparency lies on white, 16-bit samples are scaled to 8. Grey is libvips' (computed in linear light).
//
// Resizing is resize.ts's: averages over areas. Pictures over four times the canvas are first shrunk by sharp to about that;
// small JPEGs over twice the canvas while they are decoded.

import { readFile } from "node:fs/promises";
import type sharpModule from "sharp";
import type { SharpOptions } from "sharp";
import type { KindredError } from "../core/errors.js";
import { readBmp } from "./bmp.js";
import { imageFormat } from "./image-format.js";
import { channelsOf, checkImageSpec } from "./image-spec.js";
import type { ImageSpec } from "./image-spec.js";
import { decodeJpeg } from "./jpeg.js";
import { missingError } from "./missing-path.js";
import { readNetpbm } from "./netpbm.js";
import { maxPixels, unreadable } from "./raw-image.js";
import type { RawImage } from "./raw-image.js";
import { resize } from "./resize.js";

export interface DecodeOptions {
  /** What messages call the picture. @defaultValue its path, or "image" */
  readonly name?: string;
  /** Larger pictures are refused before they are decoded. @defaultValue 100 million */
  readonly maxPixels?: number;
}

/**
 * Decodes one picture, given as a path or as the bytes of a file, to height x width x channels bytes. The same picture gives
 * the same bytes every time. Throws NOT_FOUND, INVALID_OPTION (the spec), IMAGE_UNREADABLE (corrupt, cut short, over
 * `maxPixels`, no picture).
 */
export async function decodeImage(
  source: string | Uint8Array,
  spec: ImageSpec,
  { name = typeof source === "string" ? source : "image", maxPixels: limit = maxPixels }: DecodeOptions = {},
): Promise<Uint8Array> {
  checkImageSpec(spec);
  const bytes = typeof source === "string" ? await readPicture(source) : source;
  return (await decodePicture(bytes, name, spec, limit)).pixels;
}

export interface DecodedPicture {
  readonly pixels: Uint8Array;
  /** Size of the picture as found, upright, before it was resized. */
  readonly width: number;
  readonly height: number;
}

/** As `decodeImage`, with the size that the picture had; `name` is for messages, more than `limit` pixels are refused. */
export async function decodePicture(
  bytes: Uint8Array,
  name: string,
  spec: ImageSpec,
  limit: number = maxPixels,
): Promise<DecodedPicture> {
  const enough = { width: spec.width * 4, height: spec.height * 4, least: spec };
  const { image, width, height } = await readPixels(bytes, name, spec.colour, enough, limit);
  if (spec.fit === "stretch") return { pixels: resize(image, spec.width, spec.height).data, width, height };
  const scale = Math.min(spec.width / width, spec.height / height);
  const side = (length: number): number => Math.max(1, Math.round(length * scale));
  return { pixels: padded(resize(image, side(width), side(height)), spec), width, height };
}

/** The bytes of a file. Throws NOT_FOUND, IMAGE_UNREADABLE. */
export async function readPicture(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    const missing = missingError(path, error);
    if (missing !== undefined) throw missing;
    const { code, message } = error as NodeJS.ErrnoException;
    throw unreadable(
      code === "EISDIR" ? `${path}: a folder, not a picture` : `${path}: cannot be read: ${message}`,
      error,
    );
  }
}

export interface ReadPixels {
  readonly image: RawImage;
  /** Size of the picture as found, upright. */
  readonly width: number;
  readonly height: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A size that is enough; of JPEGs that are halved while they are decoded, both sides of `least`. */
export interface Enough extends Size {
  readonly least: Size;
}

/**
 * Decodes a picture, upright and opaque. One that is both wider and higher than `enough` is shrunk, until one of its sides is that
 * or, of a JPEG, by halves until another would leave less than `enough.least`. One of more than `limit` pixels is refused. Throws
 * IMAGE_UNREADABLE.
 */
export async function readPixels(
  bytes: Uint8Array,
  name: string,
  colour: ImageSpec["colour"],
  enough: Enough,
  limit: number = maxPixels,
): Promise<ReadPixels> {
  const jpeg = imageFormat(bytes) === "jpeg" ? decodeJpeg(bytes, colour, enough.least, limit) : undefined;
  return jpeg ?? readBySharp(bytes, name, colour, enough, limit);
}

async function readBySharp(
  bytes: Uint8Array,
  name: string,
  colour: ImageSpec["colour"],
  { width: enoughWidth, height: enoughHeight }: Size,
  limit: number,
): Promise<ReadPixels> {
  const sharp = await loadSharp();
  try {
    const options: SharpOptions = { limitInputPixels: limit, failOn: "error", autoOrient: true };
    const raw = rawPicture(bytes, limit);
    const input = raw === undefined ? sharp(bytes, options) : sharp(raw.data, { ...options, raw: sizeOf(raw) });
    const { data, info } = await input
      .flatten({ background: "#ffffff" })
      .resize({ width: enoughWidth, height: enoughHeight, fit: "outside", withoutEnlargement: true, kernel: "cubic" })
      .toColourspace(colour === "grey" ? "b-w" : "srgb")
      .raw({ depth: "uchar" })
      .toBuffer({ resolveWithObject: true });
    const channels = channelsOf({ colour });
    if (info.channels !== channels) throw unreadable(`expected ${channels} channels, got ${info.channels}`);
    const pixels = new Uint8Array(data.buffer, data.byteOffset, data.length);
    const image: RawImage = { width: info.width, height: info.height, channels, data: pixels };
    // Only a picture that was shrunk to a given side had another size; asking each of them would cost a third more time.
    const shrunk = info.width === enoughWidth || info.height === enoughHeight;
    const { width, height } = shrunk ? (await input.metadata()).autoOrient : info;
    return { image, width, height };
  } catch (error) {
    throw explained(name, error, limit);
  }
}

/** An IMAGE_UNREADABLE that names the picture and says why in one line. */
function explained(name: string, error: unknown, limit: number): KindredError {
  const reason = (error instanceof Error ? error.message : String(error)).trim().split("\n")[0]!;
  const bomb = reason === "Input image exceeds pixel limit" ? `exceeds the limit of ${limit} pixels` : reason;
  return unreadable(`${name}: ${bomb}`, error);
}

/** Pixels of the formats that sharp does not read; undefined for those it does. */
function rawPicture(bytes: Uint8Array, limit: number): RawImage | undefined {
  if (bytes.length === 0) throw unreadable("the file is empty");
  const format = imageFormat(bytes);
  if (format === undefined)
    throw unreadable("no picture that Kindred reads (PNG, JPEG, WebP, AVIF, TIFF, GIF, BMP, PNM)");
  return format === "bmp" ? readBmp(bytes, limit) : format === "netpbm" ? readNetpbm(bytes, limit) : undefined;
}

function sizeOf({ width, height, channels }: RawImage): Omit<RawImage, "data"> {
  return { width, height, channels };
}

/** Centres a picture on the canvas; the rest is, channel by channel, the median of the picture's border. */
function padded({ data: pixels, width, height, channels }: RawImage, spec: ImageSpec): Uint8Array {
  if (width === spec.width && height === spec.height) return pixels;
  const canvas = new Uint8Array(spec.height * spec.width * channels);
  const fill = borderMedian(pixels, width, height, channels);
  for (let i = 0; i < canvas.length; i++) canvas[i] = fill[i % channels]!;
  const left = (spec.width - width) >> 1;
  const top = (spec.height - height) >> 1;
  for (let y = 0; y < height; y++) {
    const row = pixels.subarray(y * width * channels, (y + 1) * width * channels);
    canvas.set(row, ((top + y) * spec.width + left) * channels);
  }
  return canvas;
}

function borderMedian(pixels: Uint8Array, width: number, height: number, channels: number): Uint8Array {
  const border: number[] = [];
  for (let x = 0; x < width; x++) border.push(x, (height - 1) * width + x);
  for (let y = 1; y < height - 1; y++) border.push(y * width, y * width + width - 1);
  return Uint8Array.from({ length: channels }, (_, channel) => {
    const values = Uint8Array.from(border, (at) => pixels[at * channels + channel]!).sort();
    return values[values.length >> 1]!;
  });
}

let loaded: Promise<typeof sharpModule> | undefined;

/** sharp, loaded when the first picture is decoded. Pictures run side by side, so that each gets one thread. */
function loadSharp(): Promise<typeof sharpModule> {
  loaded ??= import("sharp").then(({ default: sharp }) => {
    sharp.concurrency(1);
    return sharp;
  });
  return loaded;
}

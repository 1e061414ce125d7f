// Netpbm pictures: PBM (P1, P4), PGM (P2, P5) and PPM (P3, P6), text and binary, up to 16 bits.
//
//   magic  width  height  [maximum, 1..65535; not for PBM]  one whitespace  samples
//
// Header fields are separated by whitespace and `#` comments. Binary samples take one byte, or two (big-endian) above a
// maximum of 255; PBM packs eight pixels a byte, 1 is black. Only the first picture of a file is read.
// Format: netpbm.sourceforge.net/doc (pbm, pgm, ppm).

import { checkSize, unreadable } from "./raw-image.js";
import type { RawImage } from "./raw-image.js";

interface Header {
  /** 1..6: the digit after the P. */
  readonly type: number;
  readonly width: number;
  readonly height: number;
  /** Value of white. */
  readonly maximum: number;
  /** Where the samples begin. */
  readonly offset: number;
}

/** Reads P1 to P6, of at most `limit` pixels. Samples are scaled to 0..255. Throws IMAGE_UNREADABLE where the file is cut short or malformed. */
export function readNetpbm(bytes: Uint8Array, limit?: number): RawImage {
  const header = readHeader(bytes, limit);
  const { type, width, height } = header;
  const channels = type === 3 || type === 6 ? 3 : 1;
  const count = width * height * channels;
  const data =
    type <= 3 ? textSamples(bytes, header, count) : type === 4 ? bits(bytes, header) : samples(bytes, header, count);
  return { width, height, channels, data };
}

function readHeader(bytes: Uint8Array, limit: number | undefined): Header {
  const type = bytes[1]! - 48;
  const tokens = tokenReader(bytes, 2);
  const width = tokens.next("width");
  const height = tokens.next("height");
  checkSize("netpbm", width, height, limit);
  const maximum = type === 1 || type === 4 ? 1 : tokens.next("maximum");
  if (maximum < 1 || maximum > 65535) throw unreadable(`netpbm: maximum must be within 1..65535, got ${maximum}`);
  return { type, width, height, maximum, offset: tokens.position() + 1 };
}

/** Reads whole numbers of a text, over whitespace and comments. `single`: every digit is a number (P1). */
function tokenReader(
  bytes: Uint8Array,
  start: number,
): { next(what: string, single?: boolean): number; position(): number } {
  let at = start;
  const next = (what: string, single = false): number => {
    for (; at < bytes.length && (isSpace(bytes[at]!) || bytes[at] === 35); at++) {
      if (bytes[at] === 35) while (at + 1 < bytes.length && bytes[at + 1] !== 10 && bytes[at + 1] !== 13) at++;
    }
    const from = at;
    let value = 0;
    while (at < bytes.length && bytes[at]! >= 48 && bytes[at]! <= 57 && !(single && at > from)) {
      value = value * 10 + bytes[at++]! - 48;
    }
    if (at === from) {
      throw unreadable(
        at >= bytes.length ? `netpbm: cut short before ${what}` : `netpbm: ${what} is no number, at byte ${at}`,
      );
    }
    return value;
  };
  return { next, position: () => at };
}

function isSpace(byte: number): boolean {
  return byte === 32 || (byte >= 9 && byte <= 13);
}

function textSamples(bytes: Uint8Array, { type, maximum, offset }: Header, count: number): Uint8Array {
  // A digit and a separator each: checked first, so that a short file cannot ask for much memory.
  expectLength(bytes, offset + (type === 1 ? count : 2 * count - 1));
  const data = new Uint8Array(count);
  const tokens = tokenReader(bytes, offset - 1);
  for (let i = 0; i < count; i++) {
    const value = tokens.next(`sample ${i + 1} of ${count}`, type === 1);
    data[i] = type === 1 ? 255 * (1 - Math.min(value, 1)) : scaled(value, maximum);
  }
  return data;
}

function samples(bytes: Uint8Array, { maximum, offset }: Header, count: number): Uint8Array {
  const wide = maximum > 255;
  expectLength(bytes, offset + count * (wide ? 2 : 1));
  if (maximum === 255) return new Uint8Array(bytes.subarray(offset, offset + count));
  const data = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    const value = wide ? bytes[offset + 2 * i]! * 256 + bytes[offset + 2 * i + 1]! : bytes[offset + i]!;
    data[i] = scaled(value, maximum);
  }
  return data;
}

function bits(bytes: Uint8Array, { width, height, offset }: Header): Uint8Array {
  const stride = Math.ceil(width / 8);
  expectLength(bytes, offset + stride * height);
  const data = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const ink = (bytes[offset + y * stride + (x >> 3)]! >> (7 - (x & 7))) & 1;
      data[y * width + x] = 255 * (1 - ink);
    }
  }
  return data;
}

function scaled(value: number, maximum: number): number {
  return Math.round((Math.min(value, maximum) * 255) / maximum);
}

function expectLength(bytes: Uint8Array, needed: number): void {
  if (bytes.length < needed) throw unreadable(`netpbm: cut short: needs ${needed} bytes, got ${bytes.length}`);
}

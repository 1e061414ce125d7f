// Windows bitmaps: uncompressed, 1, 4 or 8 bits with a palette, 24 or 32 bits; rows bottom-up or top-down (negative height).
//
//   0 "BM"   10 offset of pixels   14 size of the next header (12: OS/2; 40, 52, 56, 108, 124: Windows)
//   18 width   22 height   28 bits a pixel   30 compression (0 none, 3 bit masks)   46 colours in the palette
//
// All little-endian; a row is padded to four bytes; pixels are blue, green, red. Alpha is not used: most writers leave it 0.
// Run-length compressed and 16-bit bitmaps are refused. Format: learn.microsoft.com, BITMAPINFOHEADER and BITMAPV4HEADER.

import { checkSize, unreadable } from "./raw-image.js";
import type { RawImage } from "./raw-image.js";

interface Header {
  readonly width: number;
  readonly height: number;
  readonly topDown: boolean;
  readonly bits: number;
  /** Where the pixels begin. */
  readonly offset: number;
  /** Bytes a row, padding included. */
  readonly stride: number;
}

/** Which byte of a pixel, or of a palette entry, is which colour. */
type Order = readonly [red: number, green: number, blue: number];
const blueFirst: Order = [2, 1, 0];

/** Reads a bitmap of at most `limit` pixels as red, green, blue. Throws IMAGE_UNREADABLE where it is cut short, malformed or compressed. */
export function readBmp(bytes: Uint8Array, limit?: number): RawImage {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 26) throw unreadable(`bmp: cut short: the header needs 26 bytes, got ${bytes.length}`);
  const headerSize = view.getUint32(14, true);
  if (bytes.length < 14 + headerSize) {
    throw unreadable(`bmp: cut short: the header needs ${14 + headerSize} bytes, got ${bytes.length}`);
  }
  const header = readHeader(view, headerSize, limit);
  const needed = header.offset + header.stride * header.height;
  if (bytes.length < needed) throw unreadable(`bmp: cut short: needs ${needed} bytes, got ${bytes.length}`);
  const data =
    header.bits <= 8 ? indexed(bytes, view, headerSize, header) : direct(bytes, header, byteOrder(view, headerSize));
  return { width: header.width, height: header.height, channels: 3, data };
}

function readHeader(view: DataView, headerSize: number, limit: number | undefined): Header {
  const old = headerSize === 12;
  if (!old && headerSize < 40) throw unreadable(`bmp: header of ${headerSize} bytes is not known`);
  const width = old ? view.getUint16(18, true) : view.getInt32(18, true);
  const signedHeight = old ? view.getUint16(20, true) : view.getInt32(22, true);
  const height = Math.abs(signedHeight);
  checkSize("bmp", width, height, limit);
  const bits = view.getUint16(old ? 24 : 28, true);
  if (![1, 4, 8, 24, 32].includes(bits)) throw unreadable(`bmp: bits must be 1, 4, 8, 24 or 32, got ${bits}`);
  const compression = old ? 0 : view.getUint32(30, true);
  if (compression !== 0 && !(compression === 3 && bits === 32)) {
    throw unreadable(`bmp: compressed bitmaps are not read (compression ${compression})`);
  }
  const stride = Math.ceil((width * bits) / 32) * 4;
  return { width, height, topDown: signedHeight < 0, bits, offset: view.getUint32(10, true), stride };
}

/** With compression 3 the header (or what follows it) says by masks which byte is which colour. */
function byteOrder(view: DataView, headerSize: number): Order {
  if (headerSize === 12 || view.getUint32(30, true) !== 3) return blueFirst;
  if (view.byteLength < 66) throw unreadable("bmp: cut short before the colour masks");
  const order = [54, 58, 62].map((at) => [0xff, 0xff00, 0xff0000, 0xff000000].indexOf(view.getUint32(at, true)));
  if (order.includes(-1)) throw unreadable("bmp: colour masks that are not whole bytes are not read");
  return order as unknown as Order;
}

function direct(bytes: Uint8Array, { width, height, topDown, bits, offset, stride }: Header, order: Order): Uint8Array {
  const data = new Uint8Array(width * height * 3);
  const step = bits / 8;
  for (let y = 0, to = 0; y < height; y++) {
    let from = offset + (topDown ? y : height - 1 - y) * stride;
    for (let x = 0; x < width; x++, from += step) for (const byte of order) data[to++] = bytes[from + byte]!;
  }
  return data;
}

function indexed(bytes: Uint8Array, view: DataView, headerSize: number, header: Header): Uint8Array {
  const { width, height, topDown, bits, offset, stride } = header;
  const entry = headerSize === 12 ? 3 : 4;
  const stated = headerSize === 12 ? 0 : view.getUint32(46, true);
  const colours = Math.min(stated || 1 << bits, 1 << bits);
  const palette = 14 + headerSize;
  if (bytes.length < palette + colours * entry) throw unreadable("bmp: cut short within the palette");
  const data = new Uint8Array(width * height * 3);
  const perByte = 8 / bits;
  for (let y = 0, to = 0; y < height; y++) {
    const row = offset + (topDown ? y : height - 1 - y) * stride;
    for (let x = 0; x < width; x++) {
      const shift = 8 - bits * ((x % perByte) + 1);
      const index = (bytes[row + Math.floor(x / perByte)]! >> shift) & ((1 << bits) - 1);
      if (index >= colours) throw unreadable(`bmp: colour ${index} is not in the palette of ${colours}`);
      for (const byte of blueFirst) data[to++] = bytes[palette + index * entry + byte]!;
    }
  }
  return data;
}

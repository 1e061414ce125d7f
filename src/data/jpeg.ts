// Ordinary JPEGs of up to a million pixels, by libjpeg-turbo in WebAssembly: for a portrait that takes half the time of handing it
// to sharp, whose threads and pipelines pay for themselves on large pictures only. The pixels are the same, bit by bit, because
// sharp's decoder is libjpeg as well. A damaged file cannot leave the WebAssembly memory.
//
//   FF D8 | FF marker, length, content | ... | FF C0 the frame: size, channels | ... | FF DA the scan
//
// Ordinary: one baseline scan of grey or YCbCr, upright, without a colour profile. For whatever is not, and for every file that
// libjpeg complains about, the answer is undefined: then sharp decodes it, or says what is wrong with it.
//
// A picture much larger than it is needed comes out at a half, a quarter or an eighth: libjpeg then leaves out the fine frequencies.

import { isUpright } from "./exif-orientation.js";
import type { RawImage } from "./raw-image.js";
import { decompress, type JpegFrame } from "./turbo-jpeg.js";

/** Larger ones are sharp's. */
const mostPixels = 1_000_000;
const mostBytes = 4_000_000;

export interface DecodedJpeg {
  readonly image: RawImage;
  /** Size of the picture as found. */
  readonly width: number;
  readonly height: number;
}

/** `least`: what has to be left of a picture that is shrunk. Undefined where it is no ordinary JPEG, or has more than `limit` pixels. */
export function decodeJpeg(
  bytes: Uint8Array,
  colour: "grey" | "rgb",
  least: { readonly width: number; readonly height: number },
  limit: number,
): DecodedJpeg | undefined {
  const frame = bytes.length > mostBytes ? undefined : frameOf(bytes);
  if (frame === undefined || frame.width * frame.height > Math.min(limit, mostPixels)) return undefined;
  // Grey of a coloured picture is computed in linear light, by sharp.
  if (colour === "grey" && frame.channels === 3) return undefined;
  const { width, height } = frame;
  let shrink = 1;
  while (shrink < 8 && width >= 2 * shrink * least.width && height >= 2 * shrink * least.height) shrink *= 2;
  const size = { width: Math.ceil(width / shrink), height: Math.ceil(height / shrink) };
  const channels = colour === "grey" ? 1 : 3;
  const data = decompress(bytes, frame, { ...size, channels });
  return data === undefined ? undefined : { image: { ...size, channels, data }, width, height };
}

/** What the head says of the picture; undefined where something in it is not ordinary. */
function frameOf(bytes: Uint8Array): JpegFrame | undefined {
  let frame: JpegFrame | undefined;
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return undefined;
  for (let at = 2; at + 4 <= bytes.length;) {
    const marker = bytes[at + 1]!;
    const length = (bytes[at + 2]! << 8) | bytes[at + 3]!;
    const content = bytes.subarray(at + 4, at + 2 + length);
    if (bytes[at] !== 0xff || length < 2) return undefined;
    // All channels in one scan: then there is no other, and no file that keeps the decoder busy with thousands.
    if (marker === 0xda) return content[0] === frame?.channels ? frame : undefined;
    if (marker === 0xc0) frame = baseline(content);
    else if (!isHarmless(marker, content)) return undefined;
    at += 2 + length;
  }
  return undefined;
}

/** Tables, comments, JFIF, and EXIF that does not turn the picture. */
function isHarmless(marker: number, content: Uint8Array): boolean {
  if (marker === 0xe1) return isUpright(content);
  const isOther = marker >= 0xe3 && marker <= 0xef && marker !== 0xee;
  return [0xc4, 0xdb, 0xdd, 0xe0, 0xfe].includes(marker) || isOther;
}

function baseline(content: Uint8Array): JpegFrame | undefined {
  const [precision, high, low, left, right, channels] = content;
  if (precision !== 8 || (channels !== 1 && channels !== 3)) return undefined;
  const [height, width] = [(high! << 8) | low!, (left! << 8) | right!];
  return height === 0 || width === 0 ? undefined : { width, height, channels };
}

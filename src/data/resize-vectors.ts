// Resizing by WebAssembly's vectors (resize-kernels.ts): lays a picture and its taps out in memory, kept for the next one.

import { memoryOf } from "../core/web-assembly.js";
import type { RawImage } from "./raw-image.js";
import { BLOCK, type ResizeKernels, resizeKernels } from "./resize-kernels.js";
import type { Taps } from "./resize-taps.js";

/** Bytes of memory, which stay, at first and at most: a picture of about seven million pixels. */
const LEAST = 1 << 21;
const MOST = 1 << 25;

interface Workshop {
  readonly size: number;
  readonly bytes: Uint8Array;
  readonly integers: Int32Array;
  readonly floats: Float32Array;
  readonly kernels: ResizeKernels;
}

/** The largest that was needed; undefined where there is none yet, null where WebAssembly has no vectors, or not that much memory. */
let workshop: Workshop | null | undefined;

/** Pixels `[newHeight, newWidth, channels]`; undefined where it cannot be done this way. */
export function resizeByVectors(image: RawImage, across: Taps, down: Taps): Uint8Array | undefined {
  const { data, width, channels } = image;
  const [newWidth, newHeight] = [across.first.length, down.first.length];
  const row = width * channels;
  const blocks = Math.ceil(row / BLOCK);
  const stride = 4 * BLOCK * blocks;
  const [acrossStride, downStride] = [4 * (2 + across.most), 4 * (2 + down.most)];
  const aligned = (bytes: number): number => 16 * Math.ceil(bytes / 16);
  // Input, and what lies beyond its last row; columns mixed; the result; taps.
  const tallAt = aligned(data.length + BLOCK);
  const outAt = tallAt + stride * newHeight + 16;
  const acrossAt = aligned(outAt + newWidth * newHeight * channels + 4);
  const downAt = acrossAt + acrossStride * newWidth;
  const place = workshopOf(downAt + downStride * newHeight);
  if (place === undefined) return undefined;
  const { bytes, kernels } = place;
  bytes.set(data);
  layOut(place, across, acrossAt, 4 * channels);
  layOut(place, down, downAt, row);
  kernels.columns(0, tallAt, downAt, downStride, newHeight, blocks, row);
  const rows = channels === 3 ? kernels.colourRows : kernels.greyRows;
  rows(tallAt, outAt, acrossAt, acrossStride, newHeight, newWidth, stride);
  return bytes.slice(outAt, outAt + newWidth * newHeight * channels);
}

/** Writes taps as the kernels read them; `unit` is the bytes of a pixel or row of theirs. */
function layOut({ integers, floats }: Workshop, { first, count, weights, most }: Taps, at: number, unit: number): void {
  for (let i = 0, to = at / 4; i < first.length; i++, to += 2 + most) {
    integers[to] = first[i]! * unit;
    integers[to + 1] = count[i]!;
    for (let tap = 0; tap < most; tap++) floats[to + 2 + tap] = weights[i * most + tap]!;
  }
}

function workshopOf(needed: number): Workshop | undefined {
  if (needed > MOST || workshop === null) return undefined;
  if (workshop !== undefined && workshop.size >= needed) return workshop;
  const size = Math.max(LEAST, 2 ** Math.ceil(Math.log2(needed)));
  try {
    const memory = memoryOf(size);
    if (memory === undefined) return undefined;
    const { buffer } = memory;
    workshop = {
      size,
      bytes: new Uint8Array(buffer),
      integers: new Int32Array(buffer),
      floats: new Float32Array(buffer),
      kernels: resizeKernels(memory),
    };
    return workshop;
  } catch {
    workshop = null;
    return undefined;
  }
}

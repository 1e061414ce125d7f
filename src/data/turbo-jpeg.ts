// libjpeg-turbo in WebAssembly: its TurboJPEG calls, on one instance whose memory is used again and again.
//
// Built by the package @cwasm/jpeg-turbo, whose own JavaScript is not used: it asks for memory and copies anew for each picture.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { type Memory, webAssembly } from "../core/web-assembly.js";
import { unreadable, type RawImage } from "./raw-image.js";

/** What the head of a file says. */
export interface JpegFrame {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
}

/** Of tjpf and tjcs in turbojpeg.h. */
const formats = { rgb: 0, grey: 6 } as const;
const spaces = { ycbcr: 1, grey: 2 } as const;
/** 4:4:4, 4:2:2, 4:2:0 and grey: of others not every version of libjpeg makes the same. */
const samplings: readonly number[] = [0, 1, 2, 3];

interface Turbo {
  readonly memory: Memory;
  malloc(bytes: number): number;
  free(at: number): void;
  tjInitDecompress(): number;
  tjDecompressHeader3(
    handle: number,
    file: number,
    bytes: number,
    width: number,
    height: number,
    sampling: number,
    space: number,
  ): number;
  tjDecompress2(
    handle: number,
    file: number,
    bytes: number,
    target: number,
    width: number,
    pitch: number,
    height: number,
    format: number,
    flags: number,
  ): number;
}

/** An instance with its places in memory. */
interface Decoder {
  readonly turbo: Turbo;
  readonly handle: number;
  /** Of four numbers. */
  readonly head: number;
  file: Room;
  target: Room;
}

interface Room {
  readonly at: number;
  readonly bytes: number;
}

let compiled: object | undefined;
let kept: Decoder | undefined;

/** `target`: the size as it is, or a half, a quarter or an eighth of it, rounded up. Undefined where libjpeg complains. */
export function decompress(
  bytes: Uint8Array,
  frame: JpegFrame,
  target: Omit<RawImage, "data">,
): Uint8Array | undefined {
  const { width, height, channels } = target;
  const needed = width * height * channels;
  const decoder = (kept ??= newDecoder());
  const { turbo, handle, head } = decoder;
  try {
    decoder.file = roomFor(turbo, decoder.file, bytes.length);
    decoder.target = roomFor(turbo, decoder.target, needed);
    new Uint8Array(turbo.memory.buffer).set(bytes, decoder.file.at);
    const file = [handle, decoder.file.at, bytes.length] as const;
    if (turbo.tjDecompressHeader3(...file, head, head + 4, head + 8, head + 12) !== 0) return undefined;
    if (!isAsExpected(new Uint32Array(turbo.memory.buffer, head, 4), frame)) return undefined;
    const format = channels === 1 ? formats.grey : formats.rgb;
    if (turbo.tjDecompress2(...file, decoder.target.at, width, 0, height, format, 0) !== 0) return undefined;
    return new Uint8Array(turbo.memory.buffer).slice(decoder.target.at, decoder.target.at + needed);
  } catch {
    // Of an error that libjpeg does not come back from, the instance is not to be used again.
    kept = undefined;
    return undefined;
  }
}

function isAsExpected([width, height, sampling, space]: Uint32Array, frame: JpegFrame): boolean {
  const isSize = width === frame.width && height === frame.height;
  const isSpace = space === (frame.channels === 1 ? spaces.grey : spaces.ycbcr);
  return isSize && isSpace && samplings.includes(sampling!);
}

function roomFor(turbo: Turbo, room: Room, bytes: number): Room {
  if (room.bytes >= bytes) return room;
  if (room.bytes > 0) turbo.free(room.at);
  const at = turbo.malloc(bytes);
  if (at === 0) throw unreadable("no memory left to decode it in");
  return { at, bytes };
}

function newDecoder(): Decoder {
  compiled ??= new webAssembly.Module(
    new Uint8Array(readFileSync(createRequire(import.meta.url).resolve("@cwasm/jpeg-turbo/jpeg-turbo.wasm"))),
  );
  const unused = (): never => {
    throw unreadable("libjpeg gave up");
  };
  const none = (): number => 0;
  const { exports } = new webAssembly.Instance(compiled, {
    // libjpeg jumps where it cannot go on; nothing can be jumped to, so its work ends here.
    env: { setjmp: none, longjmp: unused },
    wasi_snapshot_preview1: {
      ...{ proc_exit: unused, fd_close: none, fd_seek: none, fd_write: none },
      ...{ environ_sizes_get: none, environ_get: none },
    },
  });
  const turbo = exports as unknown as Turbo;
  const nothing: Room = { at: 0, bytes: 0 };
  return { turbo, handle: turbo.tjInitDecompress(), head: turbo.malloc(16), file: nothing, target: nothing };
}

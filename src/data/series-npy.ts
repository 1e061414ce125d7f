// Reads NumPy's .npy format as a series: numbers `[T]` or `[T, C]`, float or int, in either order, little endian.
// (npy.ts writes the format and says what it is.)

import { readFile } from "node:fs/promises";
import { KindredError } from "../core/errors.js";
import { type ReadSeries, seriesOf } from "./series.js";

const readers: Readonly<Record<string, readonly [bytes: number, read: (view: DataView, at: number) => number]>> = {
  "<f4": [4, (view, at) => view.getFloat32(at, true)],
  "<f8": [8, (view, at) => view.getFloat64(at, true)],
  "<i2": [2, (view, at) => view.getInt16(at, true)],
  "<i4": [4, (view, at) => view.getInt32(at, true)],
  "<i8": [8, (view, at) => Number(view.getBigInt64(at, true))],
  "|u1": [1, (view, at) => view.getUint8(at)],
};

/** Throws NOT_FOUND, DATA_INVALID, DATA_EMPTY. */
export async function readSeriesNpy(path: string): Promise<ReadSeries> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new KindredError("NOT_FOUND", `${path}: cannot be read`, { cause });
  });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const invalid = (why: string): KindredError => new KindredError("DATA_INVALID", `${path}: ${why}`);
  if (bytes.length < 12 || bytes.toString("latin1", 0, 6) !== "\x93NUMPY") throw invalid("no .npy file");
  const long = bytes[6]! >= 2;
  const start = (long ? 12 : 10) + (long ? view.getUint32(8, true) : view.getUint16(8, true));
  const header = bytes.toString("latin1", long ? 12 : 10, start);
  const type = /'descr':\s*'([^']*)'/.exec(header)?.[1] ?? "";
  const shape = (/'shape':\s*\(([^)]*)\)/.exec(header)?.[1] ?? "")
    .split(",")
    .flatMap((d) => (d.trim() ? [Number(d)] : []));
  const reader = Object.hasOwn(readers, type) ? readers[type] : undefined;
  if (reader === undefined) throw invalid(`expected numbers of ${Object.keys(readers).join(", ")}, got "${type}"`);
  const [steps = 0, channels = 1] = shape;
  if (shape.length < 1 || shape.length > 2 || channels < 1)
    throw invalid(`expected a shape (T,) or (T, C), got (${shape.join(", ")})`);
  const [size, read] = reader;
  if (bytes.length - start < steps * channels * size) throw invalid("the file is cut off");
  const columnsFirst = header.includes("'fortran_order': True");
  const values = Float32Array.from({ length: steps * channels }, (_, i) => {
    const place = columnsFirst ? (i % channels) * steps + Math.floor(i / channels) : i;
    return read(view, start + place * size);
  });
  return seriesOf(values, channels, path);
}

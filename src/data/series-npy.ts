// Reads NumPy's .npy format as a series: numbers `[T]` or `[T, C]`, float or int, in either order, little endian.
// (npy.ts says what the format is.)

import { readFile } from "node:fs/promises";
import { KindredError, check } from "../core/errors.js";
import { whyMissing } from "./missing-path.js";
import { npyNumbers, openNpy, shapeText } from "./npy.js";
import { type ReadSeries, seriesOf } from "./series.js";

/** Throws NOT_FOUND, DATA_INVALID, DATA_EMPTY. */
export async function readSeriesNpy(path: string): Promise<ReadSeries> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new KindredError("NOT_FOUND", `${path}: ${whyMissing(path, cause) ?? "cannot be read"}`, { cause });
  });
  const array = openNpy(bytes, path);
  const { shape } = array;
  const [, channels = 1] = shape;
  check((shape.length === 1 || shape.length === 2) && channels >= 1, "DATA_INVALID", () => {
    return `${path}: expected a shape (T,) or (T, C), got ${shapeText(shape)}`;
  });
  return seriesOf(npyNumbers(array, path), channels, path);
}

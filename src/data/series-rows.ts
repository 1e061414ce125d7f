// Many series with their classes in one file, a series a line. Two layouts:
//
//   UCR archive    1 <tab> 0.12 <tab> 0.35 ...       the class, then the values of the one channel; commas or blanks will do.
//                                                    NaN at the end is padding.
//   sktime, .ts    # comments, @tags, then behind @data    0.1,0.2,0.3:1.5,?,1.7:label     channels parted by colons, ? a gap
//
// https://www.cs.ucr.edu/~eamonn/time_series_data_2018, https://www.aeon-toolkit.org (data formats)

import { KindredError } from "../core/errors.js";
import { type ReadSeries, seriesOf } from "./series.js";
import { cellValue, linesOf } from "./series-text.js";

export interface LabelledSeries {
  /** Line number, from 1. */
  readonly line: number;
  readonly label: string;
  readonly series: ReadSeries;
}

/** Reads the UCR layout. Throws NOT_FOUND, DATA_EMPTY, DATA_INVALID naming the line. */
export async function readUcr(path: string): Promise<LabelledSeries[]> {
  const lines = await linesOf(path);
  if (lines.length === 0) throw new KindredError("DATA_EMPTY", `${path}: the file is empty`);
  return lines.map(({ number, text }) => {
    const where = `${path}:${number}`;
    const [label = "", ...cells] = text.trim().split(/\t|,|\s+/);
    if (cells.length === 0)
      throw new KindredError("DATA_INVALID", `${where}: expected a class and values, got "${label}"`);
    const values = Float32Array.from(cells, (cell) => cellValue(cell, where));
    return { line: number, label: className(label), series: seriesOf(values, 1, where) };
  });
}

/** Reads sktime's layout. Throws NOT_FOUND, DATA_EMPTY, DATA_INVALID naming the line. */
export async function readTs(path: string): Promise<LabelledSeries[]> {
  const lines = (await linesOf(path)).filter(({ text }) => !text.startsWith("#"));
  const start = lines.findIndex(({ text }) => text.trim().toLowerCase() === "@data");
  if (start < 0) throw new KindredError("DATA_INVALID", `${path}: no line "@data": not a .ts file`);
  const tags = new Map(
    lines.slice(0, start).map(({ text }) => {
      const [tag = "", value = ""] = text.trim().split(/\s+/);
      return [tag.toLowerCase(), value.toLowerCase()];
    }),
  );
  const refused = (why: string): KindredError => new KindredError("DATA_INVALID", `${path}: ${why}`);
  if (tags.get("@timestamps") === "true")
    throw refused("@timeStamps true: series with time stamps are not read; resample them");
  if (tags.get("@classlabel") !== "true")
    throw refused("@classLabel must be true: nothing says which series are of one class");
  const rows = lines.slice(start + 1);
  if (rows.length === 0) throw new KindredError("DATA_EMPTY", `${path}: no series behind @data`);
  return rows.map(({ number, text }) => {
    const where = `${path}:${number}`;
    const parts = text.trim().split(":");
    const label = parts.pop()!.trim();
    if (parts.length === 0)
      throw new KindredError("DATA_INVALID", `${where}: expected channels and a class, parted by ":"`);
    return {
      line: number,
      label,
      series: joined(
        parts.map((part) => part.split(",")),
        where,
      ),
    };
  });
}

/** Channels, each a list of cells, side by side. */
function joined(channels: readonly (readonly string[])[], where: string): ReadSeries {
  const steps = channels[0]!.length;
  const ragged = channels.findIndex((cells) => cells.length !== steps);
  if (ragged > 0) {
    const got = `channel ${ragged + 1} has ${channels[ragged]!.length} steps, channel 1 has ${steps}`;
    throw new KindredError("DATA_INVALID", `${where}: channels must be equally long: ${got}`);
  }
  const values = new Float32Array(steps * channels.length);
  channels.forEach((cells, c) =>
    cells.forEach((cell, t) => (values[t * channels.length + c] = cellValue(cell, where))),
  );
  return seriesOf(values, channels.length, where);
}

/** `1.0000000e+00` is class "1". */
function className(label: string): string {
  const value = Number(label);
  return label !== "" && Number.isFinite(value) ? String(value) : label;
}

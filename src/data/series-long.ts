// Many series in one table, a step a row: the columns are a series' id, its class, the time where there is one, and the channels.
//
//   id,class,time,x,y
//   7,circle,0.00,12,40        rows of a series may stand anywhere; time, or else the file, orders them
//   7,circle,0.02,13,,         an empty cell is a gap
//
// A table is taken for this where it has the columns id, class and time, or where a column is named as the id; not where that is said
// to be "none". Time is a number, or a date. Series whose steps are not evenly spaced are read off at the commonest spacing of all, along straight lines.

import { KindredError } from "../core/errors.js";
import { type ColumnOptions, columnOf, optionalColumn } from "./columns.js";
import { type ReadSeries, seriesNumber, seriesOf } from "./series.js";
import type { LabelledSeries } from "./series-rows.js";
import { findColumn, type TableFile, openTable } from "./table-file.js";

/** Spacings within this share of the commonest are even. */
const even = 0.01;

/** Steps that a series may get, for each that it has: a clock that jumps is no series. */
const mostFilled = 100;

/** Named instead of a column where rows are no steps. */
const noSeries = "none";

interface Rows {
  readonly line: number;
  readonly id: string;
  readonly label: string;
  readonly times: number[];
  readonly values: number[];
}

export interface LongSeries {
  readonly rows: readonly (LabelledSeries & { readonly id: string })[];
  /** Series that were not evenly spaced, and what they were read off at. */
  readonly uneven: readonly string[];
  readonly spacing?: number;
}

/** Whether a table has a step a row, by the names of its columns. */
export function isLongSeries({ columns: names }: Pick<TableFile, "columns">, columns: ColumnOptions = {}): boolean {
  if (columns.series !== undefined) return columns.series !== noSeries || findColumn(names, noSeries) >= 0;
  const roles = ["id", columns.class ?? "class", columns.time ?? "time"];
  return roles.every((name) => findColumn(names, name) >= 0);
}

/** Reads the table. Throws NOT_FOUND, DATA_EMPTY, DATA_INVALID naming the line. */
export async function readLongSeries(path: string, columns: ColumnOptions = {}): Promise<LongSeries> {
  const table = await openTable(path);
  const id = columnOf(table, "series", columns);
  const [label, time] = [optionalColumn(table, "class", columns), optionalColumn(table, "time", columns)];
  const channels = [...table.columns.keys()].filter((index) => ![id, label, time].includes(index));
  if (channels.length === 0)
    throw new KindredError("DATA_INVALID", `${path}: no column of values beside id, class and time`);
  const all = new Map<string, Rows>();
  for await (const { line, cells } of table.rows()) {
    const where = `${path}:${line}`;
    const own = { line, id: cells[id]!, label: label < 0 ? "" : cells[label]! };
    if (own.id === "") throw new KindredError("DATA_INVALID", `${where}: no id in the column "${table.columns[id]}"`);
    let rows = all.get(own.id);
    if (rows === undefined) all.set(own.id, (rows = { ...own, times: [], values: [] }));
    if (rows.label !== own.label) {
      const message = `series ${own.id} is of class "${own.label}" here, of class "${rows.label}" in line ${rows.line}`;
      throw new KindredError("DATA_INVALID", `${where}: ${message}`);
    }
    rows.times.push(time < 0 ? rows.times.length : timeOf(cells[time]!, `${where}: column "${table.columns[time]}"`));
    for (const channel of channels) {
      const value = seriesNumber(cells[channel]!);
      if (value === undefined) {
        const message = `expected a number in the column "${table.columns[channel]}", got "${cells[channel]!.slice(0, 40)}"`;
        throw new KindredError("DATA_INVALID", `${where}: ${message}`);
      }
      rows.values.push(value);
    }
  }
  if (all.size === 0) throw new KindredError("DATA_EMPTY", `${path}: has a header and no rows`);
  return evenlySpaced(path, [...all.values()], channels.length);
}

function timeOf(cell: string, where: string): number {
  const number = cell.trim() === "" ? NaN : Number(cell);
  const value = Number.isNaN(number) ? Date.parse(cell) / 1000 : number;
  if (Number.isFinite(value)) return value;
  throw new KindredError("DATA_INVALID", `${where}: expected a time, a number or a date, got "${cell.slice(0, 40)}"`);
}

function evenlySpaced(path: string, all: readonly Rows[], channels: number): LongSeries {
  const ordered = all.map((rows) => inOrder(path, rows, channels));
  const spacings = ordered
    .flatMap(({ times }) => times.slice(1).map((time, i) => time - times[i]!))
    .sort((a, b) => a - b);
  const spacing = spacings[spacings.length >> 1];
  const uneven: string[] = [];
  const rows = ordered.map(({ line, id, label, times, values }) => {
    const where = `${path}: series ${id}`;
    const series = seriesOf(Float32Array.from(values), channels, where);
    const isEven = times.every((time, i) => i === 0 || Math.abs(time - times[i - 1]! - spacing!) <= even * spacing!);
    if (isEven) return { line, id, label, series };
    uneven.push(id);
    return { line, id, label, series: readOff(series, times, spacing!, where) };
  });
  return { rows, uneven, ...(uneven.length > 0 && { spacing: spacing! }) };
}

/** By time. Throws where two steps have the same. */
function inOrder(path: string, { line, id, label, times, values }: Rows, channels: number): Rows {
  const order = [...times.keys()].sort((a, b) => times[a]! - times[b]! || a - b);
  const sorted = order.map((index) => times[index]!);
  const twice = sorted.find((time, i) => i > 0 && time === sorted[i - 1]);
  if (twice !== undefined)
    throw new KindredError("DATA_INVALID", `${path}: series ${id} has two rows of time ${twice}`);
  const moved = order.flatMap((index) => values.slice(index * channels, (index + 1) * channels));
  return { line, id, label, times: sorted, values: moved };
}

/** The series at even times, from its first one on. Padding at its end has gone already. */
function readOff(series: ReadSeries, times: readonly number[], spacing: number, where: string): ReadSeries {
  const { channels, values, gaps } = series;
  const [first, last] = [times[0]!, times[series.steps - 1]!];
  const steps = 1 + Math.round((last - first) / spacing);
  if (steps > mostFilled * series.steps) {
    const message = `its ${series.steps} steps reach over ${steps} times the commonest spacing, ${spacing}: a time is wrong`;
    throw new KindredError("DATA_INVALID", `${where}: ${message}`);
  }
  const read = new Float32Array(steps * channels);
  let before = 0;
  for (let step = 0; step < steps; step++) {
    const time = Math.min(last, first + step * spacing);
    while (before + 2 < series.steps && times[before + 1]! <= time) before++;
    const [from, to] = [times[before]!, times[Math.min(before + 1, series.steps - 1)]!];
    const share = to > from ? (time - from) / (to - from) : 0;
    for (let channel = 0; channel < channels; channel++) {
      const at = (index: number): number => values[Math.min(index, series.steps - 1) * channels + channel]!;
      read[step * channels + channel] = at(before) + share * (at(before + 1) - at(before));
    }
  }
  return { steps, channels, values: read, gaps };
}

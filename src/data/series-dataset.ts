// Data sets of series, kept in memory: a folder for each class with a file for each series, or one file with all of them.
//
//   gestures/circle/1.csv, gestures/circle/2.npy, gestures/line/1.tsv       class "circle", class "line"
//   Trace_TRAIN.tsv, JapaneseVowels_TRAIN.ts                               item "Trace_TRAIN.tsv#12" is the series of line 12

import { basename, dirname, extname, join, resolve } from "node:path";
import { KindredError, check } from "../core/errors.js";
import { columnName, type ColumnOptions } from "./columns.js";
import { counted, dataWarning, selectItems } from "./dataset.js";
import type { DataWarning, Dataset, Item } from "./dataset.js";
import { groupsOf } from "./groups.js";
import { naturalOrder } from "./natural-order.js";
import { impostorsOf, type ImpostorOptions } from "./impostors.js";
import { inParallel, parallelDecodes } from "./parallel.js";
import { findPictures } from "./picture-files.js";
import type { ReadSeries } from "./series.js";
import { plainlySeries } from "./series-layout.js";
import { readSeriesNpy } from "./series-npy.js";
import { readLongSeries } from "./series-long.js";
import { type LabelledSeries, readTs, readUcr } from "./series-rows.js";
import { readSeriesText } from "./series-text.js";

/** Endings of files that hold one series. */
export const seriesExtensions: readonly string[] = [".csv", ".tsv", ".txt", ".npy"];

export interface SeriesOptions extends ImpostorOptions {
  /** Fewest classes that will do; 0 also takes files directly in the folder. @defaultValue 2 */
  readonly minClasses?: 0 | 1 | 2;
  /** Throws where a series cannot be read or has gaps, instead of skipping it or filling them. @defaultValue false */
  readonly strict?: boolean;
}

/** Whether a file's name is that of a series. */
export function hasSeriesExtension(path: string): boolean {
  return seriesExtensions.includes(extname(path).toLowerCase());
}

/** Reads the one series of a file. Throws NOT_FOUND, DATA_EMPTY, DATA_INVALID naming the line. */
export async function readSeries(path: string): Promise<ReadSeries> {
  return extname(path).toLowerCase() === ".npy" ? readSeriesNpy(path) : readSeriesText(path);
}

/** Reads a class folder of series. Throws NOT_FOUND, DATA_EMPTY, DATA_TOO_FEW; with `strict` also DATA_INVALID. */
export async function seriesFolder(
  root: string,
  { minClasses = 2, strict = false, impostors }: SeriesOptions = {},
): Promise<Dataset> {
  const { others } = await findPictures(root);
  const files = others.filter((path) => hasSeriesExtension(path) && (minClasses === 0 || path.includes("/")));
  const loose = others.filter((path) => hasSeriesExtension(path) && !path.includes("/"));
  const classOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf("/")));
  const classes = [...new Set(files.map(classOf))].filter((name) => name !== "");
  if (classes.length < minClasses) {
    const official = loose.find((path) => /_TRAIN\./i.test(path));
    const hint =
      official === undefined ? "" : `; to train on a file of many series, give the file: ${join(root, official)}`;
    const got = classes.length === 1 ? `only one class, ${classes[0]}` : `${loose.length} files directly in the folder`;
    throw new KindredError(
      "DATA_TOO_FEW",
      `${root}: expected a folder for each class with a file for each series; got ${got}${hint}`,
    );
  }
  const items = files.map((path): Item => {
    return { id: path, path: resolve(join(root, path)), label: classes.indexOf(classOf(path)) };
  });
  const ignored = others.length - files.length;
  const message = `${counted(ignored, "file")} ignored: not a series by name, or of no class`;
  const passed = others.filter((path) => !files.includes(path));
  const warnings = ignored === 0 ? [] : [dataWarning("FILES_IGNORED", message, passed)];
  const named = {
    kind: "series",
    root: resolve(root),
    origin: "folder",
    items,
    classes,
    ...namedClasses(classes, impostors),
  } as const;
  return withSeries({ ...named, warnings }, strict);
}

/** Series without classes: of files, or of all below a folder. Unreadable ones throw with `strict`, else are left out. */
export async function seriesFiles(paths: readonly string[], strict = false): Promise<Dataset> {
  const items = paths.map((path) => ({ id: path, path: resolve(path), label: -1 }));
  const nothing = { classes: [], groups: [], groupOfClass: new Int32Array(), warnings: [] };
  return withSeries({ kind: "series", root: resolve("."), origin: "folder", items, ...nothing }, strict);
}

/** Reads all series of a file in UCR's or sktime's layout. Throws NOT_FOUND, DATA_EMPTY, DATA_INVALID, DATA_TOO_FEW. */
export async function seriesFile(path: string, options: SeriesOptions = {}): Promise<Dataset> {
  if (extname(path).toLowerCase() === ".ts") return labelledRows(path, await readTs(path), options);
  const dataset = labelledRows(path, await readUcr(path), options);
  const longest = dataset.items.reduce((most, { series }) => Math.max(most, series!.steps), 0);
  if (longest >= plainlySeries) return dataset;
  const message =
    `each line is taken for a class and a series of up to ${counted(longest, "value")}; if it is a row of a table, ` +
    "name its columns in the first line, and say which is the class (--class)";
  return { ...dataset, warnings: [...dataset.warnings, dataWarning("ROWS_AS_SERIES", message, [basename(path)])] };
}

/** Groups and impostors, by the classes' names. */
function namedClasses(
  classes: readonly string[],
  impostors: readonly string[] | undefined,
): Pick<Dataset, "groups" | "groupOfClass" | "impostorClasses"> {
  const groups = groupsOf(classes);
  return { ...groups, ...impostorsOf(classes, groups, impostors) };
}

/** Series without a class have an empty label. */
function labelledRows(
  path: string,
  rows: readonly (LabelledSeries & { readonly id?: string })[],
  { minClasses = 2, strict = false, impostors }: SeriesOptions,
): Dataset {
  const classes = [...new Set(rows.map(({ label }) => label))].filter((label) => label !== "").sort(naturalOrder);
  check(
    classes.length >= minClasses,
    "DATA_TOO_FEW",
    `${path}: expected at least ${minClasses} classes, got ${classes.length} (${classes.join(", ")})`,
  );
  const name = basename(path);
  const items = rows.map(({ id, line, label, series }) => ({
    ...{ id: `${name}#${id ?? line}`, path: resolve(path), label: classes.indexOf(label) },
    series,
  }));
  const gaps = rows.map(({ series }) => series.gaps);
  const parts = { items, classes, ...namedClasses(classes, impostors), warnings: [] };
  return checked({ kind: "series", root: resolve(dirname(path)), origin: "file", ...parts }, gaps, strict);
}

export interface LongSeriesOptions extends SeriesOptions {
  /** Which columns hold id, class and time. @defaultValue id, class, time */
  readonly columns?: ColumnOptions;
}

/** Reads a table with a step a row. Throws NOT_FOUND, DATA_EMPTY, DATA_INVALID, DATA_TOO_FEW. */
export async function longSeriesFile(path: string, { columns, ...options }: LongSeriesOptions = {}): Promise<Dataset> {
  const { rows, uneven, spacing } = await readLongSeries(path, columns);
  const source: ColumnOptions = { series: columnName("series", columns) };
  const dataset: Dataset = { ...labelledRows(path, rows, options), source };
  if (uneven.length === 0) return dataset;
  const message = `${counted(uneven.length, "series", "series")} of uneven time, read off every ${Number(spacing!.toPrecision(6))}`;
  if (options.strict === true) throw new KindredError("DATA_INVALID", `${path}: ${message}`);
  return { ...dataset, warnings: [...dataset.warnings, dataWarning("TIME_UNEVEN", message, uneven)] };
}

/** Reads the series of items that name files: also those of a pairs file or an items file. */
export async function withSeries(dataset: Dataset, strict: boolean): Promise<Dataset> {
  const read: (ReadSeries | undefined)[] = [];
  const failures: string[] = [];
  await inParallel(dataset.items.length, parallelDecodes, async (index) => {
    try {
      read[index] = await readSeries(dataset.items[index]!.path);
    } catch (error) {
      if (strict || !(error instanceof KindredError)) throw error;
      failures.push(error.message);
    }
  });
  const channels = commonest(read.flatMap((series) => (series === undefined ? [] : [series.channels])));
  read.forEach((series, index) => {
    if (series === undefined || series.channels === channels) return;
    const message = `${dataset.items[index]!.path}: expected ${channels} channels as the others have, got ${series.channels}`;
    if (strict) throw new KindredError("DATA_INVALID", message);
    failures.push(message);
    read[index] = undefined;
  });
  const items = dataset.items.map((item, i) => ({ ...item, ...(read[i] && { series: read[i] }) }));
  const readable = [...items.keys()].filter((i) => read[i] !== undefined);
  check(
    readable.length > 0,
    "DATA_EMPTY",
    () => `${dataset.root}: no series can be read, e.g. ${failures[0] ?? "there is none"}`,
  );
  const skipped = dataWarning(
    "SERIES_UNREADABLE",
    `${counted(failures.length, "series", "series")} skipped: cannot be read`,
    failures,
  );
  const warnings = [...dataset.warnings, ...(failures.length > 0 ? [skipped] : [])];
  const gaps = readable.map((index) => read[index]!.gaps);
  return checked({ ...selectItems({ ...dataset, kind: "series", items }, readable), warnings }, gaps, strict);
}

/** With warnings about filled gaps and constant channels; channels must agree. */
function checked(dataset: Dataset, gaps: readonly number[], strict: boolean): Dataset {
  const { items, root } = dataset;
  const channels = items[0]!.series!.channels;
  const other = items.find(({ series }) => series!.channels !== channels);
  if (other !== undefined) {
    const got = `${items[0]!.id} has ${channels}, ${other.id} has ${other.series!.channels}`;
    throw new KindredError("DATA_INVALID", `${root}: all series must have the same channels: ${got}`);
  }
  const warnings: DataWarning[] = [];
  const total = gaps.reduce((sum, count) => sum + count, 0);
  const gapped = items.filter((_, i) => gaps[i]! > 0).map(({ id }) => id);
  if (total > 0) {
    const where = `${counted(gapped.length, "series", "series")} with ${counted(total, "missing value")}`;
    if (strict) throw new KindredError("DATA_INVALID", `${root}: ${where}, e.g. ${gapped[0]}`);
    warnings.push(dataWarning("GAPS_FILLED", `${where}: filled in by straight lines`, gapped));
  }
  const constant = constantChannels(dataset, channels).map((channel) => `channel ${channel + 1}`);
  if (constant.length > 0) {
    const message = `${counted(constant.length, "channel")} of ${channels} the same throughout: it tells nothing apart`;
    warnings.push(dataWarning("CONSTANT_CHANNEL", message, constant));
  }
  return { ...dataset, warnings: [...dataset.warnings, ...warnings] };
}

function constantChannels({ items }: Dataset, channels: number): number[] {
  const first = items[0]!.series!.values;
  const isConstant = (channel: number): boolean =>
    items.every(({ series }) => {
      for (let i = channel; i < series!.values.length; i += channels)
        if (series!.values[i] !== first[channel]) return false;
      return true;
    });
  return Array.from({ length: channels }, (_, channel) => channel).filter(isConstant);
}

function commonest(values: readonly number[]): number | undefined {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
}

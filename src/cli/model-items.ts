// What a model takes, from the words of a command.

import { check } from "../core/errors.js";
import type { Dataset, Item } from "../data/dataset.js";
import type { ModelInfo } from "../model/format.js";
import { trainedColumns } from "../model/trained-columns.js";
import { columnsOf, type ColumnFlags } from "./column-flags.js";

export interface ItemsOptions extends ColumnFlags {
  /** Of a table: rows to keep. @defaultValue see kept-rows.ts */
  readonly maxRows?: number;
  /** @defaultValue false */
  readonly strict?: boolean;
}

/** `classes` are those of the items' labels, where a table has them. */
export type Items = Pick<Dataset, "items" | "warnings"> & Partial<Pick<Dataset, "classes">>;

/** What a model takes, from the names of a folder, of files or of one file of many, or from texts as they are. */
export function itemsFor(
  info: Pick<ModelInfo, "input">,
  names: readonly string[],
  flags: ItemsOptions = {},
): Promise<Items> {
  return read[info.input.kind](names, flags, info);
}

const read = { image: picturesOf, series: seriesOf, text: textsOf, record: recordsOf } as const;

/** The rows of a table, read as the one that the model was trained on. */
async function recordsOf(
  names: readonly string[],
  flags: ItemsOptions,
  info: Pick<ModelInfo, "input">,
): Promise<Items> {
  const [name] = names;
  check(names.length === 1, "INVALID_OPTION", () => `expected one table of rows, got ${names.length} files`);
  const { openDataset, recordsFile } = await import("../data/index.js");
  const { openTable } = await import("../data/table-file.js");
  const columns = columnsOf(flags) ?? (await trainedColumns(info, name));
  const keeping = { strict: flags.strict ?? false, ...(flags.maxRows !== undefined && { maxRows: flags.maxRows }) };
  const { columns: there } = await openTable(name!);
  // Of a model of pairs also a plain catalogue: rows with the columns that both sides have.
  const ofPairs = columns?.class === undefined;
  if (ofPairs && info.input.kind === "record" && info.input.columns.some((column) => there.includes(column.name)))
    return recordsFile(name!, { ...keeping, unclassed: true });
  const dataset = await openDataset(name!, { ...keeping, minClasses: 0, ...(columns && { columns }) });
  check(dataset.kind === "record", "DATA_INVALID", `${name}: expected a table of records as the model was trained on`);
  return dataset;
}

/** The texts of a table, the lines of a .txt, or the words of the command line as they are. */
async function textsOf(names: readonly string[], flags: ItemsOptions, info: Pick<ModelInfo, "input">): Promise<Items> {
  const [name] = names;
  const { existsSync } = await import("node:fs");
  if (names.length > 1 || !existsSync(name!)) return { items: names.map(textItem), warnings: [] };
  if (name!.toLowerCase().endsWith(".txt")) {
    const { linesOf } = await import("../data/series-text.js");
    return { items: (await linesOf(name!)).map(({ text }) => textItem(text)), warnings: [] };
  }
  const { openDataset } = await import("../data/index.js");
  const columns = columnsOf(flags) ?? (await trainedColumns(info, name));
  const dataset = await openDataset(name!, { minClasses: 0, ...(columns && { columns }) });
  check(dataset.kind === "text", "DATA_INVALID", `${name}: expected a table of texts; --text names their column`);
  return dataset;
}

function textItem(text: string): Item {
  return { id: text, path: "", label: -1, text };
}

async function seriesOf(
  names: readonly string[],
  { strict = false }: ItemsOptions,
  { input }: Pick<ModelInfo, "input">,
): Promise<Items> {
  const { hasSeriesExtension, openDataset, seriesFiles } = await import("../data/index.js");
  const { kindOfPath } = await import("../data/picture-files.js");
  const { seriesLayout } = await import("../data/series-layout.js");
  const [name] = names;
  const isFile = (await kindOfPath(name!)) === "file";
  const single = isFile && hasSeriesExtension(name!) && (await seriesLayout(name!, channelsOf(input))) === undefined;
  return names.length > 1 || single ? seriesFiles(names, strict) : openDataset(name!, { minClasses: 0, strict });
}

/** What a file of one series is told by from one of many. */
export function channelsOf(input: ModelInfo["input"] | undefined): number | undefined {
  return input?.kind === "series" ? input.channels : undefined;
}

async function picturesOf(names: readonly string[]): Promise<Items> {
  const [{ pictures }, { openDataset }, { hasImageExtension }, { kindOfPath }] = await Promise.all([
    import("../data/image-folder.js"),
    import("../data/open.js"),
    import("../data/image-format.js"),
    import("../data/picture-files.js"),
  ]);
  const [name] = names;
  if (names.length > 1) return pictures(names);
  const table = (await kindOfPath(name!)) === "file" && !hasImageExtension(name!);
  return table ? openDataset(name!, { minClasses: 0 }) : pictures(name!);
}

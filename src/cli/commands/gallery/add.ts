// kindred gallery add NAME DATA...: enrols pictures, series, texts or rows of a table.

import type { Command } from "commander";
import { check } from "../../../core/errors.js";
import type { Dataset } from "../../../data/dataset.js";
import type { Metadata, NewInput } from "../../../gallery/index.js";
import { inputOf } from "../../../model/embed-dataset.js";
import type { ModelInfo } from "../../../model/format.js";
import type { ColumnFlags } from "../../column-flags.js";
import { finished, newCommand } from "../../command.js";
import { counted } from "../../figures.js";
import { addMetadata, withGallery, withModel, withStore, type GalleryFlags } from "../../gallery-options.js";
import { onInterrupt } from "../../interrupt.js";
import { channelsOf, itemsFor, type Items } from "../../model-items.js";
import type { Output } from "../../output.js";
import { counter } from "../../progress-line.js";
import { warnings } from "../../warnings.js";

interface AddFlags extends GalleryFlags, ColumnFlags {
  readonly id?: string;
  readonly label?: string;
  readonly metadata?: Metadata;
  readonly keepSources?: boolean;
  readonly strict?: boolean;
}

export function addCommand(): readonly [Command, string] {
  const command = withModel(
    withStore(
      newCommand({
        name: "add",
        description:
          "Enrols pictures, series, texts or rows of a table, and makes the gallery where there is none yet (that takes --model). In " +
          "class folders the folder's name is the identity, in a table what its column of classes says; an item's id is its path within DATA, and an item that was enrolled under that " +
          "id before is replaced. What has been enrolled when it ends, or is interrupted, is safe.",
        examples: [
          "kindred gallery add staff --model runs/faces/model.onnx photos",
          "kindred gallery add staff anna.jpg --label anna --metadata site=berlin",
          "kindred gallery add parts items.csv --keep-sources --json",
          "kindred gallery add customers people.csv --model runs/people/model.onnx --class person_id",
        ],
      }),
    ),
  )
    .argument(
      "<data...>",
      "a folder, at any depth, an items file (path,class), or files; of a model of texts or records a table; texts as they are",
    )
    .option("--id <id>", "the id of a single item (default: its path)")
    .option("--label <name>", "whose they are, all of them (default: their folder's name, or what the items file says)")
    .option("--metadata <name=value>", "what is known of them, to search by (may be given again)", addMetadata)
    .option("--keep-sources", "keep the pictures in the gallery, so that another model can embed them anew")
    .option("--text <column>", "of a table of texts: the column (default: text)")
    .option(
      "--class <column>",
      "of a table: the column that says whose it is (default: class, or as it was trained on)",
    )
    .option("--strict", "stop at the first that cannot be read");
  return [finished<AddFlags>(command, add), "enrol pictures, series, texts or rows"];
}

async function add([name, ...paths]: readonly string[], flags: AddFlags, output: Output): Promise<void> {
  const { strict = false, keepSources = false } = flags;
  const info = await modelInfo(name!, flags);
  const ofTable = info?.input.kind === "text" || info?.input.kind === "record";
  const data = ofTable ? await itemsFor(info, paths, flags) : await dataOf(paths, strict, info);
  warnings(output, data.warnings);
  const items = newItems(data, info, flags);
  const interrupt = onInterrupt(() => output.note("stopping; what has been enrolled is safe"));
  const progress = counter("enrolled", items.length);
  try {
    await withGallery(name!, flags, { create: flags.model !== undefined, keepSources }, async (gallery) => {
      const result = await gallery.add(items, {
        unreadable: strict ? "throw" : "skip",
        onProgress: progress.show,
        signal: interrupt.signal,
      });
      progress.end();
      const { added, replaced, unreadable } = result;
      for (const { message } of unreadable) output.note(`skipped: ${message}`);
      const before = replaced === 0 ? "" : `, ${replaced} of them in place of others`;
      const { items: total, method } = gallery.info;
      output.say(`${counted(added, "item")} enrolled${before}; ${gallery.info.name} holds ${counted(total, "item")}`);
      output.say(methodText(method));
      const skipped = unreadable.map(({ index, message }) => ({ id: items[index]!.id, message }));
      output.result({ gallery: gallery.info.name, added, replaced, items: total, method, skipped });
    });
  } finally {
    progress.end();
    interrupt.dispose();
  }
}

/** How a search will go. */
export function methodText(method: "memory" | "index" | "scan"): string {
  return method === "memory" ? "searches compare with every item" : "searches go by an index";
}

/** Of the model that is given, or that the gallery was made with; undefined where neither can be told: the gallery then says so. */
async function modelInfo(name: string, flags: AddFlags): Promise<ModelInfo | undefined> {
  const path =
    flags.model ??
    (await withGallery(name, flags, { readOnly: true }, async ({ info }) => info.modelPath).catch(() => undefined));
  if (path === undefined) return undefined;
  const { loadModel } = await import("../../../model/load.js");
  const model = await loadModel(path).catch((error: unknown) => {
    if (flags.model === undefined) return undefined;
    throw error;
  });
  await model?.close();
  return model?.info;
}

function newItems(
  { items, classes = [] }: Items,
  info: ModelInfo | undefined,
  { id, label, metadata }: AddFlags,
): NewInput[] {
  check(id === undefined || items.length === 1, "INVALID_OPTION", () => {
    return `--id: is for one item, got ${items.length}`;
  });
  return items.map((item) => {
    const name = label ?? classes[item.label];
    return {
      id: id ?? item.id,
      input: info === undefined ? item.path : inputOf(item, { info }),
      ...(name !== undefined && { label: name }),
      ...(metadata && { metadata }),
    };
  });
}

/** Several paths are files, one may be anything. */
async function dataOf(paths: readonly string[], strict: boolean, info: ModelInfo | undefined): Promise<Dataset> {
  const { hasSeriesExtension, openDataset, pictures, seriesFiles } = await import("../../../data/index.js");
  const { hasImageExtension } = await import("../../../data/image-format.js");
  const { seriesLayout } = await import("../../../data/series-layout.js");
  const [first] = paths;
  const single = paths.length === 1;
  if (single && hasImageExtension(first!)) return pictures(first!);
  const isSeries =
    hasSeriesExtension(first!) && (!single || (await seriesLayout(first!, channelsOf(info?.input))) === undefined);
  if (isSeries && !(single && (await isTable(first!)))) return seriesFiles(paths, strict);
  return single ? openDataset(first!, { minClasses: 0, strict }) : pictures(paths);
}

/** Whether a text file lists items, by its header. */
async function isTable(path: string): Promise<boolean> {
  const { findColumn, openTable } = await import("../../../data/table-file.js");
  return openTable(path).then(
    ({ columns }) => findColumn(columns, "path") >= 0,
    () => false,
  );
}

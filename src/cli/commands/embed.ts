// kindred embed MODEL PICTURES --out FILE: the embeddings of pictures, as a file for other programs.

import type { Command } from "commander";
import type { Dataset } from "../../data/dataset.js";
import { finished, newCommand } from "../command.js";
import { embeddingsFormat, writeEmbeddings } from "../embeddings-file.js";
import { counted } from "../figures.js";
import type { Output } from "../output.js";
import type { ModelInfo } from "../../model/format.js";
import { inputOf } from "../../model/embed-dataset.js";
import { check } from "../../core/errors.js";
import { trainedColumns } from "../table-columns.js";
import { counter } from "../progress-line.js";
import { wholeNumber } from "../values.js";
import { warnings } from "../warnings.js";

interface EmbedOptions {
  readonly out: string;
  readonly batch?: number;
  readonly strict?: boolean;
  readonly threads?: number;
}

export function embedCommand(): Command {
  const command = newCommand({
    name: "embed",
    description:
      "Writes the embeddings of pictures or series to a file: .npy (NumPy, [N, D] float32, with their names in a .txt " +
      "beside it), .csv or .jsonl (one a line, with its name). What cannot be read is named, counted and left out.",
    examples: [
      "kindred embed runs/faces/model.onnx pictures --out embeddings.npy",
      "kindred embed model.onnx a.png b.png --out embeddings.jsonl",
    ],
  })
    .argument("<model>", "a model file, such as runs/NAME/model.onnx")
    .argument(
      "<pictures...>",
      "a folder, searched at any depth, or an items file (path,class), or files; of series also a file of many",
    )
    .requiredOption("--out <file>", "where to write: .npy, .csv or .jsonl")
    .option("--batch <n>", "pictures at a time (default: 32)", wholeNumber("--batch"))
    .option("--strict", "stop at the first picture that cannot be read")
    .option("--threads <n>", "threads to compute with (default: one a core)", wholeNumber("--threads"));
  return finished<EmbedOptions>(command, embed);
}

async function embed([path, ...names]: readonly string[], options: EmbedOptions, output: Output): Promise<void> {
  const { out, batch, strict = false, threads } = options;
  embeddingsFormat(out);
  const { loadModel } = await import("../../model/load.js");
  const model = await loadModel(path!, threads === undefined ? {} : { threads });
  try {
    const { items, warnings: found } = await itemsOf(names, model.info, strict);
    warnings(output, found);
    const progress = counter("embedded", items.length);
    const result = await model.embed(
      items.map((item) => inputOf(item, model)),
      {
        unreadable: strict ? "throw" : "skip",
        onProgress: progress.show,
        ...(batch !== undefined && { batchSize: batch }),
      },
    );
    progress.end();
    const { unreadable } = result;
    for (const { message } of unreadable) output.note(`skipped: ${message}`);
    const gone = new Set(unreadable.map(({ index }) => index));
    const ids = items.filter((_, index) => !gone.has(index)).map(({ id }) => id);
    const files = await writeEmbeddings(out, { ...result, ids });
    const left = unreadable.length === 0 ? "" : `; ${counted(unreadable.length, "picture")} skipped`;
    output.say(
      `${counted(ids.length, "embedding")} of ${counted(result.columns, "number")} in ${files.join(", names in ")}${left}`,
    );
    output.result({
      out: files[0],
      ...(files[1] !== undefined && { ids: files[1] }),
      count: ids.length,
      dimensions: result.columns,
      skipped: unreadable.map(({ index, message }) => ({ id: items[index]!.id, message })),
    });
  } finally {
    await model.close();
  }
}

async function itemsOf(names: readonly string[], info: ModelInfo, strict: boolean): Promise<Dataset> {
  if (info.input.kind === "image") return picturesOf(names);
  if (info.input.kind === "series") return seriesOf(names, strict);
  check(
    names.length === 1,
    "INVALID_OPTION",
    () => `kindred embed: expected one table of rows, got ${names.length} files`,
  );
  const { openDataset } = await import("../../data/index.js");
  return openDataset(names[0]!, { minClasses: 0, strict, ...trainedColumns(info) });
}

async function seriesOf(names: readonly string[], strict: boolean): Promise<Dataset> {
  const { hasSeriesExtension, openDataset, seriesFiles } = await import("../../data/index.js");
  const { kindOfPath } = await import("../../data/picture-files.js");
  const { seriesLayout } = await import("../../data/series-layout.js");
  const [name] = names;
  const isFile = (await kindOfPath(name!)) === "file";
  const single = isFile && hasSeriesExtension(name!) && (await seriesLayout(name!)) === undefined;
  return names.length > 1 || single ? seriesFiles(names, strict) : openDataset(name!, { minClasses: 0, strict });
}

async function picturesOf(names: readonly string[]): Promise<Dataset> {
  const [{ pictures }, { openDataset }, { hasImageExtension }, { kindOfPath }] = await Promise.all([
    import("../../data/image-folder.js"),
    import("../../data/open.js"),
    import("../../data/image-format.js"),
    import("../../data/picture-files.js"),
  ]);
  const [name] = names;
  if (names.length > 1) return pictures(names);
  const table = (await kindOfPath(name!)) === "file" && !hasImageExtension(name!);
  return table ? openDataset(name!, { minClasses: 0 }) : pictures(name!);
}

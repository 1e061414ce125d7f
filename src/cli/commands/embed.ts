// kindred embed MODEL ITEMS --out FILE: the embeddings of pictures, series or texts, as a file for other programs.

import type { Command } from "commander";
import type { ColumnFlags } from "../column-flags.js";
import { finished, newCommand } from "../command.js";
import { embeddingsFormat, writeEmbeddings } from "../embeddings-file.js";
import { counted } from "../figures.js";
import { itemsFor } from "../model-items.js";
import { cutNote } from "../model-text.js";
import type { Output } from "../output.js";
import { inputOf } from "../../model/embed-dataset.js";
import { counter } from "../progress-line.js";
import { wholeNumber } from "../values.js";
import { warnings } from "../warnings.js";

interface EmbedOptions extends Pick<ColumnFlags, "text" | "left" | "right"> {
  readonly out: string;
  readonly batch?: number;
  readonly maxRows?: number;
  readonly strict?: boolean;
  readonly threads?: number;
}

export function embedCommand(): Command {
  const command = newCommand({
    name: "embed",
    description:
      "Writes the embeddings of pictures, series or texts to a file: .npy (NumPy, [N, D] float32, with their names in a .txt " +
      "beside it), .csv or .jsonl (one a line, with its name). What cannot be read is named, counted and left out.",
    examples: [
      "kindred embed runs/faces/model.onnx pictures --out embeddings.npy",
      "kindred embed model.onnx a.png b.png --out embeddings.jsonl",
      "kindred embed products.onnx products.csv --text title --out embeddings.npy",
    ],
  })
    .argument("<model>", "a model file, such as runs/NAME/model.onnx, or the folder of its run")
    .argument(
      "<pictures...>",
      "a folder, searched at any depth, or an items file (path,class), or files; of series also a file of many; " +
        "of texts a table of them, a .txt with one a line, or the texts themselves",
    )
    .requiredOption("--out <file>", "where to write: .npy, .csv or .jsonl")
    .option("--text <column>", "of a table of texts: the column (default: text)")
    .option("--left <column>", "of a table of pairs of texts: the column of one side (default: a)")
    .option("--right <column>", "the column of the other side (default: b)")
    .option(
      "--max-rows <n>",
      "of a table of records or texts: rows to read; of more, an even sample (default: 500000)",
      wholeNumber("--max-rows"),
    )
    .option("--batch <n>", "items at a time (default: 32)", wholeNumber("--batch"))
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
    const { items, warnings: found } = await itemsFor(model.info, names, options);
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
    const { unreadable, cut } = result;
    if (cut > 0) output.note(cutNote(cut, model.info.input));
    for (const { message } of unreadable) output.note(`skipped: ${message}`);
    const gone = new Set(unreadable.map(({ index }) => index));
    const ids = items.filter((_, index) => !gone.has(index)).map(({ id }) => id);
    const files = await writeEmbeddings(out, { ...result, ids });
    const left = unreadable.length === 0 ? "" : `; ${unreadable.length} skipped`;
    output.say(
      `${counted(ids.length, "embedding")} of ${counted(result.columns, "number")} in ${files.join(", names in ")}${left}`,
    );
    output.result({
      out: files[0],
      ...(files[1] !== undefined && { ids: files[1] }),
      count: ids.length,
      dimensions: result.columns,
      ...(cut > 0 && { cut }),
      skipped: unreadable.map(({ index, message }) => ({ id: items[index]!.id, message })),
    });
  } finally {
    await model.close();
  }
}

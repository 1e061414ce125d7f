// kindred distances MODEL DATA: which distance suits a model's embeddings of these data, and how much it matters.

import type { Command } from "commander";
import type { Embeddings, Pair } from "../../core/embeddings.js";
import { check } from "../../core/errors.js";
import type { Distance } from "../../distances/index.js";
import type { CompareDistancesOptions } from "../../evaluation/index.js";
import { columnOptions, columnsOf, type ColumnFlags } from "../column-flags.js";
import { finished, newCommand } from "../command.js";
import { distancesTable } from "../distances-table.js";
import type { Output } from "../output.js";
import { counter } from "../progress-line.js";
import { trainedColumns } from "../../model/trained-columns.js";
import { wholeNumber, word } from "../values.js";
import { warnings } from "../warnings.js";

interface DistancesFlags extends ColumnFlags {
  readonly maxPairs?: number;
  readonly withinGroups?: boolean;
  readonly resamples?: number;
  readonly labelMeans?: "same" | "different";
  readonly seed?: number;
  readonly batch?: number;
  readonly strict?: boolean;
  readonly threads?: number;
}

export function distancesCommand(): Command {
  const command = newCommand({
    name: "distances",
    description:
      "Compares distances on a model's embeddings of DATA: a class folder, a pairs file (a,b,same) or an items file " +
      "(path,class), of classes that the model was not trained on. For each distance AUC, EER and recall@1 with 95 % " +
      "intervals, how it bears noise, outliers and dropped features, and what it costs; and one recommendation. Embeddings " +
      "from a file (.npy with ids beside it, .csv with a column class or id) need no model.",
    examples: [
      "kindred distances runs/faces/model.onnx faces-test",
      "kindred distances embeddings.npy",
      "kindred distances model.onnx faces-test --json | jq .recommendation",
    ],
  })
    .argument("<model>", "a model file; or a file of embeddings, and then no DATA")
    .argument("[data]", "a class folder, a pairs file or an items file")
    .option(
      "--max-pairs <n>",
      "judge a sample where there are more pairs (default: 100000)",
      wholeNumber("--max-pairs", { min: 2 }),
    )
    .option("--within-groups", "judge only pairs within one group: a signer's genuine against forged")
    .option("--resamples <n>", "of the bootstrap that gives the intervals (default: 200)", wholeNumber("--resamples"))
    .option(
      "--label-means <what>",
      "what 1 is in a pairs file's column label: same or different",
      word("--label-means", ["same", "different"]),
    )
    .option("--seed <n>", "of every sample (default: 0)", wholeNumber("--seed", { min: 0 }))
    .option("--batch <n>", "pictures at a time (default: 32)", wholeNumber("--batch"))
    .option("--strict", "stop at the first picture that cannot be read")
    .option("--threads <n>", "threads to embed with (default: one a core)", wholeNumber("--threads"));
  columnOptions(command);
  return finished<DistancesFlags>(command, distances);
}

interface Source {
  readonly embeddings: Embeddings;
  readonly own?: Distance;
  readonly pairs?: readonly Pair[];
}

async function distances([first, data]: readonly string[], flags: DistancesFlags, output: Output): Promise<void> {
  const { embeddings, own, pairs } =
    data === undefined ? await fromFile(first!) : await fromModel(first!, data, flags, output);
  const { compareDistances, millisecondsPerMillion } = await import("../../evaluation/index.js");
  const { comparedDistances } = await import("../../evaluation/compared-distances.js");
  const given = own === undefined ? {} : { own };
  const compared = compareDistances(embeddings, { ...options(flags), ...given, ...(pairs && { pairs }) });
  const members = new Map(comparedDistances(embeddings, own).compared.map(({ label, distance }) => [label, distance]));
  const costed = [];
  const progress = counter("timed", compared.distances.length);
  for (const figures of compared.distances) {
    const cost = await millisecondsPerMillion(members.get(figures.label)!, embeddings);
    costed.push({ ...figures, millisecondsPerMillion: cost });
    progress.show(costed.length);
  }
  progress.end();
  const result = { ...compared, distances: costed };
  output.say(distancesTable(result));
  output.result({ ...(data === undefined ? { data: first } : { model: first, data }), ...result });
}

async function fromFile(file: string): Promise<Source> {
  const { holdsEmbeddings, readEmbeddings } = await import("../../data/index.js");
  check(
    await holdsEmbeddings(file),
    "INVALID_OPTION",
    `kindred distances: expected MODEL and DATA, or a file of embeddings (.npy, .csv), got "${file}" alone`,
  );
  return { embeddings: await readEmbeddings(file) };
}

async function fromModel(path: string, data: string, flags: DistancesFlags, output: Output): Promise<Source> {
  const [{ openDataset }, { embedDataset, loadModel }] = await Promise.all([
    import("../../data/index.js"),
    import("../../model/index.js"),
  ]);
  const { labelMeans, batch, strict = false, threads } = flags;
  const model = await loadModel(path, threads === undefined ? {} : { threads });
  try {
    const columns = columnsOf(flags) ?? (await trainedColumns(model.info, data));
    const reading = { ...(labelMeans !== undefined && { labelMeans }), ...(columns && { columns }) };
    const dataset = await openDataset(data, reading);
    const progress = counter("embedded", dataset.items.length);
    const unreadable = strict ? "throw" : "skip";
    const batchSize = batch === undefined ? {} : { batchSize: batch };
    const embedded = await embedDataset(model, dataset, { unreadable, ...batchSize, onProgress: progress.show });
    progress.end();
    warnings(output, embedded.dataset.warnings);
    const { pairs } = embedded.dataset;
    return { embeddings: embedded.embeddings, own: model.distance, ...(pairs && { pairs }) };
  } finally {
    await model.close();
  }
}

function options({ maxPairs, withinGroups, resamples, seed }: DistancesFlags): CompareDistancesOptions {
  return {
    ...(maxPairs !== undefined && { maxPairs }),
    ...(withinGroups !== undefined && { withinGroups }),
    ...(resamples !== undefined && { resamples }),
    ...(seed !== undefined && { seed }),
  };
}

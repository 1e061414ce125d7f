// kindred compare RUN RUN ...: several models on the same pictures, side by side, and whether their differences are real.

import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import type { ColumnOptions } from "../../data/columns.js";
import { KindredError, check } from "../../core/errors.js";
import type { Dataset } from "../../data/index.js";
import type { ComparisonOptions, Contestant } from "../../evaluation/index.js";
import { columnOptions, columnsOf, type ColumnFlags } from "../column-flags.js";
import { finished, newCommand } from "../command.js";
import { comparisonTable } from "../comparison-table.js";
import type { Output } from "../output.js";
import { counter } from "../progress-line.js";
import { trainedColumns } from "../../model/trained-columns.js";
import { names, numbers, wholeNumber, word } from "../values.js";
import { warnings } from "../warnings.js";

interface CompareFlags extends ColumnFlags {
  readonly data?: string;
  readonly report?: string;
  readonly fars?: readonly number[];
  readonly maxPairs?: number;
  readonly withinGroups?: boolean;
  readonly labelMeans?: "same" | "different";
  readonly impostors?: readonly string[];
  readonly resamples?: number;
  readonly seed?: number;
  readonly batch?: number;
  readonly threads?: number;
}

export function compareCommand(): Command {
  const command = newCommand({
    name: "compare",
    description:
      "Measures several models on the same DATA, of classes that none of them was trained on, and says which differences from " +
      "the first one are real: by a bootstrap over classes in which all models are judged by the same draws.",
    examples: [
      "kindred compare runs/small runs/large --data faces-test",
      "kindred compare a.onnx b.onnx c.onnx --data pairs.csv --report comparison.html",
      "kindred compare runs/small runs/large --data faces-test --json | jq '.differences[].figures.auc'",
    ],
  })
    .argument("<runs...>", "run folders or model files, two or more; the others are compared with the first")
    .requiredOption("--data <path>", "a class folder, a pairs file or an items file")
    .option("--report <file>", "write an HTML report")
    .option(
      "--fars <rates>",
      "false accept rates to give the true accept rate at (default: 0.01,0.001)",
      numbers("--fars", { min: 0, above: true, max: 1 }),
    )
    .option(
      "--max-pairs <n>",
      "judge a sample where there are more pairs (default: 2000000)",
      wholeNumber("--max-pairs", { min: 2 }),
    )
    .option("--within-groups", "judge only pairs within one group: a signer's genuine against forged")
    .option(
      "--label-means <what>",
      "what 1 is in a pairs file's column label: same or different",
      word("--label-means", ["same", "different"]),
    )
    .option("--impostors <names>", "classes that only pretend, by name, or none: pairs of two do not count", names)
    .option("--resamples <n>", "draws of the bootstrap (default: 500)", wholeNumber("--resamples", { min: 20 }))
    .option("--seed <n>", "of every sample drawn (default: 0)", wholeNumber("--seed", { min: 0 }))
    .option("--batch <n>", "pictures to embed at a time (default: 32)", wholeNumber("--batch"))
    .option("--threads <n>", "threads to compute with (default: one a core)", wholeNumber("--threads"));
  columnOptions(command);
  return finished<CompareFlags>(command, compare);
}

async function compare(runs: readonly string[], flags: CompareFlags, output: Output): Promise<void> {
  check(
    runs.length > 1,
    "INVALID_OPTION",
    () => `kindred compare: expected two runs or models, or more, got ${runs.length}`,
  );
  const files = runs.map(modelFile);
  const { data = "", labelMeans, impostors, report } = flags;
  const [{ openDataset }, { compareEmbeddings }] = await Promise.all([
    import("../../data/index.js"),
    import("../../evaluation/index.js"),
  ]);
  const columns = columnsOf(flags);
  const reading = {
    ...(labelMeans !== undefined && { labelMeans }),
    ...(impostors !== undefined && { impostors }),
    ...(columns ? { columns } : await columnsOfFirst(files[0]!, data)),
  };
  const dataset = await openDataset(data, reading);
  const contestants: Contestant[] = [];
  let pairs: Dataset["pairs"];
  for (const [i, file] of files.entries()) {
    const embedded = await embedContestant(file, runs[i]!, dataset, flags);
    if (i === 0) {
      warnings(output, embedded.warnings);
      pairs = embedded.pairs;
    }
    contestants.push(embedded.contestant);
  }
  const comparison = await compareEmbeddings(contestants, { ...comparisonOptions(flags), ...(pairs && { pairs }) });
  output.say(comparisonTable(comparison));
  if (report !== undefined) {
    const { writeComparison } = await import("../../report/index.js");
    await writeComparison(report, {
      title: `Models compared on ${data}`,
      createdAt: new Date().toISOString(),
      comparison,
    });
    output.note(`report: ${report}`);
  }
  output.result({ data, ...comparison, ...(report !== undefined && { report }) });
}

/** The model of a run, or the file itself. */
function modelFile(path: string): string {
  check(existsSync(path), "NOT_FOUND", `${path}: no such file or folder`);
  if (!statSync(path).isDirectory()) return path;
  const file = join(path, "model.onnx");
  if (existsSync(file)) return file;
  throw new KindredError("RUN_INVALID", `${path}: a folder without model.onnx: no run, or one that has not ended`);
}

/** Of a table: how the first model's was read. */
async function columnsOfFirst(file: string, data: string): Promise<{ readonly columns?: ColumnOptions }> {
  const { loadModel } = await import("../../model/index.js");
  const model = await loadModel(file);
  await model.close();
  const columns = await trainedColumns(model.info, data);
  return columns === undefined ? {} : { columns };
}

interface EmbeddedContestant {
  readonly contestant: Contestant;
  readonly warnings: Dataset["warnings"];
  readonly pairs: Dataset["pairs"];
}

async function embedContestant(
  file: string,
  name: string,
  dataset: Dataset,
  flags: CompareFlags,
): Promise<EmbeddedContestant> {
  const { loadModel, embedDataset } = await import("../../model/index.js");
  const { batch, threads } = flags;
  const model = await loadModel(file, threads === undefined ? {} : { threads });
  try {
    const progress = counter(`${name}: embedded`, dataset.items.length);
    const options = { onProgress: progress.show, ...(batch !== undefined && { batchSize: batch }) };
    const { embeddings, dataset: read } = await embedDataset(model, dataset, options);
    progress.end();
    const { threshold } = model.info;
    const decides = threshold === undefined ? {} : { threshold: threshold.threshold };
    return {
      contestant: { name, embeddings, distance: model.distance, ...decides },
      warnings: read.warnings,
      pairs: read.pairs,
    };
  } finally {
    await model.close();
  }
}

function comparisonOptions({ fars, maxPairs, withinGroups, resamples, seed }: CompareFlags): ComparisonOptions {
  return {
    ...(fars && { fars }),
    ...(maxPairs !== undefined && { maxPairs }),
    ...(withinGroups !== undefined && { withinGroups }),
    ...(resamples !== undefined && { resamples }),
    ...(seed !== undefined && { seed }),
  };
}

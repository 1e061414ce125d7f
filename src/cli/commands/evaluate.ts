// kindred evaluate MODEL DATA: how well a model tells pictures apart, with intervals. DATA should be of classes that the model
// was not trained on.

import type { Command } from "commander";
import { KindredError, check } from "../../core/errors.js";
import type { EvaluateOptions, ModelEvaluation, OfficialRunsResult } from "../../evaluation/index.js";
import type { EmbedOptions, SiameseModel } from "../../model/index.js";
import { columnOptions, columnsOf, type ColumnFlags } from "../column-flags.js";
import { finished, newCommand } from "../command.js";
import { evaluationTable, officialRunsTable } from "../evaluation-table.js";
import type { Output } from "../output.js";
import { counter } from "../progress-line.js";
import { trainedColumns } from "../../model/trained-columns.js";
import { names, number, numbers, range, wholeNumber, wholeNumbers, word } from "../values.js";
import { warnings } from "../warnings.js";

const protocols = ["all", "verification", "one-shot", "retrieval", "clustering"] as const;

interface EvaluateFlags extends ColumnFlags {
  readonly protocol?: (typeof protocols)[number];
  readonly ways?: number;
  readonly shots?: number;
  readonly trials?: number;
  readonly runs?: string;
  readonly maxPairs?: number;
  readonly withinGroups?: boolean;
  readonly fars?: readonly number[];
  readonly ks?: readonly number[];
  readonly threshold?: number;
  readonly labelMeans?: "same" | "different";
  readonly scoreRange?: readonly [from: number, to: number];
  readonly impostors?: readonly string[];
  readonly trainedOn?: string;
  readonly report?: string;
  readonly seed?: number;
  readonly batch?: number;
  readonly strict?: boolean;
  readonly threads?: number;
}

export function evaluateCommand(): Command {
  const command = newCommand({
    name: "evaluate",
    description:
      "Measures a model on DATA: a class folder, a pairs file (a,b,same), an items file (path,class) or a file of series, of classes that the " +
      "model was not trained on. Verification (AUC, EER, accuracy at the stored threshold, TAR at fixed FAR), one-shot trials " +
      "and retrieval, with 95 % intervals.",
    examples: [
      "kindred evaluate runs/faces/model.onnx faces-test",
      "kindred evaluate model.onnx pairs.csv --json | jq .verification.auc",
      "kindred evaluate model.onnx characters --protocol one-shot --ways 20 --shots 1 --trials 400",
      "kindred evaluate model.onnx --runs all_runs    # Omniglot's official runs",
    ],
  })
    .argument("<model>", "a model file, such as runs/NAME/model.onnx, or the folder of its run")
    .argument("[data]", "a class folder, a pairs file or an items file; may be left out with --runs")
    .option("--protocol <name>", `${protocols.join(", ")} (default: all)`, word("--protocol", protocols))
    .option(
      "--ways <n>",
      "classes in a one-shot trial (default: 20, or as many as there are)",
      wholeNumber("--ways", { min: 2 }),
    )
    .option("--shots <n>", "examples of each class in a trial (default: 1)", wholeNumber("--shots"))
    .option("--trials <n>", "one-shot trials (default: 400)", wholeNumber("--trials"))
    .option("--runs <folder>", "official one-shot runs: run01/class_labels.txt, run01/test, run01/training")
    .option(
      "--max-pairs <n>",
      "judge a sample where there are more pairs (default: 2000000)",
      wholeNumber("--max-pairs", { min: 2 }),
    )
    .option(
      "--fars <rates>",
      "false accept rates to give the true accept rate at (default: 0.01,0.001)",
      numbers("--fars", { min: 0, above: true, max: 1 }),
    )
    .option("--ks <numbers>", "further k to give recall at: 20,50", wholeNumbers("--ks"))
    .option("--within-groups", "judge only pairs within one group: a signer's genuine against forged")
    .option(
      "--threshold <distance>",
      "decide by this distance, not by the model's threshold",
      number("--threshold", { min: 0 }),
    )
    .option("--report <file>", "write an HTML report")
    .option("--seed <n>", "of every sample (default: 0)", wholeNumber("--seed", { min: 0 }))
    .option("--batch <n>", "pictures at a time (default: 32)", wholeNumber("--batch"))
    .option("--strict", "stop at the first picture that cannot be read")
    .option("--threads <n>", "threads to compute with (default: one a core)", wholeNumber("--threads"));
  dataOptions(command);
  return finished<EvaluateFlags>(command, evaluate);
}

/** What the data mean. */
function dataOptions(command: Command): void {
  command
    .option(
      "--label-means <what>",
      "what 1 is in a pairs file's column label: same or different",
      word("--label-means", ["same", "different"]),
    )
    .option(
      "--score-range <from,to>",
      "between which numbers a pairs file's column score lies (default: 0,1)",
      range("--score-range"),
    )
    .option(
      "--impostors <names>",
      "classes that only pretend, by name, or none: pairs of two do not count (default: forged, fake ... beside a genuine class)",
      names,
    )
    .option("--trained-on <path>", "the data that the model was trained on: warns about what is on both sides");
  columnOptions(command);
}

async function evaluate([path, data]: readonly string[], flags: EvaluateFlags, output: Output): Promise<void> {
  const { runs, threads } = flags;
  check(
    data !== undefined || runs !== undefined,
    "INVALID_OPTION",
    "kindred evaluate: expected DATA, or --runs FOLDER",
  );
  check(data !== undefined || flags.report === undefined, "INVALID_OPTION", "--report: needs DATA to report on");
  const { itemNoun, loadModel } = await import("../../model/index.js");
  const model = await loadModel(path!, threads === undefined ? {} : { threads });
  try {
    const measured = data === undefined ? undefined : await evaluateData(model, data, flags, output);
    const official = runs === undefined ? undefined : await evaluateRuns(model, runs, flags);
    if (measured !== undefined) output.say(evaluationTable(measured, itemNoun(model.info.input)));
    if (measured !== undefined && official !== undefined) output.say();
    if (official !== undefined) output.say(officialRunsTable(official));
    output.result({
      ...{ model: path, ...(data !== undefined && { data }), ...measured },
      ...(official !== undefined && { officialRuns: official }),
      ...(flags.report !== undefined && { report: flags.report }),
    });
  } finally {
    await model.close();
  }
}

async function evaluateData(
  model: SiameseModel,
  data: string,
  flags: EvaluateFlags,
  output: Output,
): Promise<ModelEvaluation> {
  const [{ openDataset }, { embedDataset }, { evaluateDataset, leaksFrom }] = await Promise.all([
    import("../../data/index.js"),
    import("../../model/index.js"),
    import("../../evaluation/index.js"),
  ]);
  const { labelMeans, scoreRange, impostors, trainedOn, report } = flags;
  const columns = columnsOf(flags) ?? (await trainedColumns(model.info, data));
  const reading = {
    ...(labelMeans !== undefined && { labelMeans }),
    ...(scoreRange && { scoreRange }),
    ...(impostors !== undefined && { impostors }),
    ...(columns && { columns }),
    strict: flags.strict ?? false,
  };
  const dataset = await openDataset(data, reading);
  const progress = counter("embedded", dataset.items.length);
  const embedded = await embedDataset(model, dataset, { ...embedOptions(flags), onProgress: progress.show });
  progress.end();
  const options = evaluateOptions(flags);
  const leaks = trainedOn === undefined ? [] : await leaksFrom(trainedOn, embedded.dataset, columns);
  const evaluated = await evaluateDataset(embedded, model, options);
  const result = asked({ ...evaluated, warnings: [...leaks, ...evaluated.warnings] }, flags);
  warnings(output, result.warnings);
  for (const choice of result.choices) output.note(choice);
  if (report !== undefined) {
    const { writeEvaluationReport } = await import("../evaluation-report.js");
    await writeEvaluationReport(report, { title: `${data}: evaluated`, model, embedded, result, options });
    output.note(`report: ${report}`);
  }
  return result;
}

async function evaluateRuns(model: SiameseModel, folder: string, flags: EvaluateFlags): Promise<OfficialRunsResult> {
  const { officialRuns } = await import("../../data/index.js");
  const { scoreOfficialRuns } = await import("../../evaluation/index.js");
  const runs = await officialRuns(folder);
  const progress = counter("run", runs.length);
  const embedded = [];
  for (const { name, test, training, truth } of runs) {
    const options = { ...embedOptions(flags), unreadable: "throw" as const };
    embedded.push({
      name,
      truth,
      test: await model.embed(test, options),
      training: await model.embed(training, options),
    });
    progress.show(embedded.length);
  }
  progress.end();
  return scoreOfficialRuns(embedded, model.distance);
}

function embedOptions({ batch, strict = false }: EvaluateFlags): EmbedOptions {
  return { unreadable: strict ? "throw" : "skip", ...(batch !== undefined && { batchSize: batch }) };
}

function evaluateOptions(flags: EvaluateFlags): EvaluateOptions {
  const { protocol = "all", ways, shots, trials, maxPairs, withinGroups, fars, ks, threshold, seed } = flags;
  return {
    oneShot: {
      ...(ways !== undefined && { ways }),
      ...(shots !== undefined && { shots }),
      ...(trials !== undefined && { trials }),
    },
    clustering: protocol === "clustering",
    ...(fars && { fars }),
    ...(ks && { ks }),
    ...(maxPairs !== undefined && { maxPairs }),
    ...(withinGroups !== undefined && { withinGroups }),
    ...(threshold !== undefined && { threshold }),
    ...(seed !== undefined && { seed }),
  };
}

const partOf = {
  verification: "verification",
  "one-shot": "oneShot",
  retrieval: "retrieval",
  clustering: "clustering",
} as const;

/** Only the part that was asked for; that it cannot be measured is then an error. */
function asked(result: ModelEvaluation, { protocol = "all", ks }: EvaluateFlags): ModelEvaluation {
  const { verification, oneShot, retrieval, clustering, skipped, ...rest } = result;
  if (protocol === "all") {
    if (verification === undefined && oneShot === undefined && retrieval === undefined) {
      throw new KindredError("DATA_TOO_FEW", Object.values(skipped).join("; "));
    }
    // Asked for by name, it is no part that may be left out.
    if (ks !== undefined && skipped.retrieval !== undefined) throw new KindredError("DATA_TOO_FEW", skipped.retrieval);
    return result;
  }
  const part = partOf[protocol];
  const reason = skipped[part];
  if (reason !== undefined) throw new KindredError("DATA_TOO_FEW", reason);
  const { intervals } = skipped;
  const left = part === "verification" && intervals !== undefined ? { intervals } : {};
  return { ...rest, [part]: { verification, oneShot, retrieval, clustering }[part], skipped: left };
}

// kindred train DATA: from pictures or series to a trained, calibrated model and its report.

import { existsSync } from "node:fs";
import path from "node:path";
import type { Command } from "commander";
import { KindredError, check } from "../../core/errors.js";
import type { ModelInfo } from "../../model/format.js";
import { belowFile } from "../../data/missing-path.js";
import type { TrainedModel, TrainingEvent } from "../../training/index.js";
import { columnOptions } from "../column-flags.js";
import { finished, newCommand } from "../command.js";
import type { PartOptions } from "../dotted-options.js";
import { counted, duration, listing } from "../figures.js";
import { onInterrupt } from "../interrupt.js";
import { lossChoices } from "../loss-names.js";
import { decisionLines, refitLines, validationLines } from "../model-text.js";
import type { Output } from "../output.js";
import { progressLine } from "../progress-line.js";
import { commandLine } from "../shell-words.js";
import { trainSettings, type TrainFlags } from "../train-options.js";
import { trainingProgress } from "../training-progress.js";
import {
  batch,
  list,
  modelFile,
  names,
  number,
  operatingPoint,
  pairsOfWords,
  range,
  shareOrPath,
  size,
  wholeNumber,
  word,
} from "../values.js";

/** `dotted`: options such as `--loss.margin 2`, by part. */
export function trainCommand(dotted: PartOptions): Command {
  const command = newCommand({
    name: "train",
    description:
      "Trains a network on DATA: a folder with a folder of pictures or series for each class, at any depth; a file of pairs " +
      "(a,b,same or a,b,score) or of items (path,class), as CSV, TSV or JSON Lines; texts likewise, as pairs or with their classes " +
      "(text,class); or a file of series (UCR layout, sktime .ts). Whole classes are held out to validate on, the threshold is " +
      "set on them, and everything is written to a run folder: model.onnx, report.html, log.jsonl and checkpoints. " +
      "What is not given is chosen from the data, and told.",
    examples: [
      "kindred train faces",
      "kindred train faces --minutes 10 --encoder resnet --loss triplet --margin 0.3",
      "kindred train faces --loss triplet --miner multi-similarity --miner.epsilon 0.1 --memory 1024",
      "kindred train signatures --far 0.01 --run runs/signatures-strict",
      "kindred train pairs.csv --label-means same --loss.balance false",
      "kindred train graded.csv --score-range 0,5     # a,b,score: how alike, not only whether",
      "kindred train sick.tsv --left sentence_A --right sentence_B --score relatedness_score      # texts",
      "kindred train questions.csv --text question --class intent",
      "kindred train gestures --out gestures.onnx     # series",
      "kindred train unsorted --loss vicreg            # pictures without classes",
      "kindred train faces --resume                   # goes on where it was stopped",
      "kindred train --resume runs/faces              # the same: the run knows its data",
    ],
  }).argument(
    "[data]",
    "a class folder, a pairs file, an items file, a file of texts or of series; may be left out with --resume RUN",
  );
  networkOptions(command);
  courseOptions(command);
  columnOptions(command);
  runOptions(command);
  return finished<TrainFlags>(command, (words, flags, output) => train(words[0], flags, dotted, output));
}

function networkOptions(command: Command): void {
  command
    .option(
      "--encoder <name>",
      "conv4, koch or resnet; recurrent, temporal-conv or inception-time for series; text-conv, text-mean, " +
        "text-recurrent or text-transformer for texts; record for tables " +
        "(default: conv4, temporal-conv, text-mean or record)",
    )
    .option("--width <n>", "channels of the encoder's first block, or of each: 32,64,128", list("--width"))
    .option("--depth <n>", "number of the encoder's blocks", wholeNumber("--depth"))
    .option("--embedding <n>", "width of the embedding", wholeNumber("--embedding"))
    .option(
      "--loss <name>",
      `${lossChoices.join(", ")} (default: multi-similarity; contrastive for pairs, cosent for scores, cosine-mse for those of texts); see docs/losses.md`,
    )
    .option(
      "--miner <name>",
      "chooses the pairs or triplets of a batch that count: batch-hard, batch-easy-hard, triplet-margin, pair-margin, " +
        "multi-similarity, hdc, angular, distance-weighted or uniform-histogram (default: none)",
    )
    .option("--memory <n>", "compare with the last n items of earlier batches as well", wholeNumber("--memory"))
    .option("--margin <distance>", "the loss's margin", number("--margin", { min: 0 }))
    .option(
      "--distance <name>",
      "euclidean, squared-euclidean, cosine, manhattan, minkowski, chebyshev, canberra, bray-curtis, correlation, " +
        "signal-to-noise, exp-manhattan or mahalanobis (learned afterwards; default: the loss's own)",
    )
    .option("--size <pixels>", "what pictures are brought to: a side, or HEIGHTxWIDTH", size("--size"))
    .option("--colour <mode>", "auto, grey or rgb", word("--colour", ["auto", "grey", "rgb"]))
    .option(
      "--augment <preset>",
      "auto, none, handwriting or photo (the last two are for pictures)",
      word("--augment", ["auto", "none", "handwriting", "photo"]),
    )
    .option(
      "--tokens <unit>",
      "what texts are read as: bytes, words, subwords or ngrams (default: as suits the encoder)",
    )
    .option("--z-normalise", "centre and scale each series by itself: level and size do not count")
    .option(
      "--resample <steps>",
      "bring each series to so many steps: pace and length do not count",
      wholeNumber("--resample"),
    )
    .option("--rotate-classes", "take pictures turned by 90, 180 and 270 degrees for classes of their own");
}

function courseOptions(command: Command): void {
  command
    .option("--epochs <n>", "passes over the data", wholeNumber("--epochs"))
    .option("--minutes <n>", "time to train for, instead of epochs", number("--minutes", { min: 0, above: true }))
    .option("--batch <n>", "items in a batch, or CLASSESxSAMPLES: 32x4", batch("--batch"))
    .option(
      "--sampler <name>",
      "how batches are drawn: classes, hierarchical, hard or pairs (default: classes; pairs for a pairs file)",
    )
    .option(
      "--validation <share>",
      "share of the classes to hold out, or the path of other data to validate on",
      shareOrPath("--validation"),
    )
    .option("--no-refit", "do not train again on everything once the epochs and the threshold are chosen")
    .option("--optimizer <name>", "sgd, adam, adamw or rmsprop (default: adamw)")
    .option("--lr <rate>", "learning rate", number("--lr", { min: 0, above: true }))
    .option("--schedule <name>", "constant, step or cosine (default: cosine)")
    .option("--clip <norm>", "greatest norm of the gradient", number("--clip", { min: 0, above: true }))
    .option(
      "--average <decay>",
      "decay of the weights' running average, 0 for none (default: 0.98)",
      number("--average", { min: 0, max: 0.99999 }),
    )
    .option("--patience <epochs>", "stop after so many epochs without a better validation", wholeNumber("--patience"))
    .option(
      "--threshold <point>",
      "where to put the threshold: eer, accuracy, f1 or far=RATE (default: eer, where both errors are equal)",
      operatingPoint("--threshold"),
    )
    .option(
      "--calibration <kind>",
      "logistic or isotonic (default: logistic)",
      word("--calibration", ["logistic", "isotonic"]),
    )
    .option("--far <share>", "the same as --threshold far=SHARE", number("--far", { min: 0, above: true, max: 1 }))
    .option("--seed <n>", "the same seed gives the same model (default: 0)", wholeNumber("--seed", { min: 0 }))
    .option("--threads <n>", "threads to compute with (default: one a core)", wholeNumber("--threads"));
}

function runOptions(command: Command): void {
  command
    .option("--run <folder>", "the run's folder (default: runs/NAME, after DATA)")
    .option("--out <file>", "write the model to this file as well", modelFile("--out"))
    .option("--resume [folder]", "go on with the run that is there, on its own data where DATA is not given")
    .option("--overwrite", "delete the run that is there")
    .option("--config <file>", "options as JSON, or a run's config.json; what is given here counts more")
    .option("--strict", "stop at the first picture that cannot be read")
    .option(
      "--label-means <what>",
      "what 1 is in a pairs file's column label: same or different",
      word("--label-means", ["same", "different"]),
    )
    .option(
      "--impostors <names>",
      "classes that only pretend, by name, or none: pairs of two do not count in validation (default: forged, fake ... beside a genuine class)",
      names,
    )
    .option(
      "--score-range <from,to>",
      "between which numbers a pairs file's column score lies (default: 0,1)",
      range("--score-range"),
    )
    .option(
      "--columns <list>",
      "of a table: what columns hold, e.g. price=number,code=ignore (number, date, category, text, ignore)",
      pairsOfWords("--columns"),
    )
    .option(
      "--max-rows <n>",
      "of a table: rows to keep in memory; of more, an even sample (default: 500000)",
      wholeNumber("--max-rows", { min: 2 }),
    )
    .option(
      "--checkpoint-seconds <n>",
      "seconds between checkpoints (default: 30)",
      number("--checkpoint-seconds", { min: 0 }),
    )
    .addHelpText(
      "after",
      "\nOptions of a part by name: --loss.balance false, --encoder.dropout 0.3, --optimizer.momentum 0.9,\n" +
        "--miner.epsilon 0.1, --sampler.near 5, --memory.from 200, --schedule.warmUp 0.1, --augment.rotate 15, --tokens.longest 64.\n" +
        "docs/command-line.md lists them.",
    );
}

async function train(given: string | undefined, flags: TrainFlags, dotted: PartOptions, output: Output): Promise<void> {
  // Not found out when the training is over.
  const blocked = flags.out === undefined ? undefined : belowFile(flags.out);
  check(blocked === undefined, "INVALID_OPTION", `--out: ${flags.out} cannot be written: ${blocked}`);
  const data = given ?? (await dataOfRun(flags, output));
  const settings = await trainSettings(data, flags, dotted);
  const { run, resume = false } = settings;
  const begun = existsSync(path.join(run, "config.json"));
  check(begun || !resume, "RUN_INVALID", `--resume: ${run} holds no run to go on with`);
  const { train: start } = await import("../../training/index.js");
  const progress = trainingProgress(progressLine(), () => performance.now() / 1000);
  const interrupt = onInterrupt(() => {
    progress.clear();
    output.note("finishing the step and saving; once more quits at once");
  });
  const onEvent = (event: TrainingEvent): void => {
    progress.tell(event);
    if (event.type === "start") for (const choice of event.choices) output.say(choice);
  };
  try {
    const model = await start(data, { ...settings, onEvent, signal: interrupt.signal });
    await model.close();
    if (flags.out !== undefined) await model.save(flags.out);
    tellResult(model, { run, ...(flags.out !== undefined && { out: flags.out }) }, data, output);
  } catch (error) {
    progress.clear();
    throw withAdvice(error, data, run);
  } finally {
    interrupt.dispose();
  }
}

/** The data that the run to resume was begun on. */
async function dataOfRun({ resume, run }: TrainFlags, output: Output): Promise<string> {
  const folder = typeof resume === "string" ? resume : resume === true ? run : undefined;
  const expected = "kindred train: expected DATA, or --resume RUN, the folder of a run that knows its data";
  check(folder !== undefined, "INVALID_OPTION", expected);
  const { runSource } = await import("../../training/run-source.js");
  const data = await runSource(folder);
  output.say(`data: ${data}, on which the run was begun`);
  return data;
}

interface Places {
  readonly run: string;
  readonly out?: string;
}

function tellResult({ info, summary }: TrainedModel, { run, ...copy }: Places, data: string, output: Output): void {
  const { epochs, steps, seconds, best, refit, reason, warnings } = summary;
  const files = { model: path.join(run, "model.onnx"), report: path.join(run, "report.html"), ...copy };
  const kept = best === undefined ? "" : `; epoch ${best.epoch} was best${refit === undefined ? " and is kept" : ""}`;
  output.say();
  output.say(
    listing([
      ["trained", `${counted(epochs, "epoch")}, ${counted(steps, "step")} in ${duration(seconds)}${kept}`],
      ...validationLines(info),
      ...decisionLines(info),
      ...refitLines(info),
      ...Object.entries(files),
    ]),
  );
  const examples = {
    image: ["A.jpg", "B.jpg"],
    series: ["A.csv", "B.csv"],
    text: ["ONE TEXT", "ANOTHER"],
    record: rowsOf(info, data),
  }[info.input.kind];
  output.say(`\nNext:\n  ${commandLine("evaluate", files.model, "MORE")}    # of classes that it has not seen`);
  if (info.threshold !== undefined) output.say(`  ${commandLine("verify", files.model, ...examples)}`);
  output.result({
    ...files,
    ...{ run, best: best ?? null, epochs, steps, seconds, reason },
    threshold: info.threshold ?? null,
    training: info.training ?? null,
    warnings,
  });
}

/** Two rows of the table, or the sides of a pair, that can be verified at once. */
function rowsOf({ input }: Pick<ModelInfo, "input">, data: string): readonly [string, string] {
  const ofPairs = input.kind === "record" && input.source?.left !== undefined;
  return ofPairs ? [`${data}#2.left`, `${data}#2.right`] : [`${data}#2`, `${data}#3`];
}

/** An interruption, with the command that goes on. */
function withAdvice(error: unknown, data: string, run: string): unknown {
  if (!(error instanceof KindredError) || error.code !== "INTERRUPTED") return error;
  const what = error.cause instanceof KindredError ? error.cause.message : error.message;
  const command = commandLine("train", data, "--run", run, "--resume");
  return new KindredError("INTERRUPTED", `${what} and saved; go on with: ${command}`, { cause: error });
}

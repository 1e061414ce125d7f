// The verb: from pictures to a model that decides.
//
//   const model = await train("faces", { run: "runs/faces" });
//   await model.verify("a.jpg", "b.jpg");

import path from "node:path";
import { KindredError } from "../core/errors.js";
import type { Dataset } from "../data/index.js";
import { itemNoun, type SiameseModel } from "../model/index.js";
import { defaults } from "./defaults.js";
import type { BestSoFar } from "./events.js";
import { checkThreshold, finishModel, type FinishedModel } from "./finish.js";
import { chanceWarning } from "./guards.js";
import type { Side } from "./item-store.js";
import { createJournal, type Journal } from "./journal.js";
import { folderKeeper, memoryKeeper } from "./keeper.js";
import { checkTrainOptions, type TrainOptions } from "./options.js";
import { runPass, stepGraph, type PassOptions } from "./pass.js";
import { chooseRecipe, type Recipe } from "./recipe.js";
import { readTrainingData } from "./read-data.js";
import { refitted } from "./refit.js";
import { beginOrResume, resumedOptions, runConfig } from "./run-config.js";
import { openRunFolder, type RunFolder } from "./run-folder.js";
import { countParameters } from "./step.js";
import type { TrainerResult } from "./trainer.js";
import type { TrainingData } from "./training-data.js";
import { writeTrainingReport } from "./training-report.js";

/** How a training went. */
export interface TrainingSummary {
  /** On held-out classes, of the epoch that was kept. Absent where nothing was held out. */
  readonly best?: BestSoFar;
  readonly epochs: number;
  readonly steps: number;
  /** Both trainings together. */
  readonly seconds: number;
  /** Of the second training, on everything, where there was one: then its weights are the model's. */
  readonly refit?: { readonly epochs: number; readonly steps: number };
  /** Why it ended. */
  readonly reason: "budget" | "patience";
  /** Where the files are; absent without `run`. */
  readonly runPath?: string;
  readonly modelPath?: string;
  readonly reportPath?: string;
  /** What was chosen from the data, a sentence each. */
  readonly choices: readonly string[];
  readonly warnings: readonly { readonly code: string; readonly message: string }[];
}

export interface TrainedModel extends SiameseModel {
  readonly summary: TrainingSummary;
}

/**
 * Trains a Siamese network on a data set, or on what is at a path: a class folder, a pairs file or an items file.
 *
 * @throws INVALID_OPTION; what `openDataset` throws; DATA_TOO_FEW; RUN_EXISTS, RUN_LOCKED, RUN_INVALID; TRAINING_DIVERGED,
 *   TRAINING_COLLAPSED; INTERRUPTED; DISK_FULL
 */
export async function train(data: Dataset | string, options: TrainOptions = {}): Promise<TrainedModel> {
  checkTrainOptions(options);
  const { run: folder, resume, overwrite } = options;
  if (folder === undefined) return trainInto(undefined, data, options);
  const run = await openRunFolder(folder, {
    ...(resume !== undefined && { resume }),
    ...(overwrite !== undefined && { overwrite }),
  });
  try {
    const before = run.config && resumedOptions(options, run.config, run.files.config);
    if (before) checkTrainOptions(before);
    return await trainInto(run, data, before ?? options);
  } finally {
    await run.close();
  }
}

async function trainInto(
  run: RunFolder | undefined,
  data: Dataset | string,
  options: TrainOptions,
): Promise<TrainedModel> {
  const { calibration, threads } = options;
  const { dataset, images } = await readTrainingData(data, options);
  const recipe = chooseRecipe(options, images);
  const ofRecords = dataset.kind === "record" && dataset.pairs !== undefined;
  const { threshold = ofRecords ? defaults.recordThreshold : defaults.threshold } = options;
  checkThreshold(images, threshold, recipe.seed);
  const graph = await stepGraph(images, recipe);
  const config = runConfig(options, images, recipe, typeof data === "string" ? data : undefined);
  const { from, refitFrom } = run === undefined ? {} : await beginOrResume(run, config, images);
  const journal = createJournal(run, options.onEvent, run && (await run.readLog()));
  const { fingerprint } = config;
  try {
    announce(journal, { images, recipe, graph, from });
    const parts = { run, options, images, recipe, fingerprint, emit: journal.emit };
    const keeper = run === undefined ? memoryKeeper() : folderKeeper(run, fingerprint, journal.emit);
    const result = await runPass({ ...parts, graph, keeper, from });
    const refit = await refitted({ ...parts, first: result, from: refitFrom });
    const finished = await finishModel({
      recipe,
      images,
      result,
      refit,
      threshold,
      calibration,
      ...(threads !== undefined && { threads }),
    });
    const poor = chanceWarning(result.best);
    if (poor !== undefined) journal.emit({ type: "warning", code: "NEAR_CHANCE", message: poor });
    if (run !== undefined) await writeResults(run, { dataset, recipe, images, finished, journal });
    const summary = summaryOf({ run, images, recipe, result, refit, journal });
    journal.emit({ type: "end", ...endOf(result, refit), message: endMessage(summary) });
    return { ...finished.model, summary };
  } catch (error) {
    throw tellFailure(error, journal, run);
  }
}

function announce(
  { emit }: Journal,
  { images, recipe, graph, from }: Pick<PassOptions, "images" | "recipe" | "graph" | "from">,
): void {
  const size = ({ dataset }: Side) => ({ items: dataset.items.length, classes: dataset.classes.length });
  emit({
    type: "start",
    choices: [...images.choices, ...recipe.choices],
    encoder: recipe.encoder.name,
    loss: recipe.loss.name,
    parameters: countParameters(graph),
    batch: recipe.sampler.batchSize,
    ...(images.input.kind !== "image" && { noun: itemNoun(images.input)[1] }),
    stepsPerEpoch: recipe.sampler.stepsPerEpoch,
    training: size(images.training),
    validation: size(images.validation),
    ...recipe.budget,
    step: from?.progress.step ?? 0,
  });
  for (const warning of images.warnings) emit({ type: "warning", ...warning });
}

interface Results {
  readonly dataset: Dataset;
  readonly recipe: Recipe;
  readonly images: TrainingData;
  readonly finished: FinishedModel;
  readonly journal: Journal;
}

async function writeResults(run: RunFolder, { dataset, recipe, images, finished, journal }: Results): Promise<void> {
  await finished.model.save(run.files.model);
  const title = `${path.basename(run.path)}: trained on ${path.basename(dataset.root)}`;
  await writeTrainingReport(run.files.report, { title, recipe, images, finished, events: journal.events });
}

interface SummaryParts extends Pick<PassOptions, "run" | "images" | "recipe"> {
  readonly result: TrainerResult;
  readonly refit: TrainerResult | undefined;
  readonly journal: Journal;
}

function summaryOf({ run, images, recipe, result, refit, journal }: SummaryParts): TrainingSummary {
  const { progress, best } = result;
  return {
    ...(best && { best }),
    epochs: progress.epochs,
    steps: progress.step,
    seconds: progress.seconds + (refit?.progress.seconds ?? 0),
    ...(refit && { refit: { epochs: refit.progress.epochs, steps: refit.progress.step } }),
    reason: progress.ended ?? "budget",
    ...(run && { runPath: run.path, modelPath: run.files.model, reportPath: run.files.report }),
    choices: [...images.choices, ...recipe.choices],
    warnings: journal.events.flatMap((event) =>
      event.type === "warning" ? [{ code: event.code, message: event.message }] : [],
    ),
  };
}

function endOf({ progress, best }: TrainerResult, refit: TrainerResult | undefined) {
  const { epochs, step, ended = "budget" } = progress;
  const seconds = progress.seconds + (refit?.progress.seconds ?? 0);
  return { reason: ended, epoch: epochs, step, seconds, ...(best && { best }) };
}

function endMessage({ reason, epochs, best, refit }: TrainingSummary): string {
  const chosen = `epoch ${best?.epoch} ${refit === undefined ? "is kept" : "was best"}, with ${best && judgedBy(best)}`;
  const again = refit === undefined ? "" : `; trained again on everything for ${refit.epochs} epochs`;
  const kept = best === undefined ? "the last one is kept" : `${chosen}${again}`;
  return reason === "patience"
    ? `stopped after ${epochs} epochs, because validation no longer improved; ${kept}`
    : `${epochs} epochs done; ${kept}`;
}

function judgedBy({ auc, pearson }: BestSoFar): string {
  return pearson === undefined ? `AUC ${auc.toFixed(4)}` : `Pearson ${pearson.toFixed(4)}`;
}

/** Tells the end of a training that failed or was interrupted, and returns the error to throw. */
function tellFailure(error: unknown, { emit, events }: Journal, run: RunFolder | undefined): unknown {
  const interrupted = error instanceof KindredError && error.code === "INTERRUPTED";
  const advice =
    run === undefined
      ? "nothing was kept, because there is no run folder"
      : `resume the run in ${run.path} to go on (--resume)`;
  const told = interrupted ? new KindredError("INTERRUPTED", `${error.message}; ${advice}`, { cause: error }) : error;
  const message = told instanceof Error ? told.message : String(told);
  const last = events.findLast((event) => event.type === "step");
  const seconds = events.findLast((event) => event.type === "epoch")?.seconds ?? 0;
  try {
    emit({
      type: "end",
      reason: interrupted ? "interrupted" : "failed",
      message,
      epoch: last?.epoch ?? 0,
      step: last?.step ?? 0,
      seconds,
    });
  } catch {
    // The disk may be full: what went wrong first is what counts.
  }
  return told;
}

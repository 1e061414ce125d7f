// What a training is made of: the options that were given, and for the rest what defaults.ts says and the data ask for. Each
// decision that was not given is told in a sentence.

import { check } from "../core/errors.js";
import type { Options } from "../core/options.js";
import type { Sampler } from "../data/index.js";
import { encoderByName, type Encoder } from "../encoders/index.js";
import type { Loss } from "../losses/index.js";
import type { Miner } from "../miners/index.js";
import { itemNoun, type ImageInput, type ModelInput } from "../model/index.js";
import { augmentOptions, changesPictures, type AugmentOptions, type AugmentPreset } from "./augmentation.js";
import { chooseBatches, chooseSampler, type DrawnBatches } from "./choose-batches.js";
import { checkSupervision, chooseLoss, supervisionOf, type Supervision } from "./choose-loss.js";
import { chooseMemory, chooseMiner } from "./choose-mining.js";
import { defaults } from "./defaults.js";
import { type WhiteningOptions, whiteningAsked } from "./learned-whitening.js";
import type { MemoryOptions } from "./memory.js";
import { asNamed, isBuilt, namedOf, type PartOption, type TrainOptions } from "./options.js";
import { optimiserByName } from "./optimiser-registry.js";
import type { Optimiser } from "./optimiser.js";
import { checkRecordAugment, recordAugmentDefaults, type RecordAugmentOptions } from "./record-augmentation.js";
import { checkSeriesAugment, seriesAugmentDefaults, type SeriesAugmentOptions } from "./series-augmentation.js";
import { checkTextAugment, textAugmentDefaults, type TextAugmentOptions } from "./text-augmentation.js";
import type { StepAugmentation } from "./step-input.js";
import type { TrainingData } from "./training-data.js";
import { scheduleByName, type Schedule } from "./schedule.js";
import type { Budget } from "./trainer.js";
import { averaging } from "./weight-average.js";

export interface Recipe extends Supervision {
  readonly encoder: Encoder;
  readonly loss: Loss;
  readonly optimiser: Optimiser;
  readonly schedule: Schedule;
  readonly lr: number;
  readonly clip: number;
  /** How verification's Mahalanobis distance is learned once training is over. Absent: the loss's distance is taken. */
  readonly whitening?: WhiteningOptions;
  readonly augmentation: StepAugmentation;
  readonly sampler: DrawnBatches;
  readonly miner?: Miner;
  readonly memory?: Required<MemoryOptions>;
  readonly budget: Budget;
  /** How the second training, on everything, is fed. Absent: there is none. */
  readonly refit?: Pick<Recipe, "sampler"> & Supervision;
  readonly patience: number;
  readonly bestFrom: number;
  readonly seed: number;
  /** A sentence for each decision. */
  readonly choices: readonly string[];
  /** All of it as plain JSON: two runs with the same settings and data are the same run. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** Throws INVALID_OPTION where options do not fit each other, DATA_INVALID or DATA_TOO_FEW where they do not fit the data. */
export function chooseRecipe(options: TrainOptions, images: TrainingData): Recipe {
  const choices: string[] = [];
  const { seed = defaults.seed, clip = defaults.clip, rotateClasses = false } = options;
  const { dataset } = images.training;
  const drawing = chooseSampler(options, dataset);
  const whitening = whiteningAsked(options.distance);
  const loss = chooseLoss(options, dataset, drawing.gives);
  checkSupervision(loss, dataset, rotateClasses, drawing);
  const encoder = chooseEncoder(options.encoder, loss, images.input, choices);
  if (whitening !== undefined) choices.push("verification by a Mahalanobis distance, learned when training is over");
  const { average = defaults.average } = options;
  const plain = choosePart<Optimiser>(options.optimiser, defaults.optimiser, optimiserByName);
  const optimiser = average === 0 ? plain : averaging(plain, average);
  const schedule = choosePart<Schedule>(options.schedule, defaults.schedule, scheduleByName);
  const usualLr = encoder.name === "text-mean" ? defaults.textMeanLr : defaults.lr;
  const lr = options.lr ?? (optimiser.name === defaults.optimiser.name ? usualLr : optimiser.defaultLearningRate);
  const augmentation = chooseAugmentation(options, images);
  checkViews(loss, augmentation, images.input);
  const { sampler, make } = chooseBatches(images, options, { drawing, loss, seed, choices });
  const { stepsPerEpoch } = sampler;
  const [, items] = itemNoun(images.input);
  const context = { loss, pairs: drawing.gives === "pairs", width: encoder.embedding, stepsPerEpoch, items, choices };
  const miner = chooseMiner(options, context);
  const memory = chooseMemory(options, context);
  const budget = chooseBudget(options, images.input, stepsPerEpoch, choices);
  const turns = rotateClasses ? 4 : 1;
  const refit = chooseRefit(options, images, { drawing, loss, budget, seed, turns });
  if (refit !== undefined) choices.push(refitChoice(images));
  const patience = options.patience ?? patienceOf(budget);
  const settings = {
    ...{ input: settled(images.input), encoder: namedOf(encoder), loss: namedOf(loss), optimiser: namedOf(optimiser) },
    ...{
      ...{ lr, clip, schedule: namedOf(schedule), average },
      batch: make,
      sampler: namedOf(drawing),
      miner: miner && namedOf(miner),
      memory,
      augment: augmentation.options,
      rotateClasses,
      ...budget,
      patience,
      refit: refit !== undefined,
      ...(whitening && { whitening }),
      seed,
    },
  };
  return {
    ...{ encoder, loss, optimiser, schedule, lr, clip, augmentation, sampler, budget, patience, seed, choices },
    bestFrom: defaults.bestFrom,
    ...(refit && { refit }),
    ...(miner && { miner }),
    ...(memory && { memory }),
    ...(whitening && { whitening }),
    ...supervisionOf(loss, dataset, drawing, turns),
    // As it will be read again: what JSON cannot say (no patience is infinite) is not in it.
    settings: JSON.parse(JSON.stringify(settings)) as Record<string, unknown>,
  };
}

/** What goes in, without the vocabulary: that follows from the data. */
function settled(input: ModelInput): object {
  if (input.kind !== "text") return input;
  const { tokenizer: _, ...rest } = input;
  return rest;
}

function chooseEncoder(
  encoder: PartOption<Encoder> | undefined,
  loss: Loss,
  input: ModelInput,
  choices: string[],
): Encoder {
  if (isBuilt(encoder)) return fitting(encoder as Encoder, input);
  const usual = input.kind === "text" ? defaults.textEncoder[input.unit] : defaults.encoder[input.kind];
  const { name, options } = asNamed(encoder, usual);
  const { freeLength = false } = loss;
  const own = name === "conv4" && input.kind === "image" ? conv4Blocks(input, options) : {};
  const made = encoderByName(name, {
    ...defaults.encoderOptions[name],
    ...own,
    ...(input.kind === "text" && { vocabulary: input.vocabulary }),
    normalise: !freeLength,
    ...options,
  });
  const length = made.options["normalise"] === true ? "of length 1" : "of free length";
  choices.push(
    `encoder ${made.name}: embeddings of ${made.embedding} numbers, ${length}; loss ${loss.name} on ${loss.distance.name} distance`,
  );
  return made;
}

/** Throws INVALID_OPTION where an encoder that is there already knows another number of tokens than the texts have. */
function fitting(encoder: Encoder, input: ModelInput): Encoder {
  const { vocabulary } = encoder.options;
  const fits = input.kind !== "text" || vocabulary === undefined || vocabulary === input.vocabulary;
  check(fits, "INVALID_OPTION", () => {
    const got = `the texts have ${input.kind === "text" ? input.vocabulary : 0} different tokens, the encoder knows ${String(vocabulary)}`;
    return `train: ${got}; give the encoder by its name and options, without vocabulary`;
  });
  return encoder;
}

/**
 * As many blocks as leave a map of about four pixels a side for the last layer to see where things are. Narrow ones where there
 * are many, and half of the features dropped: fine detail is easily learned by heart (signatures: AUC 0.89 with 64 channels, 0.88
 * with 128; a small canvas of faces does best with more channels and less dropped).
 */
function conv4Blocks({ height, width }: ImageInput, given: Options): Options {
  if (given["width"] !== undefined || given["depth"] !== undefined) return {};
  const depth = Math.min(5, Math.max(2, Math.round(Math.log2(Math.min(height, width) / 4))));
  if (depth > 3) return { width: [32, 64, 64, 64, 64].slice(0, depth), dropout: 0.5 };
  return { width: [64, 128, 128].slice(0, depth) };
}

function choosePart<T>(
  value: PartOption<T> | undefined,
  preset: { readonly name: string; readonly options: Options },
  byName: (name: string, options: Options) => T,
): T {
  if (isBuilt(value)) return value as T;
  const { name, options } = asNamed(value, preset.name);
  return byName(name, name === preset.name ? { ...preset.options, ...options } : options);
}

/** Its sentence comes from the look at the data. */
function chooseAugmentation(
  { augment = "auto", rotateClasses = false }: TrainOptions,
  { augment: suitable, input }: TrainingData,
): StepAugmentation {
  if (input.kind === "image" && (suitable === "handwriting" || suitable === "photo")) {
    const chosen = augment === "auto" ? suitable : augment;
    return { options: augmentOptions(chosen as AugmentPreset | AugmentOptions), rotateClasses };
  }
  const auto = autoAugment(input);
  const given = typeof augment === "object" ? augment : { auto, none: {} }[augment as "auto" | "none"];
  check(
    (given as object | undefined) !== undefined,
    "INVALID_OPTION",
    `train: augment must be auto, none or single changes for ${itemNoun(input)[1]}, got ${JSON.stringify(augment)}`,
  );
  if (input.kind === "text") return { options: checkTextAugment(given as TextAugmentOptions), rotateClasses: false };
  if (input.kind === "record")
    return { options: checkRecordAugment(given as RecordAugmentOptions), rotateClasses: false };
  return { options: checkSeriesAugment(given as SeriesAugmentOptions), rotateClasses: false };
}

function autoAugment(input: ModelInput): TextAugmentOptions | RecordAugmentOptions | SeriesAugmentOptions {
  if (input.kind === "record") return recordAugmentDefaults;
  return input.kind === "text" ? textAugmentDefaults(input.unit) : seriesAugmentDefaults;
}

/** A loss of two views needs changes to look past. */
function checkViews(loss: Loss, { options }: StepAugmentation, input: ModelInput): void {
  const changes = input.kind === "image" ? changesPictures(options as AugmentOptions) : Object.keys(options).length > 0;
  const copies = `two changed copies of each ${itemNoun(input)[0]}`;
  check(
    loss.needs !== "views" || changes,
    "INVALID_OPTION",
    `train: the loss "${loss.name}" compares ${copies}, and augment changes nothing`,
  );
}

function chooseBudget(
  { epochs, minutes }: TrainOptions,
  { kind }: ModelInput,
  stepsPerEpoch: number,
  choices: string[],
): Budget {
  if (minutes !== undefined) return { minutes };
  if (epochs !== undefined) return { epochs };
  const { least } = defaults.epochs;
  const most = kind === "series" ? defaults.mostEpochsOfSeries : defaults.epochs.most;
  const chosen = Math.min(most, Math.max(least, Math.round(defaults.steps / stepsPerEpoch)));
  choices.push(`${chosen} epochs of ${stepsPerEpoch} steps, less where validation stops improving`);
  return { epochs: chosen };
}

function patienceOf(budget: Budget): number {
  const { share, least } = defaults.patience;
  return "epochs" in budget ? Math.max(least, Math.round(share * budget.epochs)) : Infinity;
}

interface RefitParts extends Pick<Recipe, "loss" | "budget" | "seed"> {
  readonly drawing: Sampler;
  readonly turns: number;
}

/** Whether everything is trained on once more, and in what batches. */
function chooseRefit(
  options: TrainOptions,
  data: TrainingData,
  { drawing, loss, budget, seed, turns }: RefitParts,
): Recipe["refit"] {
  const { whole, training, validation } = data;
  if (validation.dataset.items.length === 0 || "minutes" in budget) return undefined;
  const { dataset } = whole;
  const few = dataset.pairs === undefined && training.dataset.classes.length < defaults.refitBelow;
  if (!(options.refit ?? few)) return undefined;
  const { sampler } = chooseBatches({ ...data, training: whole }, options, { drawing, loss, seed, choices: [] });
  return { sampler, ...supervisionOf(loss, dataset, drawing, turns) };
}

function refitChoice({ whole, input }: TrainingData): string {
  const { items, classes, pairs } = whole.dataset;
  const all =
    pairs === undefined
      ? `${items.length} ${itemNoun(input)[1]} of all ${classes.length} classes`
      : `all ${pairs.length} pairs`;
  return `once the epochs and the threshold are chosen, trained anew on ${all}`;
}

// What a training is made of: the options that were given, and for the rest what defaults.ts says and the data ask for. Each
// decision that was not given is told in a sentence.

import { check } from "../core/errors.js";
import type { Options } from "../core/options.js";
import type { ClassBatches, Dataset, PairBatches, Sampler } from "../data/index.js";
import type { Distance } from "../distances/index.js";
import { encoderByName, type Encoder } from "../encoders/index.js";
import { lossByName, type Loss } from "../losses/index.js";
import type { Miner } from "../miners/index.js";
import { augmentOptions } from "./augmentation.js";
import type { Augmentation } from "./augment-graph.js";
import { batchesOf, chooseBatches, chooseSampler } from "./choose-batches.js";
import { chooseMemory, chooseMiner } from "./choose-mining.js";
import { defaults } from "./defaults.js";
import type { TrainingImages } from "./images.js";
import type { MemoryOptions } from "./memory.js";
import { asNamed, isBuilt, namedOf, type PartOption, type TrainOptions } from "./options.js";
import { optimiserByName } from "./optimiser-registry.js";
import type { Optimiser } from "./optimiser.js";
import { scheduleByName, type Schedule } from "./schedule.js";
import type { Budget } from "./trainer.js";
import { averaging } from "./weight-average.js";

export interface Recipe {
  readonly encoder: Encoder;
  readonly loss: Loss;
  readonly optimiser: Optimiser;
  readonly schedule: Schedule;
  readonly lr: number;
  readonly clip: number;
  readonly augmentation: Augmentation;
  readonly sampler: ClassBatches | PairBatches;
  readonly miner?: Miner;
  readonly memory?: Required<MemoryOptions>;
  readonly supervision: "labels" | "pairs";
  /** For losses: turned classes are classes. Absent for pairs. */
  readonly classes?: number;
  readonly budget: Budget;
  /** How the second training, on everything, is fed. Absent: there is none. */
  readonly refit?: Pick<Recipe, "sampler" | "classes">;
  readonly patience: number;
  readonly bestFrom: number;
  readonly seed: number;
  /** A sentence for each decision. */
  readonly choices: readonly string[];
  /** All of it as plain JSON: two runs with the same settings and data are the same run. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** Throws INVALID_OPTION where options do not fit each other, DATA_INVALID or DATA_TOO_FEW where they do not fit the data. */
export function chooseRecipe(options: TrainOptions, images: TrainingImages): Recipe {
  const choices: string[] = [];
  const { seed = defaults.seed, clip = defaults.clip, rotateClasses = false } = options;
  const { dataset } = images.training;
  const drawing = chooseSampler(options, dataset);
  const pairs = drawing.gives === "pairs";
  const loss = chooseLoss(options, pairs);
  checkSupervision(options, loss, drawing, dataset);
  const encoder = chooseEncoder(options.encoder, loss, images.input, choices);
  const { average = defaults.average } = options;
  const plain = choosePart<Optimiser>(options.optimiser, defaults.optimiser, optimiserByName);
  const optimiser = average === 0 ? plain : averaging(plain, average);
  const schedule = choosePart<Schedule>(options.schedule, defaults.schedule, scheduleByName);
  const lr = options.lr ?? (optimiser.name === defaults.optimiser.name ? defaults.lr : optimiser.defaultLearningRate);
  const augmentation = { options: augmentOptions(chooseAugment(options, images)), rotateClasses };
  const { sampler, make } = chooseBatches(dataset, drawing, options.batch, seed, choices);
  const { stepsPerEpoch } = sampler;
  const context = { loss, pairs, width: encoder.embedding, stepsPerEpoch, choices };
  const miner = chooseMiner(options, context);
  const memory = chooseMemory(options, context);
  const budget = chooseBudget(options, stepsPerEpoch, choices);
  const turns = rotateClasses ? 4 : 1;
  const { dataset: whole } = images.whole;
  const refit = refits(options, images, budget)
    ? { sampler: batchesOf(drawing, whole, make, seed), ...(!pairs && { classes: whole.classes.length * turns }) }
    : undefined;
  if (refit !== undefined) choices.push(refitChoice(whole));
  const patience = options.patience ?? patienceOf(budget);
  const classes = dataset.classes.length * turns;
  const settings = {
    ...{ input: images.input, encoder: namedOf(encoder), loss: namedOf(loss), optimiser: namedOf(optimiser), lr, clip },
    ...{
      schedule: namedOf(schedule),
      average,
      batch: make,
      sampler: namedOf(drawing),
      miner: miner && namedOf(miner),
      memory,
      augment: augmentation.options,
      rotateClasses,
      ...budget,
      patience,
      refit: refit !== undefined,
      seed,
    },
  };
  return {
    ...{ encoder, loss, optimiser, schedule, lr, clip, augmentation, sampler, budget, patience, seed, choices },
    bestFrom: defaults.bestFrom,
    ...(refit && { refit }),
    ...(miner && { miner }),
    ...(memory && { memory }),
    ...(pairs ? { supervision: "pairs" } : { supervision: "labels", classes }),
    // As it will be read again: what JSON cannot say (no patience is infinite) is not in it.
    settings: JSON.parse(JSON.stringify(settings)) as Record<string, unknown>,
  };
}

/** A pairs file, and whoever names a margin or a distance, wants a loss of pairs. */
function chooseLoss({ loss, margin, distance }: TrainOptions, pairs: boolean): Loss {
  if (isBuilt(loss)) {
    check(
      margin === undefined && distance === undefined,
      "INVALID_OPTION",
      "train: the loss is given whole; give margin and distance to it",
    );
    return loss as Loss;
  }
  const given = asNamed(loss, defaults.loss);
  const ofPairs = pairs || [margin, distance, given.options["margin"]].some((value) => value !== undefined);
  const { name, options } = ofPairs ? asNamed(loss, defaults.pairLoss) : given;
  const extra = {
    ...(margin !== undefined && { margin }),
    ...(distance !== undefined && { distance: distance as Distance }),
  };
  return lossByName(name, { ...options, ...extra });
}

function chooseEncoder(
  encoder: PartOption<Encoder> | undefined,
  loss: Loss,
  input: TrainingImages["input"],
  choices: string[],
): Encoder {
  if (isBuilt(encoder)) return encoder as Encoder;
  const { name, options } = asNamed(encoder, defaults.encoder);
  const { freeLength = false } = loss;
  const blocks = name === "conv4" ? conv4Blocks(input, options) : {};
  const made = encoderByName(name, {
    ...defaults.encoderOptions[name],
    ...blocks,
    normalise: !freeLength,
    ...options,
  });
  const length = made.options["normalise"] === true ? "of length 1" : "of free length";
  choices.push(
    `encoder ${made.name}: embeddings of ${made.embedding} numbers, ${length}; loss ${loss.name} on ${loss.distance.name} distance`,
  );
  return made;
}

/**
 * As many blocks as leave a map of about four pixels a side for the last layer to see where things are; the first ones narrow
 * where there are many, because they have most pixels to work on.
 */
function conv4Blocks({ height, width }: TrainingImages["input"], given: Options): Options {
  if (given["width"] !== undefined || given["depth"] !== undefined) return {};
  const depth = Math.min(5, Math.max(2, Math.round(Math.log2(Math.min(height, width) / 4))));
  return { width: [32, 64, 128, 128, 128].slice(depth > 3 ? 0 : 1).slice(0, depth) };
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

/** Its sentence comes from the look at the pictures. */
function chooseAugment({ augment = "auto" }: TrainOptions, images: TrainingImages): Exclude<typeof augment, "auto"> {
  return augment === "auto" ? images.augment : augment;
}

/** What the loss and the options need to know of a batch must be what the sampler gives. */
function checkSupervision(
  { rotateClasses = false }: TrainOptions,
  loss: Loss,
  sampler: Sampler,
  dataset: Dataset,
): void {
  if (sampler.gives === "labels") return;
  const without = dataset.pairs === undefined ? `sampler "${sampler.name}" gives none` : "a pairs file has none";
  check(loss.needs === "either", "DATA_INVALID", () => {
    return `${dataset.root}: the loss "${loss.name}" needs classes, and ${without}: use "contrastive" or "pair-classifier"`;
  });
  check(!rotateClasses, "INVALID_OPTION", `train: rotateClasses needs classes, and ${without}`);
}

function chooseBudget({ epochs, minutes }: TrainOptions, stepsPerEpoch: number, choices: string[]): Budget {
  if (minutes !== undefined) return { minutes };
  if (epochs !== undefined) return { epochs };
  const { least, most } = defaults.epochs;
  const chosen = Math.min(most, Math.max(least, Math.round(defaults.steps / stepsPerEpoch)));
  choices.push(`${chosen} epochs of ${stepsPerEpoch} steps, less where validation stops improving`);
  return { epochs: chosen };
}

function patienceOf(budget: Budget): number {
  const { share, least } = defaults.patience;
  return "epochs" in budget ? Math.max(least, Math.round(share * budget.epochs)) : Infinity;
}

/** Whether everything is trained on once more. */
function refits({ refit }: TrainOptions, { whole, training, validation }: TrainingImages, budget: Budget): boolean {
  if (validation.dataset.items.length === 0 || "minutes" in budget) return false;
  const few = whole.dataset.pairs === undefined && training.dataset.classes.length < defaults.refitBelow;
  return refit ?? few;
}

function refitChoice({ items, classes, pairs }: Dataset): string {
  const all =
    pairs === undefined ? `${items.length} pictures of all ${classes.length} classes` : `all ${pairs.length} pairs`;
  return `once the epochs and the threshold are chosen, trained anew on ${all}`;
}

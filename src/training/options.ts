// What `train` can be told. Every option has a default that is chosen from the data or stands in defaults.ts.

import { type Options, checkChoice, checkCount, checkFlag, checkNames, checkRange } from "../core/options.js";
import { check } from "../core/errors.js";
import {
  checkColumnTypes,
  checkScoreRange,
  type ColumnOptions,
  type ColumnTypes,
  type LearnTokensOptions,
  type Sampler,
} from "../data/index.js";
import { checkColumns } from "../data/columns.js";
import type { Distance } from "../distances/index.js";
import type { Encoder } from "../encoders/index.js";
import { checkOperatingPoint, type CalibrationKind, type OperatingPoint } from "../evaluation/index.js";
import type { Loss } from "../losses/index.js";
import type { Miner } from "../miners/index.js";
import type { Named } from "../model/index.js";
import type { AugmentOptions, AugmentPreset } from "./augmentation.js";
import type { OnEvent } from "./events.js";
import { checkMemory, type MemoryOptions } from "./memory.js";
import type { Optimiser } from "./optimiser.js";
import type { Schedule } from "./schedule.js";
import type { RecordAugmentOptions } from "./record-augmentation.js";
import type { SeriesAugmentOptions } from "./series-augmentation.js";
import type { TextAugmentOptions } from "./text-augmentation.js";

/** A part by its name, or by its name and some of its options: `{ name: "conv4", options: { width: 32 } }`. */
export type PartOption<T> =
  string | { readonly name?: string; readonly options?: Readonly<Record<string, unknown>> } | T;

export interface TrainOptions {
  /** @defaultValue "conv4", "temporal-conv" for series, "text-mean" for texts, "record" for records; embeddings of length 1 unless the loss forbids it */
  readonly encoder?: PartOption<Encoder>;
  /** @defaultValue "multi-similarity"; "contrastive" for pairs, or where a margin or a distance is named; "cosent" for pairs with scores and pairs of records, "cosine-mse" where they are of texts */
  readonly loss?: PartOption<Loss>;
  /** Of the loss, in units of its distance. @defaultValue the loss's own */
  readonly margin?: number;
  /**
   * Of the loss, and of the model. "mahalanobis" is of the model alone, learned when training is over; its option is `shrinkage`.
   *
   * @defaultValue the loss's own
   */
  readonly distance?: PartOption<Distance>;
  /**
   * Chooses which pairs or triplets of a batch count, by distances as they are. Needs classes, and a loss of pairs or triplets.
   *
   * @defaultValue none: all pairs, or what the loss mines by itself
   */
  readonly miner?: PartOption<Miner>;
  /** Earlier batches to compare with. Needs classes, and a loss of pairs or triplets. @defaultValue none */
  readonly memory?: MemoryOptions;
  /** How batches are drawn. @defaultValue "classes"; "pairs" for a pairs file */
  readonly sampler?: PartOption<Sampler>;
  /** Passes over the data; >= 1. Not with `minutes`. @defaultValue as many as make about 1000 steps */
  readonly epochs?: number;
  /** Time to train for; > 0. A run with it cannot be resumed to the same bits. Not with `epochs`. */
  readonly minutes?: number;
  /**
   * Pictures in a batch, or its make-up: classes times samples of each, or pairs. With a loss on two views each counts once.
   *
   * @defaultValue 128, up to 4 of a class; 64 with a loss on two views
   */
  readonly batch?: number | { readonly classes: number; readonly samples: number } | { readonly pairs: number };
  /** What pictures are brought to, in pixels: a side, or height and width. @defaultValue chosen from the data */
  readonly size?: number | readonly [height: number, width: number];
  /** @defaultValue "auto" */
  readonly colour?: "auto" | "grey" | "rgb";
  /** Of series: whether each is centred and scaled by itself, so that level and size do not count. @defaultValue false */
  readonly zNormalise?: boolean;
  /** Of series: steps that each is brought to, inside the model, so that pace and length do not count. @defaultValue none */
  readonly resample?: number;
  /**
   * Of texts: what they are read as, "bytes", "words", "subwords" or "ngrams", perhaps with options: `{ name: "words", options:
   * { vocabulary: 5000, longest: 64 } }`.
   *
   * @defaultValue what suits the encoder, or "ngrams"
   */
  readonly tokens?: string | { readonly name?: string; readonly options?: LearnTokensOptions };
  /** @defaultValue "auto" */
  readonly augment?:
    "auto" | AugmentPreset | AugmentOptions | SeriesAugmentOptions | TextAugmentOptions | RecordAugmentOptions;
  /** Whether pictures turned by 90, 180 and 270 degrees are classes of their own, for characters. @defaultValue false */
  readonly rotateClasses?: boolean;
  /**
   * Share of the classes that is held out whole to validate on; 0..1. Or the path of other data, which are validated on.
   *
   * @defaultValue 0.1, or 0 where there are too few
   */
  readonly validation?: number | string;
  /**
   * Whether, once the epochs are chosen and the threshold is set by what is held out, a second training follows on everything,
   * for as many epochs: more classes make a better network. Takes up to as long again. Needs epochs, not minutes.
   *
   * @defaultValue true where fewer than 200 classes are trained on
   */
  readonly refit?: boolean;
  /** @defaultValue "adamw" */
  readonly optimiser?: PartOption<Optimiser>;
  /** Learning rate; > 0. @defaultValue 0.001, or the optimiser's own */
  readonly lr?: number;
  /** @defaultValue "cosine" with a warm-up over a twentieth of the run */
  readonly schedule?: PartOption<Schedule>;
  /** Greatest norm of the gradient; > 0. @defaultValue 10 */
  readonly clip?: number;
  /** Decay of the running average of the weights, which is what is judged and kept; 0..1, 0 for none. @defaultValue 0.98 */
  readonly average?: number;
  /** Epochs without a better validation after which training stops; >= 1. @defaultValue 3 in 10, at least 10 */
  readonly patience?: number;
  /**
   * Where the model's threshold is put: at equal error rates, for most right decisions, at the best F1, or at a false accept rate.
   * @defaultValue "eer"; "f1" for pairs of records
   */
  readonly threshold?: OperatingPoint;
  /** How distances become probabilities. Isotonic assumes no shape, and wants thousands of pairs. @defaultValue "logistic" */
  readonly calibration?: CalibrationKind;
  /** A whole number. The same seed, data and number of threads give the same bits. @defaultValue 0 */
  readonly seed?: number;
  /** Threads within one operator. @defaultValue the number of cores */
  readonly threads?: number;
  /** The run's folder; it must be new. @defaultValue none: nothing is written */
  readonly run?: string;
  /** Go on with the run in `run`; options that are not given are taken from there. @defaultValue false */
  readonly resume?: boolean;
  /** Delete the run that is in `run`. @defaultValue false */
  readonly overwrite?: boolean;
  /** Stop at the first picture that cannot be read, instead of skipping it. @defaultValue false */
  readonly strict?: boolean;
  /** Of a pairs file with a column `label`: what 1 means there. */
  readonly labelMeans?: "same" | "different";
  /** Classes of impostors, such as a signer's `forged`: pairs of two do not count in validation. @defaultValue by their names */
  readonly impostors?: readonly string[];
  /** Of a pairs file with a column `score`: between which numbers scores lie. @defaultValue [0, 1] */
  readonly scoreRange?: readonly [from: number, to: number];
  /** Of a table: which columns hold what; of records each side's between commas. @defaultValue found by their usual names: a, b, same, score; text, class */
  readonly columns?: ColumnOptions;
  /** Of records: what columns hold, where it is not to be guessed. */
  readonly columnTypes?: ColumnTypes;
  /** Of records and texts: rows that are kept in memory, at most; of more, an even sample. @defaultValue 500000 */
  readonly maxRows?: number;
  /** Seconds between checkpoints; 0 makes one after every step. @defaultValue 30 */
  readonly checkpointSeconds?: number;
  /** Called with every event, in order. */
  readonly onEvent?: OnEvent;
  /** Ends training after the step under way; what was done is kept in `run`. */
  readonly signal?: AbortSignal;
}

/** Options that make no difference to the result: they are not kept with a run. */
const transient = ["run", "resume", "overwrite", "threads", "checkpointSeconds", "onEvent", "signal"] as const;

const parts = ["encoder", "loss", "miner", "sampler", "distance", "optimiser", "schedule"] as const;

const known: readonly (keyof TrainOptions)[] = [
  ...parts,
  "memory",
  ...([
    "margin",
    "epochs",
    "minutes",
    "batch",
    "size",
    "colour",
    "augment",
    "rotateClasses",
    "zNormalise",
    "resample",
    "tokens",
    "validation",
    "refit",
  ] as const),
  ...([
    "lr",
    "clip",
    "average",
    "patience",
    "threshold",
    "calibration",
    "seed",
    "strict",
    "labelMeans",
    "scoreRange",
    "impostors",
    "columns",
    "columnTypes",
    "maxRows",
  ] as const),
  ...transient,
];

/** Throws INVALID_OPTION, saying what would have been right, where an option is unknown or outside its range. */
export function checkTrainOptions(options: TrainOptions): void {
  const where = "train";
  checkNames(where, { ...options }, known);
  const { epochs, minutes, batch, size, seed = 0, resume = false, overwrite = false, run } = options;
  for (const name of parts) checkPart(name, options[name]);
  for (const name of ["epochs", "patience", "threads"] as const) {
    if (options[name] !== undefined) checkCount(where, name, options[name]);
  }
  for (const name of ["minutes", "lr", "clip"] as const) {
    if (options[name] !== undefined) checkRange(where, name, options[name], { above: 0 });
  }
  if (options.resample !== undefined) checkCount(where, "resample", options.resample, 2);
  if (typeof options.validation !== "string" && options.validation !== undefined)
    checkRange(where, "validation", options.validation, { from: 0, below: 1 });
  if (options.average !== undefined) checkRange(where, "average", options.average, { from: 0, below: 1 });
  if (options.checkpointSeconds !== undefined)
    checkRange(where, "checkpointSeconds", options.checkpointSeconds, { from: 0 });
  for (const name of ["rotateClasses", "zNormalise", "refit", "resume", "overwrite", "strict"] as const) {
    if (options[name] !== undefined) checkFlag(where, name, options[name]);
  }
  if (options.colour !== undefined) checkChoice(where, "colour", options.colour, ["auto", "grey", "rgb"]);
  if (options.threshold !== undefined) checkOperatingPoint(options.threshold);
  if (options.calibration !== undefined)
    checkChoice(where, "calibration", options.calibration, ["logistic", "isotonic"]);
  if (options.scoreRange !== undefined) checkScoreRange(where, options.scoreRange);
  if (options.labelMeans !== undefined) checkChoice(where, "labelMeans", options.labelMeans, ["same", "different"]);
  if (options.columns !== undefined) checkColumns(where, options.columns);
  if (options.impostors !== undefined) checkNamesList(options.impostors);
  check(Number.isSafeInteger(seed), "INVALID_OPTION", `train: seed must be a whole number, got ${String(seed)}`);
  check(epochs === undefined || minutes === undefined, "INVALID_OPTION", "train: give epochs or minutes, not both");
  check(
    options.refit !== true || minutes === undefined,
    "INVALID_OPTION",
    "train: refit needs a budget of epochs: give epochs, not minutes",
  );
  check(!(resume && overwrite), "INVALID_OPTION", "train: give resume or overwrite, not both");
  check(
    run !== undefined || !(resume || overwrite),
    "INVALID_OPTION",
    "train: resume and overwrite need run, the folder",
  );
  if (options.columnTypes !== undefined) checkColumnTypes(where, options.columnTypes);
  if (options.maxRows !== undefined) checkCount(where, "maxRows", options.maxRows, 2);
  checkBatch(batch);
  if (options.memory !== undefined) checkMemory(options.memory);
  if (size !== undefined) for (const side of typeof size === "number" ? [size] : size) checkCount(where, "size", side);
}

function checkNamesList(value: unknown): void {
  const isList = Array.isArray(value) && value.every((name) => typeof name === "string");
  check(isList, "INVALID_OPTION", () => `train: impostors must be a list of class names, got ${JSON.stringify(value)}`);
}

function checkPart(name: string, value: unknown): void {
  if (value === undefined || typeof value === "string") return;
  const isRecord = typeof value === "object" && value !== null && !Array.isArray(value);
  check(
    isRecord,
    "INVALID_OPTION",
    () => `train: ${name} must be a name, { name, options } or one made by its function, got ${JSON.stringify(value)}`,
  );
  if (!isBuilt(value)) checkNames(`train: ${name}`, value as Readonly<Record<string, unknown>>, ["name", "options"]);
}

/** Whether a part is there already, and not only its name and options. */
export function isBuilt(value: unknown): boolean {
  return (
    typeof value === "object" && value !== null && Object.values(value).some((member) => typeof member === "function")
  );
}

function checkBatch(batch: TrainOptions["batch"]): void {
  if (batch === undefined) return;
  if (typeof batch === "number") return checkCount("train", "batch", batch, 4);
  const wanted = "pairs" in batch ? ["pairs"] : ["classes", "samples"];
  checkNames("train: batch", { ...batch }, wanted);
  for (const name of wanted)
    checkCount("train: batch", name, (batch as Readonly<Record<string, unknown>>)[name], name === "samples" ? 1 : 2);
}

/** The options to keep with a run: JSON, parts by name. */
export function keptOptions(options: TrainOptions): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(options) as [keyof TrainOptions, unknown][]) {
    if (value === undefined || (transient as readonly string[]).includes(key)) continue;
    kept[key] = isBuilt(value) ? namedOf(value as Named) : value;
  }
  return kept;
}

/** Name and options of a part that is not built yet; `fallback` where it has no name. */
export function asNamed(value: unknown, fallback: string): { name: string; options: Options } {
  if (typeof value === "string") return { name: value, options: {} };
  const { name = fallback, options = {} } = (value ?? {}) as { readonly name?: string; readonly options?: Options };
  return { name, options };
}

/** A part as data. */
export function namedOf({ name, options }: Named): Named {
  return { name, options };
}

// From the words of `kindred train` to the options of `train`: flags over the config file, parts put together of a name
// (`--loss triplet`), flags of their own (`--margin 0.3`) and dotted ones (`--loss.mining hard`).

import { readFile } from "node:fs/promises";
import path from "node:path";
import { KindredError, check } from "../core/errors.js";
import { missingError } from "../data/missing-path.js";
import type { TrainOptions } from "../training/index.js";
import { columnsOf } from "./column-flags.js";
import type { PartOptions } from "./dotted-options.js";

/** As commander hands them over. */
export interface TrainFlags {
  readonly encoder?: string;
  readonly width?: number | readonly number[];
  readonly depth?: number;
  readonly embedding?: number;
  readonly loss?: string;
  readonly miner?: string;
  readonly sampler?: string;
  /** Rows. */
  readonly memory?: number;
  readonly margin?: number;
  readonly distance?: string;
  readonly epochs?: number;
  readonly minutes?: number;
  readonly batch?: TrainOptions["batch"];
  readonly size?: TrainOptions["size"];
  readonly colour?: string;
  readonly augment?: string;
  readonly rotateClasses?: boolean;
  readonly zNormalise?: boolean;
  readonly resample?: number;
  readonly tokens?: string;
  readonly validation?: number | string;
  /** Commander's `--no-refit`: true unless it is given. */
  readonly refit?: boolean;
  readonly optimizer?: string;
  readonly lr?: number;
  readonly schedule?: string;
  readonly clip?: number;
  readonly average?: number;
  readonly patience?: number;
  readonly threshold?: TrainOptions["threshold"];
  readonly calibration?: string;
  readonly far?: number;
  readonly seed?: number;
  readonly threads?: number;
  readonly run?: string;
  /** Not of the training: where the command writes the model as well. */
  readonly out?: string;
  /** A folder, or true where none was named. */
  readonly resume?: string | true;
  readonly overwrite?: boolean;
  readonly config?: string;
  readonly strict?: boolean;
  readonly labelMeans?: string;
  readonly impostors?: readonly string[];
  readonly scoreRange?: readonly number[];
  readonly left?: string;
  readonly right?: string;
  readonly same?: string;
  readonly score?: string;
  readonly text?: string;
  readonly class?: string;
  readonly columns?: Readonly<Record<string, string>>;
  readonly maxRows?: number;
  readonly checkpointSeconds?: number;
}

/** Everything but what only a program can give. */
export type TrainSettings = Omit<TrainOptions, "onEvent" | "signal"> & { readonly run: string };

interface Part {
  readonly name?: string;
  readonly options?: Readonly<Record<string, unknown>>;
}

/** The options that the flags, the dotted options and the config file make together; `data` names the run where nothing does. */
export async function trainSettings(data: string, flags: TrainFlags, dotted: PartOptions): Promise<TrainSettings> {
  const config = flags.config === undefined ? {} : await readConfig(flags.config);
  // The budget given on the command line replaces the other kind in the file.
  const { epochs, minutes, ...rest } = config;
  const budget = flags.epochs === undefined && flags.minutes === undefined ? { epochs, minutes } : {};
  const all: Readonly<Record<string, unknown>> = { ...rest, ...budget, ...ownFlags(flags) };
  const { encoder, loss, miner, sampler, memory, optimiser, schedule, tokens, run, ...others } = all;
  const { width, depth, embedding } = flags;
  const options = {
    ...others,
    encoder: merged(encoder, { name: flags.encoder, options: { width, depth, embedding, ...dotted["encoder"] } }),
    loss: merged(loss, { name: flags.loss, options: dotted["loss"] }),
    miner: merged(miner, { name: flags.miner, options: dotted["miner"] }),
    sampler: merged(sampler, { name: flags.sampler, options: dotted["sampler"] }),
    tokens: merged(tokens, { name: flags.tokens, options: dotted["tokens"] }),
    memory: remembered(memory, flags.memory, dotted["memory"]),
    optimiser: merged(optimiser, { name: flags.optimizer, options: dotted["optimizer"] }),
    schedule: merged(schedule, { name: flags.schedule, options: dotted["schedule"] }),
    ...(await augmentation(flags.augment, dotted["augment"])),
    run:
      typeof flags.resume === "string" ? flags.resume : (flags.run ?? (run as string | undefined) ?? defaultRun(data)),
    ...(flags.resume !== undefined && { resume: true }),
  };
  return defined(options) as unknown as TrainSettings;
}

/** `runs/faces` for `pictures/faces/` and for `faces.csv`. */
export function defaultRun(data: string): string {
  return path.join("runs", path.parse(path.resolve(data)).name || "run");
}

/** Flags that are options under the same name. Throws INVALID_OPTION where the threshold is given twice. */
function ownFlags(flags: TrainFlags): Record<string, unknown> {
  const { margin, distance, epochs, minutes, batch, size, colour, rotateClasses, validation, lr, clip, patience } =
    flags;
  const { zNormalise, resample } = flags;
  const {
    average,
    threshold,
    calibration,
    far,
    seed,
    threads,
    overwrite,
    strict,
    labelMeans,
    scoreRange,
    impostors,
    checkpointSeconds,
  } = flags;
  check(
    far === undefined || threshold === undefined,
    "INVALID_OPTION",
    "--far: is --threshold far=RATE; give one of them",
  );
  const refit = flags.refit === false ? false : undefined;
  return defined({
    ...{ refit, margin, distance, epochs, minutes, batch, size, colour, rotateClasses, validation, lr, clip, patience },
    ...{ average, seed, threads, overwrite, strict, labelMeans, scoreRange, impostors, checkpointSeconds },
    ...{ zNormalise, resample },
    columns: columnsOf(flags),
    columnTypes: flags.columns,
    maxRows: flags.maxRows,
    calibration,
    threshold: far === undefined ? threshold : { far },
  });
}

/** A preset by its name, single changes, or changes to a preset. */
async function augmentation(
  preset: string | undefined,
  changes: Readonly<Record<string, unknown>> | undefined,
): Promise<{ augment?: unknown }> {
  if (changes === undefined) return preset === undefined ? {} : { augment: preset };
  if (preset === "auto") {
    throw new KindredError("INVALID_OPTION", "--augment: name a preset beside single changes, not auto");
  }
  if (preset === undefined) return { augment: changes };
  const { augmentOptions } = await import("../training/index.js");
  return { augment: { ...augmentOptions(preset as "none"), ...changes } };
}

/** The memory of the config file with what the flags say about it: `--memory 1024 --memory.from 200`. */
function remembered(configured: unknown, size: number | undefined, dotted: object = {}): object | undefined {
  const options = { ...(configured as object | undefined), ...defined({ size }), ...dotted };
  return Object.keys(options).length === 0 ? undefined : options;
}

/** The part of the config file with what the flags say about it. Another name leaves the file's options behind. */
function merged(
  configured: unknown,
  flags: { name: string | undefined; options: object | undefined },
): Part | undefined {
  const before: Part = typeof configured === "string" ? { name: configured } : ((configured as Part | undefined) ?? {});
  const name = flags.name ?? before.name;
  const kept = flags.name === undefined || flags.name === before.name ? before.options : {};
  const options = { ...kept, ...defined(flags.options ?? {}) };
  if (name === undefined && Object.keys(options).length === 0) return undefined;
  return { ...before, ...defined({ name }), options };
}

/** A file of options, or the config.json of a run, which holds them under `options`. */
async function readConfig(file: string): Promise<Record<string, unknown>> {
  const text = await readFile(file, "utf8").catch((cause: NodeJS.ErrnoException) => {
    throw missingError(file, cause, { where: `--config: ${file}` }) ?? cause;
  });
  const value = parsed(file, text);
  const options = isObject(value) && isObject(value["options"]) && !("loss" in value) ? value["options"] : value;
  if (isObject(options)) return options;
  throw new KindredError(
    "DATA_INVALID",
    `--config: ${file}: expected a JSON object of options, got ${text.slice(0, 40)}`,
  );
}

function parsed(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new KindredError("DATA_INVALID", `--config: ${file}: not JSON: ${(cause as Error).message}`, { cause });
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Without what is undefined, so that "not given" means the default. */
function defined(options: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

// What a run is a run of: config.json. It holds the options as they were given, so that a run can be resumed without them; the
// settings in force, which a resumed run must have as well; where the data are; and a fingerprint of settings and pictures, which checkpoints bear.

import { createHash } from "node:crypto";
import path from "node:path";
import { KindredError } from "../core/errors.js";
import { version } from "../core/version.js";
import { itemNoun } from "../model/index.js";
import { loadCheckpoint, type Checkpoint } from "./checkpoint.js";
import { keptOptions, type TrainOptions } from "./options.js";
import type { Recipe } from "./recipe.js";
import type { RunFolder } from "./run-folder.js";
import type { TrainingData } from "./training-data.js";

/** What config.json holds. */
export interface RunConfig extends Readonly<Record<string, unknown>> {
  readonly settings: Readonly<Record<string, unknown>>;
  readonly fingerprint: string;
}

/** @param source - path of the data; none where they are a data set made in code */
export function runConfig(options: TrainOptions, images: TrainingData, recipe: Recipe, source?: string): RunConfig {
  const data = dataHash(images);
  const fingerprint = createHash("sha256")
    .update(JSON.stringify([recipe.settings, data]))
    .digest("hex");
  const from = source === undefined ? {} : { source: path.resolve(source) };
  return { kindred: version, ...from, options: keptOptions(options), settings: recipe.settings, data, fingerprint };
}

/** Changes with every picture's name, class, content and place in the split. */
function dataHash({ training, validation }: TrainingData): string {
  const hash = createHash("sha256");
  for (const { dataset, store } of [training, validation]) {
    dataset.items.forEach(({ id, label }, index) => hash.update(`${id}\0${label}\0${store.hash(index)}\n`));
    hash.update(JSON.stringify([dataset.classes, dataset.pairs ?? null]));
    if (dataset.impostorClasses !== undefined) hash.update(dataset.impostorClasses);
  }
  return hash.digest("hex");
}

/** Where to go on: with the training, and with the second one on everything. */
export interface ResumePoints {
  readonly from?: Checkpoint | undefined;
  readonly refitFrom?: Checkpoint | undefined;
}

/**
 * Writes the configuration of a new run; of one to resume, compares it and returns where to go on.
 *
 * @throws RUN_INVALID where options or data are others than when it was begun
 */
export async function beginOrResume(run: RunFolder, config: RunConfig, data: TrainingData): Promise<ResumePoints> {
  if (run.config === undefined) {
    await run.writeConfig(config);
    return {};
  }
  const change = run.config["fingerprint"] === config.fingerprint ? undefined : difference(run.config, config, data);
  if (change !== undefined) throw new KindredError("RUN_INVALID", `${run.path}: cannot be resumed: ${change}`);
  const [from, refitFrom] = await Promise.all(
    [run.files.last, run.files.refit].map(async (file) => ownCheckpoint(file, config.fingerprint)),
  );
  await run.rewindLog(from?.progress.step ?? 0, refitFrom?.progress.step ?? 0);
  return { from, refitFrom };
}

async function ownCheckpoint(file: string, fingerprint: string): Promise<Checkpoint | undefined> {
  const checkpoint = await loadCheckpoint(file);
  if (checkpoint === undefined || checkpoint.fingerprint === fingerprint) return checkpoint;
  throw new KindredError("RUN_INVALID", `${file}: the checkpoint is of another run`);
}

/** Options that decide which items there are, and on which side. */
const ofTheData: readonly (keyof TrainOptions)[] = ["seed", "validation", "impostors", "columns", "maxRows"];

function difference(before: Readonly<Record<string, unknown>>, now: RunConfig, { input }: TrainingData): string {
  if (before["data"] !== now["data"]) {
    const given = changeOf(before["options"], now["options"], ofTheData);
    return given ?? `the ${itemNoun(input)[1]} are not the same as when it was begun`;
  }
  return changeOf(before["settings"], now.settings) ?? "its config.json does not belong to its checkpoints";
}

type Values = Readonly<Record<string, unknown>>;

/** The first value that is another one, of `names` or of all. */
function changeOf(before: unknown, now: unknown, names?: readonly string[]): string | undefined {
  const [old, current] = [before ?? {}, now ?? {}] as [Values, Values];
  const all = names ?? [...new Set([...Object.keys(old), ...Object.keys(current)])];
  const changed = all.find((name) => JSON.stringify(old[name]) !== JSON.stringify(current[name]));
  if (changed === undefined) return undefined;
  const said = (value: unknown): string => (value === undefined ? "not given" : JSON.stringify(value));
  return `${changed} was ${said(old[changed])} when it was begun and is ${said(current[changed])} now`;
}

/** What was given now over what a run was begun with. */
export function resumedOptions(
  now: TrainOptions,
  config: Readonly<Record<string, unknown>>,
  where: string,
): TrainOptions {
  const before = config["options"];
  if (typeof before !== "object" || before === null) {
    throw new KindredError("RUN_INVALID", `${where}: has no "options"; the run cannot be resumed`);
  }
  const given = Object.fromEntries(Object.entries(now).filter(([, value]) => value !== undefined));
  return { ...(before as TrainOptions), ...given };
}

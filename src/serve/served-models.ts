// The models of a service, by name, each with its batches and the loosest threshold that requests may decide by.

import { basename, dirname, extname } from "node:path";
import { availableParallelism } from "node:os";
import { KindredError, check } from "../core/errors.js";
import { checkRange } from "../core/options.js";
import { closest } from "../core/suggest.js";
import { loadModel, type SiameseModel } from "../model/index.js";
import { batcher, type Batcher, type BatcherOptions } from "./batcher.js";
import { encoderOf } from "./encode.js";
import { openLane, type Lane } from "./lane.js";

export interface ServedModel {
  readonly name: string;
  readonly model: SiameseModel;
  readonly batches: Batcher;
  /** Where "same" ends at the latest; undefined where neither model nor operator says. */
  readonly threshold: number | undefined;
}

export interface ServedModels {
  readonly all: readonly ServedModel[];
  /** By name; the first one without. Throws NOT_FOUND with the names that there are. */
  get(name?: string): ServedModel;
  close(): Promise<void>;
}

export interface ServeModelsOptions extends Omit<BatcherOptions, "onBatch"> {
  /** Decides instead of the models' own thresholds. */
  readonly threshold?: number | undefined;
  /** Processes that decode and encode side by side; 0: the service's own does. @defaultValue one a core */
  readonly lanes?: number;
  /** Threads within one batch. @defaultValue 1 */
  readonly threads?: number;
  /** Of a picture, before it is shrunk. @defaultValue 25 million */
  readonly maxPixels?: number;
  readonly onBatch?: (model: string, size: number) => void;
  /** Hears of a lane that ended by itself. */
  readonly onDeath?: (reason: string) => void;
}

/**
 * Opens models and starts their encoders.
 *
 * @param models - name -> path
 * @throws NOT_FOUND, MODEL_INVALID, MODEL_VERSION, INVALID_OPTION
 */
export async function serveModels(
  models: Readonly<Record<string, string>>,
  {
    threshold,
    threads = 1,
    lanes: width = availableParallelism(),
    maxPixels = 25_000_000,
    onBatch,
    onDeath = () => undefined,
    ...options
  }: ServeModelsOptions = {},
): Promise<ServedModels> {
  if (threshold !== undefined) checkRange("serve", "threshold", threshold, { from: 0 });
  const all: ServedModel[] = [];
  const lanes: Lane[] = [];
  const close = async (): Promise<void> =>
    void (await Promise.all([...lanes, ...all.map(({ model }) => model)].map((each) => each.close())));
  try {
    const opened: [string, SiameseModel][] = [];
    for (const [name, path] of Object.entries(models)) opened.push([name, await loadModel(path, { threads })]);
    if (opened.length > 0) lanes.push(...(await openLanes(width, { models, threads, maxPixels }, onDeath)));
    for (const [name, model] of opened) {
      const encoders = width === 0 ? [encoderOf(model, maxPixels)] : lanes.map((lane) => lane.encoder(name));
      const batches = batcher(encoders, { ...options, onBatch: (size) => onBatch?.(name, size) });
      all.push({ name, model, batches, threshold: threshold ?? model.info.threshold?.threshold });
      if (width === 0) await started(model);
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { all, get: (name) => named(all, name), close };
}

/** Where one does not start, none stays. */
async function openLanes(width: number, ...start: Parameters<typeof openLane>): Promise<readonly Lane[]> {
  const tried = await Promise.allSettled(Array.from({ length: width }, () => openLane(...start)));
  const lanes = tried.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
  for (const each of tried) {
    if (each.status === "fulfilled") continue;
    await Promise.all(lanes.map((lane) => lane.close()));
    throw each.reason;
  }
  return lanes;
}

/** Of runs/faces/model.onnx "faces", of others the file's name without its ending. */
export function modelName(path: string): string {
  const stem = basename(path, extname(path));
  const folder = basename(dirname(path));
  return stem === "model" && folder !== "" && folder !== "." ? folder : stem;
}

/** Decides by `asked`, which may be tighter than what the operator allows, never looser. Throws INVALID_INPUT, MODEL_UNCALIBRATED. */
export function decidingThreshold(asked: number | undefined, allowed: number | undefined, where: string): number {
  check(allowed !== undefined, "MODEL_UNCALIBRATED", () => {
    return `${where}: neither the model nor the service has a threshold; start it with --threshold`;
  });
  return tightened(asked, allowed);
}

/** `asked` where it is given. Throws INVALID_INPUT where it is looser than `allowed`. */
export function tightened(asked: number | undefined, allowed: number): number {
  if (asked === undefined) return allowed;
  check(asked <= allowed, "INVALID_INPUT", () => {
    return `threshold: ${asked} is looser than the service allows: at most ${allowed}`;
  });
  return asked;
}

/** An embedding of nothing starts the encoder: a damaged graph shows now, and the first request does not wait. */
async function started(model: SiameseModel): Promise<void> {
  await model.embedSource({ count: 0, feeds: () => Promise.resolve({}) });
}

function named(all: readonly ServedModel[], name: string | undefined): ServedModel {
  const found = name === undefined ? all[0] : all.find((each) => each.name === name);
  if (found !== undefined) return found;
  const known = all.map((each) => each.name);
  if (known.length === 0) throw new KindredError("NOT_FOUND", "model: the service has none, only detectors");
  const hint = closest(name ?? "", known);
  const suggestion = hint === undefined ? "" : `, did you mean "${hint}"?`;
  throw new KindredError("NOT_FOUND", `model: there is none of that name${suggestion}; there are ${known.join(", ")}`);
}

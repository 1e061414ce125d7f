// What a model file says about itself: the JSON value under the key `kindred` of the ONNX metadata. The graph holds the
// encoder and its preprocessing; this holds the rest: what goes in, how embeddings are compared, where "same" ends.
//
// `format` counts the versions of this description. A reader refuses later ones; new optional fields do not raise it.

import { KindredError, check } from "../core/errors.js";
import { distanceByName } from "../distances/registry.js";
import { calibrationFault, type ModelCalibration } from "./calibration.js";
import { checkModelInput, type ModelInput } from "./model-input.js";
import { readMetadata } from "./model-file.js";

/** The version of the description that this code writes, and the latest that it reads. */
export const formatVersion = 1;

const metadataKey = "kindred";

/** Something that is rebuilt from its name and options. */
export interface Named {
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/** Where "same" ends, and why there. As evaluation's `chooseThreshold` returns it. */
export interface ModelThreshold {
  /** Pairs at this distance or nearer are the same. */
  readonly threshold: number;
  /** False accept and false reject rate on the pairs it was chosen on. */
  readonly far: number;
  readonly frr: number;
  readonly kind: "eer" | "far" | "accuracy" | "f1" | "given";
  /** The rate asked for; with `kind` "far" only. */
  readonly targetFar?: number;
  /** What to expect of new classes: the rates of thresholds chosen without the classes they are counted on. */
  readonly crossFitted?: { readonly far: number; readonly frr: number };
}

/** How the model came about; for people and reports, nothing depends on it. */
export interface TrainingInfo {
  readonly items: number;
  readonly classes: number;
  readonly epochs: number;
  readonly steps: number;
  readonly seconds: number;
  readonly seed: number;
  readonly loss: Named;
  /** The second training, on what was held out as well: then the file's weights are those, and threshold, calibration and `validation` are of the first. */
  readonly refit?: {
    readonly items: number;
    readonly classes: number;
    readonly epochs: number;
    readonly steps: number;
  };
  /** On held-out classes, by the epoch that was kept. */
  readonly validation?: {
    readonly items: number;
    readonly classes: number;
    readonly auc: number;
    readonly eer: number;
    /** Of pairs with scores: how distances follow these, -1..1. */
    readonly pearson?: number;
    readonly spearman?: number;
  };
}

export interface ModelInfo {
  readonly format: number;
  /** The version of Kindred that wrote the file. */
  readonly kindred: string;
  /** ISO 8601, UTC. */
  readonly created: string;
  readonly input: ModelInput;
  /** Width of the embedding. */
  readonly embedding: number;
  readonly encoder: Named;
  readonly distance: Named;
  readonly threshold?: ModelThreshold;
  readonly calibration?: ModelCalibration & {
    /** Errors of the probabilities, fitted without the classes they are counted on. See evaluation's `calibrationError`. */
    readonly crossFitted?: { readonly ece: number; readonly brier: number };
  };
  readonly training?: TrainingInfo;
}

/** The metadata to write into an ONNX file. */
export function encodeInfo(info: ModelInfo): Record<string, string> {
  return { [metadataKey]: JSON.stringify(info) };
}

/**
 * What a model file says about itself.
 *
 * @param where - names the file in messages
 * @throws MODEL_INVALID where it is damaged, no ONNX file or not Kindred's; MODEL_VERSION where a later version wrote it
 */
export function decodeInfo(bytes: Uint8Array, where: string): ModelInfo {
  const text = readMetadata(bytes, where).get(metadataKey);
  check(
    text !== undefined,
    "MODEL_INVALID",
    `${where}: an ONNX file, but no Kindred model: it has no metadata "${metadataKey}"`,
  );
  const info = parseObject(text);
  const broken = (why: string, cause?: unknown): KindredError =>
    new KindredError("MODEL_INVALID", `${where}: the metadata "${metadataKey}" is damaged: ${why}`, { cause });
  if (info === undefined) throw broken("no JSON object");
  check(
    info["kind"] !== "detector",
    "MODEL_INVALID",
    `${where}: a detector of anomalies, not a model; use it with: kindred anomalies score ${where}`,
  );
  const { format } = info;
  if (typeof format !== "number") throw broken("it has no format version");
  if (format > formatVersion) {
    const by = typeof info["kindred"] === "string" ? ` ${info["kindred"]}` : "";
    const what = `format ${format}, written by Kindred${by}; this version reads up to format ${formatVersion}`;
    throw new KindredError("MODEL_VERSION", `${where}: ${what}: update Kindred`);
  }
  try {
    checkInfo(info as unknown as ModelInfo);
  } catch (error) {
    throw broken(error instanceof Error ? error.message : String(error), error);
  }
  return info as unknown as ModelInfo;
}

/** What the code goes on to rely on; the rest is for people. */
function checkInfo({ input, embedding, encoder, distance, threshold, calibration }: ModelInfo): void {
  const wants = (condition: boolean, what: string): void => check(condition, "MODEL_INVALID", what);
  checkModelInput(input);
  wants(Number.isInteger(embedding) && embedding > 0, "it has no embedding width");
  wants(typeof (encoder as Named | undefined)?.name === "string", "it has no encoder");
  wants(typeof (distance as Named | undefined)?.name === "string", "it has no distance");
  distanceByName(distance.name, distance.options);
  wants(threshold === undefined || Number.isFinite(threshold.threshold), "its threshold is no number");
  const fault = calibration && calibrationFault(calibration);
  wants(fault === undefined, fault ?? "");
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined;
  }
}

// A Siamese model in use: an encoder that makes embeddings, the distance that compares them, and the threshold that decides.
//
//   const model = await loadModel("faces.onnx");
//   const { same, similarity } = await model.verify("a.jpg", "b.jpg");

import { row, type Embeddings, type Matrix } from "../core/embeddings.js";
import { check } from "../core/errors.js";
import { checkChoice, checkCount } from "../core/options.js";
import { pixelsOf } from "../data/image-spec.js";
import type { Distance } from "../distances/distance.js";
import { distanceByName } from "../distances/registry.js";
import type { Session } from "../engine/index.js";
import { embedAll, type EmbedSettings, type EmbedSource } from "./embed.js";
import { probabilitySame } from "./calibration.js";
import { encodeInfo, type ModelInfo, type ModelThreshold } from "./format.js";
import { fingerprintOf } from "./fingerprint.js";
import { replaceMetadata } from "./model-file.js";
import { itemNoun } from "./model-input.js";
import { nameOfInput } from "./picture-input.js";
import { pixelSource } from "./pixel-source.js";
import type { UnreadableInput } from "./input-reader.js";
import { readInputs, type EmbedInput } from "./read-inputs.js";

export interface EmbedOptions {
  /** Items at a time; memory grows with it, results do not depend on it. @defaultValue 32 */
  readonly batchSize?: number;
  /**
   * What becomes of an input that cannot be read: "throw" ends the call; "skip" leaves it out of the rows and names it in
   * `unreadable`. @defaultValue "throw"
   */
  readonly unreadable?: "throw" | "skip";
  /** Called after each batch with the number of items done. */
  readonly onProgress?: (done: number) => void;
  /** Stops between batches. */
  readonly signal?: AbortSignal;
}

export interface EmbedResult extends Embeddings {
  /** Inputs that have no row, because they could not be read. Empty unless asked to skip them. */
  readonly unreadable: readonly UnreadableInput[];
  /** Texts of which only the beginning was read, because they are longer than the model reads. Of other inputs 0. */
  readonly cut: number;
}

export interface VerifyOptions {
  /** Decide by this distance instead of the model's threshold. */
  readonly threshold?: number;
}

export interface Verdict {
  /** Whether the distance is at most the threshold. */
  readonly same: boolean;
  /** Calibrated probability of "same" where both are as likely beforehand, 0..1. Absent where the model has no calibration. */
  readonly similarity?: number;
  readonly distance: number;
  readonly threshold: number;
  /** Of texts: how many of the two are longer than the model reads. Absent where none is. */
  readonly cut?: number;
}

export interface Decision {
  readonly threshold?: ModelThreshold;
  readonly calibration?: NonNullable<ModelInfo["calibration"]>;
}

export interface SiameseModel {
  /** What the model file says about itself. */
  readonly info: ModelInfo;
  readonly distance: Distance;
  /** Embeds pictures, series, texts or records: one row an input, in their order. Throws NOT_FOUND, IMAGE_UNREADABLE, DATA_INVALID, INVALID_INPUT. */
  embed(inputs: readonly EmbedInput[], options?: EmbedOptions): Promise<EmbedResult>;
  /** Embeds pictures that have the model's size and channels already: `[N, H, W, C]` bytes -> `[N, D]`. */
  embedPixels(pixels: Uint8Array, options?: Omit<EmbedOptions, "unreadable">): Promise<Matrix>;
  /** Embeds batches as the graph takes them, without having all of them in memory: `pixelSource`, `seriesSource`, `textSource`, `recordSource`. */
  embedSource(source: EmbedSource, options?: Omit<EmbedOptions, "unreadable">): Promise<Matrix>;
  /** Whether two pictures, series, texts or records are of the same. Throws MODEL_UNCALIBRATED where neither model nor options have a threshold. */
  verify(a: EmbedInput, b: EmbedInput, options?: VerifyOptions): Promise<Verdict>;
  /** Calibrated probability of "same" at a distance; undefined where the model has no calibration. */
  similarity(distance: number): number | undefined;
  /** The same encoder with another threshold and calibration. */
  withDecision(decision: Decision): SiameseModel;
  /** The same encoder compared by another distance; without threshold and calibration, which hold for one distance. */
  withDistance(distance: Distance): SiameseModel;
  /** What the embeddings depend on, as 64 hexadecimal digits: the same for models that differ only in how they decide. */
  fingerprint(): Promise<string>;
  /** Writes the model file; what is there is replaced at once or not at all. Throws DISK_FULL. */
  save(path: string): Promise<void>;
  /** Frees native memory, for this model and those made from it. */
  close(): Promise<void>;
}

/** The parts that models of one encoder share. */
export interface ModelCore {
  /** The ONNX file. */
  readonly bytes: Uint8Array;
  /** Starts the session at the first call. */
  readonly session: () => Promise<Session>;
  readonly close: () => Promise<void>;
}

const defaultBatchSize = 32;

/** A model from its parts. */
export function siameseModel(core: ModelCore, info: ModelInfo): SiameseModel {
  const distance = distanceByName(info.distance.name, info.distance.options);
  const embedSource: SiameseModel["embedSource"] = async (source, options = {}) =>
    embedAll(source, await embedSettings(core, info, options));
  const model: SiameseModel = {
    info,
    distance,
    embed: (inputs, options = {}) => embedInputs(inputs, info, embedSource, options),
    embedPixels: async (pixels, options) => embedSource(sourceOfPixels(pixels, info), options),
    embedSource,
    verify: (a, b, options = {}) => verifyPair(model, a, b, options),
    similarity: (measured) =>
      info.calibration === undefined ? undefined : probabilitySame(info.calibration, measured),
    withDecision(decision) {
      const { threshold: _, calibration: __, ...rest } = info;
      return siameseModel(core, { ...rest, ...decision });
    },
    withDistance({ name, options }) {
      const { threshold: _, calibration: __, ...rest } = info;
      return siameseModel(core, { ...rest, distance: { name, options } });
    },
    fingerprint: () => fingerprintOf(core.bytes, info.input),
    async save(path) {
      const { writeAtomically } = await import("./write-atomically.js");
      await writeAtomically(path, replaceMetadata(core.bytes, encodeInfo(info), path));
    },
    close: core.close,
  };
  return model;
}

async function embedSettings(
  core: ModelCore,
  { embedding }: ModelInfo,
  { batchSize = defaultBatchSize, onProgress, signal }: EmbedOptions,
): Promise<EmbedSettings> {
  checkCount("embed", "batchSize", batchSize);
  return { session: await core.session(), embedding, batchSize, onProgress, signal };
}

async function embedInputs(
  inputs: readonly EmbedInput[],
  { input }: ModelInfo,
  embedSource: SiameseModel["embedSource"],
  { unreadable = "throw", ...options }: EmbedOptions,
): Promise<EmbedResult> {
  checkChoice("embed", "unreadable", unreadable, ["throw", "skip"]);
  const { source, place, failed, cut = 0 } = await readInputs(inputs, input, unreadable);
  const all = await embedSource(source, options);
  const gone = new Set(failed().map(({ index }) => index));
  const kept = [...inputs.keys()].filter((index) => !gone.has(index));
  const data = new Float32Array(kept.length * all.columns);
  kept.forEach((index, i) => data.set(row(all, place(index)), i * all.columns));
  const ids = kept.map((index) => nameOfInput(inputs[index]!, index));
  return { data, rows: kept.length, columns: all.columns, ids, unreadable: failed(), cut };
}

function sourceOfPixels(pixels: Uint8Array, { input }: ModelInfo): EmbedSource {
  check(
    input.kind === "image",
    "INVALID_INPUT",
    () => `embedPixels: the model takes ${itemNoun(input)[1]}, not pictures`,
  );
  const each = pixelsOf(input);
  check(pixels.length % each === 0, "INVALID_INPUT", () => {
    return `embedPixels: expected a multiple of ${each} bytes (height x width x channels), got ${pixels.length}`;
  });
  return pixelSource(input, pixels.length / each, async (from, to, target) =>
    target.set(pixels.subarray(from * each, to * each)),
  );
}

async function verifyPair(
  model: SiameseModel,
  a: EmbedInput,
  b: EmbedInput,
  { threshold = model.info.threshold?.threshold }: VerifyOptions,
): Promise<Verdict> {
  check(
    threshold !== undefined,
    "MODEL_UNCALIBRATED",
    "verify: the model has no threshold; give one, or calibrate it on pairs",
  );
  const embeddings = await model.embed([a, b]);
  const distance = model.distance.between(row(embeddings, 0), row(embeddings, 1));
  const similarity = model.similarity(distance);
  const { cut } = embeddings;
  return {
    ...{ same: distance <= threshold, ...(similarity !== undefined && { similarity }), distance, threshold },
    ...(cut > 0 && { cut }),
  };
}

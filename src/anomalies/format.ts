// What a detector's file says about itself: the JSON value under the key `kindred` of the ONNX metadata, as in a model's file, with
// `kind` "detector". The graph holds the rest: standardisation, reference rows, held-out scores and threshold.
//
//   rows float ["batch", D], NaN for what is missing      or, with an encoder inside, what that takes
//     -> score, p_value: float ["batch"]; anomaly: bool ["batch"]

import { KindredError, check } from "../core/errors.js";
import { checkModelInput, type ModelInfo, type Named } from "../model/index.js";
import { readMetadata } from "../model/model-file.js";
import type { AlarmThreshold } from "./calibration.js";
import type { Scaling } from "./standardise.js";

/** The version of the description that this code writes, and the latest that it reads. */
export const detectorFormat = 1;

const metadataKey = "kindred";

/** What goes in: rows of numbers, or what an encoder takes that is part of the detector. */
export type DetectorInput =
  | { readonly kind: "rows"; readonly columns: readonly string[] }
  | { readonly kind: "model"; readonly model: ModelInfo };

export interface DetectorInfo {
  readonly kind: "detector";
  readonly format: number;
  /** The version of Kindred that wrote the file. */
  readonly kindred: string;
  /** ISO 8601, UTC. */
  readonly created: string;
  readonly input: DetectorInput;
  /** Numbers in a row, or of an embedding. */
  readonly width: number;
  readonly scaling: Scaling;
  readonly methods: readonly Named[];
  /** Where anomalies begin, and the rate of false alarms behind it. */
  readonly alarm: AlarmThreshold;
  /** Normal rows that there were, and those that the detector keeps to compare with. */
  readonly normal: { readonly seen: number; readonly references: number };
  /** Known anomalies that were learned from. */
  readonly anomalies?: number;
}

/** The metadata to write into an ONNX file. */
export function encodeDetectorInfo(info: DetectorInfo): Record<string, string> {
  return { [metadataKey]: JSON.stringify(info) };
}

/**
 * What a detector's file says about itself.
 *
 * @param where - names the file in messages
 * @throws MODEL_INVALID where it is damaged, or no detector; MODEL_VERSION where a later version wrote it
 */
export function decodeDetectorInfo(bytes: Uint8Array, where: string): DetectorInfo {
  const text = readMetadata(bytes, where).get(metadataKey);
  check(
    text !== undefined,
    "MODEL_INVALID",
    `${where}: an ONNX file, but no detector of Kindred's: it has no metadata`,
  );
  const info = parse(text);
  check(info !== undefined, "MODEL_INVALID", `${where}: the metadata "${metadataKey}" is damaged: no JSON object`);
  const { kind, format } = info;
  if (kind !== "detector") {
    const advice = "fit one with: kindred anomalies fit NORMAL --model";
    throw new KindredError("MODEL_INVALID", `${where}: a model, not a detector of anomalies; ${advice} ${where}`);
  }
  if (typeof format !== "number" || format > detectorFormat) {
    const what = `format ${String(format)}, written by Kindred ${info.kindred ?? "?"}`;
    throw new KindredError(
      "MODEL_VERSION",
      `${where}: ${what}; this version reads up to format ${detectorFormat}: update Kindred`,
    );
  }
  checkInfo(info, where);
  return info as DetectorInfo;
}

/** What the code goes on to rely on; the rest is for people. */
function checkInfo({ input, width, alarm, methods }: Partial<DetectorInfo>, where: string): void {
  const wants = (condition: boolean, what: string): void => {
    check(condition, "MODEL_INVALID", `${where}: the metadata "${metadataKey}" is damaged: ${what}`);
  };
  wants(Number.isInteger(width) && width! > 0, "it has no width");
  wants(Number.isFinite(alarm?.threshold) && Number.isFinite(alarm?.falseAlarms), "it has no threshold");
  wants(Array.isArray(methods), "it names no methods");
  wants(input?.kind === "rows" || input?.kind === "model", "it does not say what it takes");
  if (input?.kind === "rows") wants(input.columns?.length === width, "it has not a name for each column");
  if (input?.kind === "model") checkModelInput(input.model?.input);
}

function parse(text: string): Partial<DetectorInfo> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

// Fits a detector on what a model embeds: pictures or series. The model's encoder becomes part of the detector, which then takes what
// the model takes.

import type { EmbedInput } from "../model/index.js";
import { loadModel, readModelFile } from "../model/load.js";
import type { UnreadableInput } from "../model/input-reader.js";
import type { Detector } from "./detector.js";
import { type FitDetectorOptions, fitBehind } from "./fit.js";

export interface FitInputsOptions extends Omit<FitDetectorOptions, "anomalies" | "columns"> {
  /** Known anomalies: pictures or series, as the normal ones. @defaultValue none */
  readonly anomalies?: readonly EmbedInput[];
  /** Called after each batch with the number of normal inputs that are embedded. */
  readonly onProgress?: (done: number) => void;
}

export interface FittedOnInputs {
  readonly detector: Detector;
  /** Inputs that could not be read, anomalies among them, and were left out. */
  readonly unreadable: readonly UnreadableInput[];
}

/**
 * A detector of what is unlike `normal`, as `fitDetector` fits it, on a model's embeddings.
 *
 * @param model - the path of a model's file, or its bytes
 * @throws what `loadModel` and `fitDetector` throw
 */
export async function fitDetectorOn(
  model: string | Uint8Array,
  normal: readonly EmbedInput[],
  { anomalies, onProgress, ...options }: FitInputsOptions = {},
): Promise<FittedOnInputs> {
  const bytes = typeof model === "string" ? await readModelFile(model) : model;
  const encoder = await loadModel(typeof model === "string" ? model : bytes);
  try {
    const progress = onProgress === undefined ? {} : { onProgress };
    const rows = await encoder.embed(normal, { unreadable: "skip", ...progress });
    const known = anomalies && (await encoder.embed(anomalies, { unreadable: "skip" }));
    const front = { bytes, info: encoder.info };
    const detector = await fitBehind(front, rows, { ...options, ...(known && { anomalies: known }) });
    return { detector, unreadable: [...rows.unreadable, ...(known?.unreadable ?? [])] };
  } finally {
    await encoder.close();
  }
}

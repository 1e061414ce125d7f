// What was embedded, kept beside its embedding so that another model can embed it again:
//
//   a picture     the bytes of its file; of pixels, a PGM or PPM file
//   a series      a .npy file, [T, C] float32
//   a text        itself, UTF-8
//   a record      a JSON object

import { readFile } from "node:fs/promises";
import { KindredError } from "../core/errors.js";
import { whyMissing } from "../data/missing-path.js";
import { decodeNpy, encodeNpy } from "../data/npy.js";
import { readSeries } from "../data/series-dataset.js";
import type { Series } from "../data/series.js";
import { asNetpbm, type PixelImage } from "../model/picture-input.js";
import type { ModelInput } from "../model/model-input.js";
import type { EmbedInput } from "../model/read-inputs.js";

/** The bytes that stand for `input`. Throws NOT_FOUND, DATA_INVALID. */
export async function sourceOf(input: EmbedInput, kind: ModelInput["kind"]): Promise<Uint8Array> {
  if (input instanceof Uint8Array) return input;
  if (kind === "text" || kind === "record") {
    return new TextEncoder().encode(typeof input === "string" ? input : JSON.stringify(input));
  }
  if (typeof input === "string") {
    if (kind === "series") return sourceOf(await readSeries(input), kind);
    return readFile(input).catch((cause: unknown) => {
      throw new KindredError("NOT_FOUND", `${input}: ${whyMissing(input, cause) ?? "cannot be read"}`, { cause });
    });
  }
  if (kind === "image") return asNetpbm(input as PixelImage);
  const { values, steps, channels } = input as Series;
  const parts = encodeNpy({ data: values, rows: steps, columns: channels });
  return Uint8Array.from(Buffer.concat(parts));
}

/** What a model takes, from the bytes that `sourceOf` gave; `id` names the item in errors. */
export function inputOf(source: Uint8Array, kind: ModelInput["kind"], id: string): EmbedInput {
  if (kind === "image") return source;
  const text = (): string => new TextDecoder().decode(source);
  if (kind === "text") return text();
  if (kind === "record") return JSON.parse(text()) as EmbedInput;
  const { rows, columns, data } = decodeNpy(source, id);
  return { steps: rows, channels: columns, values: data };
}

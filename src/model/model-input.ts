// Kinds of input: what a model file says about its own, and the part of its graph in front of the encoder.

import { check } from "../core/errors.js";
import type { RecordFields } from "../encoders/record-fields.js";
import type { Tensor } from "../graph/tensor.js";
import { checkImageInput, type ImageInput } from "./image-input.js";
import { checkRecordInput, type RecordInput } from "./record-input.js";
import { checkSeriesInput, type SeriesInput } from "./series-input.js";

export type ModelInput = ImageInput | SeriesInput | RecordInput;

/** Throws MODEL_INVALID for another kind, INVALID_OPTION where the numbers do not fit. */
export function checkModelInput(input: ModelInput | undefined): void {
  const kind = (input as { readonly kind?: unknown } | undefined)?.kind;
  const known = kind === "image" || kind === "series" || kind === "record";
  check(known, "MODEL_INVALID", `its input must be of kind "image", "series" or "record"`);
  if (kind === "image") checkImageInput(input as ImageInput);
  else if (kind === "series") checkSeriesInput(input as SeriesInput);
  else checkRecordInput(input as RecordInput);
}

/** What an encoder takes, and what the graph has to be fed with for it. */
export type EncoderInput = Encodable & {
  /** Of the graph, in the model file's order. */
  readonly fed: readonly Tensor[];
};

export type Encodable =
  | {
      /** `[N, C, H, W]` or `[N, T, C]`. */
      readonly x: Tensor;
      /** Of series, `[N]`. */
      readonly lengths?: Tensor | undefined;
    }
  | { readonly fields: RecordFields };

const nouns = { image: ["picture", "pictures"], series: ["series", "series"], record: ["record", "records"] } as const;

/** How many pictures, series or records: the words of messages. */
export function itemNoun({ kind }: { readonly kind: ModelInput["kind"] }): readonly [one: string, many: string] {
  return nouns[kind];
}

/** The input of a model of pictures. Throws INVALID_INPUT for any other. */
export function imageInputOf({ input }: { readonly input: ModelInput }): ImageInput {
  check(
    input.kind === "image",
    "INVALID_INPUT",
    () => `expected a model of pictures, got one of ${itemNoun(input)[1]}`,
  );
  return input;
}

// Kinds of input: what a model file says about its own, and the part of its graph in front of the encoder.

import { check } from "../core/errors.js";
import type { RecordFields } from "../encoders/record-fields.js";
import type { Tensor } from "../graph/tensor.js";
import { checkImageInput, type ImageInput } from "./image-input.js";
import { checkRecordInput, type RecordInput } from "./record-input.js";
import { checkSeriesInput, type SeriesInput } from "./series-input.js";
import { checkTextInput, type TextInput } from "./text-input.js";

export type ModelInput = ImageInput | SeriesInput | TextInput | RecordInput;

/** Throws MODEL_INVALID for another kind, INVALID_OPTION where the numbers do not fit. */
export function checkModelInput(input: ModelInput | undefined): void {
  const kind = (input as { readonly kind?: unknown } | undefined)?.kind;
  const known = kind === "image" || kind === "series" || kind === "text" || kind === "record";
  check(known, "MODEL_INVALID", `its input must be of kind "image", "series", "text" or "record"`);
  if (input!.kind === "image") checkImageInput(input as ImageInput);
  else if (input!.kind === "series") checkSeriesInput(input as SeriesInput);
  else if (input!.kind === "text") checkTextInput(input as TextInput);
  else checkRecordInput(input as RecordInput);
}

/** What an encoder takes, and what the graph has to be fed with for it. */
export type EncoderInput = Encodable & {
  /** Of the graph, in the model file's order. */
  readonly fed: readonly Tensor[];
};

export type Encodable =
  | {
      /** `[N, C, H, W]`, `[N, T, C]`, or of texts token ids `[N, T]`. */
      readonly x: Tensor;
      /** Of series and texts, `[N]`. */
      readonly lengths?: Tensor | undefined;
    }
  | { readonly fields: RecordFields };

const nouns = {
  image: ["picture", "pictures"],
  series: ["series", "series"],
  text: ["text", "texts"],
  record: ["record", "records"],
} as const;

/** What items are called in messages, one and many; of a model's input or of a data set. */
export function itemNoun({ kind }: { readonly kind: keyof typeof nouns }): readonly [one: string, many: string] {
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

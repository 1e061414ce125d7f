// Kinds of input: what a model file says about its own, and the part of its graph in front of the encoder.

import { check } from "../core/errors.js";
import type { Tensor } from "../graph/tensor.js";
import { checkImageInput, type ImageInput } from "./image-input.js";
import { checkSeriesInput, type SeriesInput } from "./series-input.js";

export type ModelInput = ImageInput | SeriesInput;

/** Throws MODEL_INVALID for another kind, INVALID_OPTION where the numbers do not fit. */
export function checkModelInput(input: ModelInput | undefined): void {
  const kind = (input as { readonly kind?: unknown } | undefined)?.kind;
  check(kind === "image" || kind === "series", "MODEL_INVALID", `its input must be of kind "image" or "series"`);
  if (input!.kind === "image") checkImageInput(input as ImageInput);
  else checkSeriesInput(input as SeriesInput);
}

/** What an encoder takes, and what the graph has to be fed with for it. */
export interface EncoderInput {
  /** Of the graph, in the model file's order. */
  readonly fed: readonly Tensor[];
  /** `[N, C, H, W]` or `[N, T, C]`. */
  readonly x: Tensor;
  /** Of series, `[N]`. */
  readonly lengths?: Tensor | undefined;
}

/** How many pictures or series: the words of messages. */
export function itemNoun({ kind }: ModelInput): readonly [one: string, many: string] {
  return kind === "image" ? ["picture", "pictures"] : ["series", "series"];
}

/** The input of a model of pictures. Throws INVALID_INPUT for any other. */
export function imageInputOf({ input }: { readonly input: ModelInput }): ImageInput {
  check(input.kind === "image", "INVALID_INPUT", "expected a model of pictures, got one of series");
  return input;
}

// The part of a step's graph in front of the encoder: raw items in, changed at random, centred and scaled. Texts come as token
// ids, and have been changed before.

import type { Tensor } from "../graph/index.js";
import type { Encodable, ModelInput } from "../model/index.js";
import { imagesInput, recordInputs, seriesInputs, textInputs } from "../model/index.js";
import { augmented, type Augmentation } from "./augment-graph.js";
import type { RecordAugmentation } from "./record-augmentation.js";
import { augmentedSeries, type SeriesAugmentation } from "./augment-series-graph.js";
import type { TextAugmentation } from "./text-augmentation.js";

export type StepAugmentation = Augmentation | SeriesAugmentation | TextAugmentation | RecordAugmentation;

export type StepInput = Encodable & {
  /** Inputs to be filled with random numbers, named `augment.*`. */
  readonly draws: readonly Tensor[];
};

/**
 * @param steps - that series, texts and the features of records are padded to; of pictures of no effect
 * @param padded - whether some series are shorter: where none is, the encoder need not ask which steps count. @defaultValue true
 */
export function stepInput(
  input: ModelInput,
  augmentation: StepAugmentation,
  batchSize: number,
  steps: number | undefined,
  padded = true,
): StepInput {
  if (input.kind === "image") {
    const { x, inputs } = augmented(imagesInput(input, batchSize), input, augmentation as Augmentation);
    return { x, draws: inputs };
  }
  if (input.kind === "text") {
    const { tokens, lengths } = textInputs(batchSize, steps!);
    return { x: tokens, lengths, draws: [] };
  }
  // Rows are changed before they become numbers.
  if (input.kind === "record") return { fields: recordInputs(input, batchSize, steps ?? 1).fields, draws: [] };
  const { series, lengths } = seriesInputs(input, batchSize, steps!);
  const { x, draws, ...own } = augmentedSeries(series, lengths, input, augmentation as SeriesAugmentation);
  return { x, draws, ...(padded && own) };
}

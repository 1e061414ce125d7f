// The graph in front of the encoder at inference: raw input to what the encoder takes, batch and time symbolic.

import { imagesInput, preprocess } from "./preprocessing.js";
import type { EncoderInput, ModelInput } from "./model-input.js";
import { recordInputs } from "./record-preprocessing.js";
import { preparedSeries, seriesInputs } from "./series-preprocessing.js";
import { textInputs } from "./text-preprocessing.js";

export function inputGraph(input: ModelInput): EncoderInput {
  if (input.kind === "image") {
    const images = imagesInput(input, "batch");
    return { fed: [images], x: preprocess(images, input) };
  }
  if (input.kind === "record") return recordInputs(input, "batch", "features");
  if (input.kind === "text") {
    const { tokens, lengths } = textInputs("batch", "time");
    return { fed: [tokens, lengths], x: tokens, lengths };
  }
  const { series, lengths } = seriesInputs(input, "batch", "time");
  return { fed: [series, lengths], ...preparedSeries(series, lengths, input) };
}

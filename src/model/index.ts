// Models: the file format, the encoder's graph as it is exported, and a model in use.

export { loadModel, type LoadOptions } from "./load.js";
export {
  siameseModel,
  type Decision,
  type EmbedOptions,
  type EmbedResult,
  type ModelCore,
  type SiameseModel,
  type Verdict,
  type VerifyOptions,
} from "./siamese-model.js";
export { embedDataset, labelledEmbeddings, type EmbeddedDataset } from "./embed-dataset.js";
export type { EmbedSource } from "./embed.js";
export type { EmbedInput } from "./read-inputs.js";
export type { UnreadableInput } from "./input-reader.js";
export type { PictureInput, PixelImage } from "./picture-input.js";
export {
  decodeInfo,
  encodeInfo,
  formatVersion,
  type ModelInfo,
  type ModelThreshold,
  type Named,
  type TrainingInfo,
} from "./format.js";
export { type IsotonicCalibration, type LogisticCalibration, type ModelCalibration } from "./calibration.js";
export { checkImageInput, type ImageInput } from "./image-input.js";
export { checkSeriesInput, type SeriesInput } from "./series-input.js";
export { checkTextInput, type TextInput } from "./text-input.js";
export {
  checkModelInput,
  imageInputOf,
  itemNoun,
  type Encodable,
  type EncoderInput,
  type ModelInput,
} from "./model-input.js";
export { checkRecordInput, type RecordInput } from "./record-input.js";
export { recordInputs } from "./record-preprocessing.js";
export { recordFeedNames, recordFeeds, recordSource } from "./record-source.js";
export { normaliseSeries, preparedSeries, seriesInputs, type PreparedSeries } from "./series-preprocessing.js";
export { pixelSource } from "./pixel-source.js";
export { seriesSource } from "./series-source.js";
export { textSource } from "./text-source.js";
export { textInputs } from "./text-preprocessing.js";
export { embedAll } from "./embed.js";
export { imagesInput, normalise, pixels, preprocess } from "./preprocessing.js";
export { encode, encodeEncoder, encoderGraph, type EncodeEncoderOptions, type EncoderGraph } from "./encoder-graph.js";

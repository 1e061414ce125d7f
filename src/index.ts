// Siamese neural networks: train one on your own pictures, judge it on classes it never saw, and ask it whether two pictures
// show the same. The parts are under subpaths: kindred/losses, kindred/encoders, kindred/distances, kindred/data ...

export { train, type TrainedModel, type TrainingSummary } from "./training/train.js";
export type { TrainOptions } from "./training/options.js";
export type { TrainingEvent } from "./training/events.js";
export { loadModel, type LoadOptions } from "./model/load.js";
export type { EmbedOptions, SiameseModel, Verdict } from "./model/siamese-model.js";
export type { ModelInfo } from "./model/format.js";
export {
  evaluateModel as evaluate,
  type EvaluateModelOptions,
  type ModelEvaluation,
} from "./evaluation/evaluate-model.js";
export { DimensionError, KindredError, type ErrorCode } from "./core/errors.js";
export { version } from "./core/version.js";

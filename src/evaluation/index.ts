// Evaluation: embeddings and a distance in, figures of merit out. One line a member.

export { selectPairs, scorePairs, type PairList, type ScoredPairs, type SelectPairsOptions } from "./pairs.js";
export { rocCurve, rocPoints, type Curve, type Judged, type RocPoint } from "./roc.js";
export { verification, type Verification, type VerificationOptions } from "./verification.js";
export { bootstrapIntervals, type Interval, type IntervalOptions, type Intervals } from "./bootstrap.js";
export { chooseThreshold, type OperatingPoint, type Threshold } from "./thresholds.js";
export { fitCalibration, probabilitySame, type Calibration } from "./calibration.js";
export { mostWays, oneShot, type OneShot, type OneShotOptions } from "./one-shot.js";
export { scoreOfficialRuns, type OfficialRunsResult, type RunEmbeddings } from "./official-runs.js";
export { retrieval, type Retrieval, type RetrievalOptions } from "./retrieval.js";
export { spread, type Moments, type Spread } from "./collapse.js";
export {
  evaluateEmbeddings,
  evaluationPairs,
  type EvaluateOptions,
  type EvaluationResult,
} from "./evaluate-embeddings.js";
export {
  evaluateDataset,
  evaluateModel,
  rawPixels,
  type EvaluateModelOptions,
  type ModelEvaluation,
} from "./evaluate-model.js";

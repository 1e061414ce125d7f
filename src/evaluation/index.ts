// Evaluation: embeddings and a distance in, figures of merit out. One line a member.

export { selectPairs, scorePairs, type PairList, type ScoredPairs, type SelectPairsOptions } from "./pairs.js";
export { rocCurve, rocPoints, type Curve, type Judged, type RocPoint } from "./roc.js";
export { verification, type Verification, type VerificationOptions } from "./verification.js";
export { detPoints, type DetPoint } from "./det.js";
export { type FigureName, type FigureOptions, type Figures } from "./figures.js";
export { bootstrapIntervals, type Interval, type IntervalOptions, type Intervals } from "./bootstrap.js";
export { identitiesOf, type Unit } from "./units.js";
export {
  checkOperatingPoint,
  chooseThreshold,
  type OperatingPoint,
  type Threshold,
  type ThresholdOptions,
} from "./thresholds.js";
export {
  fitCalibration,
  probabilitySame,
  type Calibration,
  type CalibrationKind,
  type FitCalibrationOptions,
} from "./calibration.js";
export { independentPairs } from "./independent-pairs.js";
export { calibrationError, type CalibrationBin, type CalibrationError } from "./calibration-error.js";
export { crossFit, type CrossFit, type CrossFitOptions } from "./cross-fit.js";
export { mostWays, oneShot, type OneShot, type OneShotOptions } from "./one-shot.js";
export { scoreOfficialRuns, type OfficialRunsResult, type RunEmbeddings } from "./official-runs.js";
export { retrieval, type Retrieval, type RetrievalOptions } from "./retrieval.js";
export { graded, predictedScores, type Graded, type GradedOptions, type GradedPairs } from "./graded.js";
export { clustering, type Clustering, type ClusteringOptions } from "./clustering.js";
export { kMeans, type KMeans, type KMeansOptions } from "./k-means.js";
export { agreement, type Agreement } from "./mutual-information.js";
export { silhouette } from "./silhouette.js";
export { hubness, type Hubness, type HubnessOptions } from "./hubness.js";
export { suggestMargins, type Margins } from "./margins.js";
export {
  compareEmbeddings,
  type Comparison,
  type ComparisonOptions,
  type Contestant,
  type Difference,
} from "./compare.js";
export { spread, type Moments, type Spread } from "./collapse.js";
export { type EvaluationWarning } from "./warnings.js";
export {
  evaluateEmbeddings,
  evaluationPairs,
  type EvaluateOptions,
  type EvaluationResult,
} from "./evaluate-embeddings.js";
export {
  evaluateDataset,
  evaluateModel,
  leaksFrom,
  rawPixels,
  type EvaluateModelOptions,
  type ModelEvaluation,
} from "./evaluate-model.js";
export {
  compareDistances,
  type CompareDistancesOptions,
  type DistanceComparison,
  type DistanceFigures,
} from "./compare-distances.js";
export { chooseDistance, type ChosenDistance } from "./choose-distance.js";
export { type Recommendation } from "./recommend-distance.js";
export { type Disturbance } from "./disturbances.js";
export { embeddingProfile, type EmbeddingProfile } from "./embedding-profile.js";
export { millisecondsPerMillion } from "./distance-cost.js";

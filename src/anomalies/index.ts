// What is unlike all that is normal? Detectors, fitted on normal rows or on a model's embeddings of normal pictures or series.

export { fitDetector, type FitDetectorOptions } from "./fit.js";
export { fitDetectorOn, type FitInputsOptions, type FittedOnInputs } from "./fit-inputs.js";
export { loadDetector, type Detector, type InputScores, type Scores } from "./detector.js";
export { detectorFormat, type DetectorInfo, type DetectorInput } from "./format.js";
export { rowsForRate, type AlarmThreshold } from "./calibration.js";
export { nearestNeighbours, type NearestNeighboursOptions } from "./nearest-neighbours.js";
export { mahalanobisMethod, type MahalanobisOptions } from "./mahalanobis.js";
export { localOutlierFactor, type LocalOutlierFactorOptions } from "./local-outlier-factor.js";
export { twins, type TwinsOptions } from "./twins.js";
export { methodByName, methodNames } from "./registry.js";
export type { FitContext, FittedMethod, Method } from "./method.js";
export { matrix } from "../core/matrix.js";
export type { Matrix } from "../core/embeddings.js";

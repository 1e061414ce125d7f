// Miners: which pairs and triplets of a labelled batch count, chosen inside the graph. One line a member.

export type { LabelledBatch, Mined, Miner, MinerContext, References, TripletChoice } from "./miner.js";
export { type LabelMasks, batchMasks, labelMasks, referencesOf } from "./labels.js";
export { tripletMask } from "./triplet-mask.js";
export { batchHard } from "./batch-hard.js";
export { type BatchEasyHardOptions, type Strategy, batchEasyHard } from "./batch-easy-hard.js";
export { type TripletMarginOptions, type TripletType, tripletMargin } from "./triplet-margin.js";
export { type PairMarginOptions, pairMargin } from "./pair-margin.js";
export { type MultiSimilarityMinerOptions, multiSimilarityMiner, multiSimilarityPairs } from "./multi-similarity.js";
export { type HdcOptions, hdc } from "./hdc.js";
export { type AngularOptions, angular } from "./angular.js";
export { type DistanceWeightedOptions, distanceWeighted } from "./distance-weighted.js";
export { type UniformHistogramOptions, uniformHistogram } from "./uniform-histogram.js";
export { minerByName, minerNames } from "./registry.js";

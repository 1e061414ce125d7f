// Losses: embeddings and what is known about them in, one number to minimise out. One line a member.

export type { Batch, BatchPairs, Loss, LossContext, LossResult } from "./loss.js";
export { type ContrastiveOptions, contrastive } from "./contrastive.js";
export { type TripletOptions, triplet } from "./triplet.js";
export { type PairClassifierOptions, pairClassifier } from "./pair-classifier.js";
export { type CosfaceOptions, cosface } from "./cosface.js";
export { type SupconOptions, supcon } from "./supcon.js";
export { type MultiSimilarityOptions, multiSimilarity } from "./multi-similarity.js";
export { marginUnit } from "./margin-unit.js";
export { lossByName, lossNames } from "./registry.js";

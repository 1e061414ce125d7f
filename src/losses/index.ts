// Losses: embeddings and what is known about them in, one number to minimise out. One line a member.

export type { Batch, BatchPairs, BatchViews, ClassWeights, Loss, LossContext, LossResult } from "./loss.js";
export { type ContrastiveOptions, contrastive } from "./contrastive.js";
export { type TripletOptions, triplet } from "./triplet.js";
export { type PairClassifierOptions, pairClassifier } from "./pair-classifier.js";
export { type CosfaceOptions, cosface } from "./cosface.js";
export { type ArcfaceOptions, arcface } from "./arcface.js";
export { type SubCentreArcfaceOptions, subCentreArcface } from "./sub-centre-arcface.js";
export { type SpherefaceOptions, sphereface } from "./sphereface.js";
export { type LargeMarginSoftmaxOptions, largeMarginSoftmax } from "./large-margin-softmax.js";
export { type NormalisedSoftmaxOptions, normalisedSoftmax } from "./normalised-softmax.js";
export { type ProxyNcaOptions, proxyNca } from "./proxy-nca.js";
export { type ProxyAnchorOptions, proxyAnchor } from "./proxy-anchor.js";
export { type SoftTripleOptions, softTriple } from "./soft-triple.js";
export { centre } from "./centre.js";
export { type SupconOptions, supcon } from "./supcon.js";
export { type MultiSimilarityOptions, multiSimilarity } from "./multi-similarity.js";
export { marginUnit } from "./margin-unit.js";
export { lossByName, lossNames } from "./registry.js";
export { takes } from "./takes.js";

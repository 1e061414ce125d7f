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
export { cosineMse } from "./cosine-mse.js";
export { type MalstmOptions, malstm } from "./malstm.js";
export { type CosentOptions, cosent } from "./cosent.js";
export { type MultipleNegativesRankingOptions, multipleNegativesRanking } from "./multiple-negatives-ranking.js";
export { type SimclrOptions, simclr } from "./simclr.js";
export { type VicregOptions, vicreg } from "./vicreg.js";
export { type BarlowTwinsOptions, barlowTwins } from "./barlow-twins.js";
export { type SimsiamOptions, simsiam } from "./simsiam.js";
export { selfSupervised } from "./self-supervised.js";
export { type Member, type WeightedLoss, type WeightedRegulariser, multiple } from "./multiple.js";
export {
  type LpOptions,
  type Regulariser,
  centreInvariant,
  lp,
  regularFace,
  regulariserByName,
  regulariserNames,
  sparseCentres,
  zeroMean,
} from "./regularisers.js";
export { type SupconOptions, supcon } from "./supcon.js";
export { type MultiSimilarityOptions, multiSimilarity } from "./multi-similarity.js";
export { type SignalToNoiseContrastiveOptions, signalToNoiseContrastive } from "./signal-to-noise-contrastive.js";
export { type NtXentOptions, ntXent } from "./nt-xent.js";
export { type CircleOptions, circle } from "./circle.js";
export { type LiftedStructureOptions, liftedStructure } from "./lifted-structure.js";
export { generalisedLiftedStructure } from "./generalised-lifted-structure.js";
export { type NcaOptions, nca } from "./nca.js";
export { type NPairsOptions, nPairs } from "./n-pairs.js";
export { type AngularOptions, angular } from "./angular.js";
export { type TupletMarginOptions, tupletMargin } from "./tuplet-margin.js";
export { type IntraPairVarianceOptions, intraPairVariance } from "./intra-pair-variance.js";
export { type MarginLossOptions, marginLoss } from "./margin-loss.js";
export { type RankedListOptions, rankedList } from "./ranked-list.js";
export { type FastApOptions, fastAp } from "./fast-ap.js";
export { type PnpOptions, type PnpVariant, pnp } from "./pnp.js";
export { type HistogramOptions, histogram } from "./histogram.js";
export { type DynamicSoftMarginOptions, dynamicSoftMargin } from "./dynamic-soft-margin.js";
export { type ThresholdConsistentMarginOptions, thresholdConsistentMargin } from "./threshold-consistent-margin.js";
export { type InstanceOptions, type InstanceTarget, instance } from "./instance.js";
export { marginUnit } from "./margin-unit.js";
export { lossByName, lossNames } from "./registry.js";
export { takes } from "./takes.js";
export * from "./reducers/index.js";

// Distances: on two vectors, on matrices, and in the graph. One line a member.

export type { Bulk, Distance, Kernel, Vector } from "./distance.js";
export { euclidean, euclideanDistance } from "./euclidean.js";
export { squaredEuclidean, squaredEuclideanDistance } from "./squared-euclidean.js";
export { cosine, cosineDistance, cosineSimilarity } from "./cosine.js";
export { manhattan, manhattanDistance } from "./manhattan.js";
export { minkowski, minkowskiDistance, type MinkowskiOptions } from "./minkowski.js";
export { chebyshev, chebyshevDistance } from "./chebyshev.js";
export { canberra, canberraDistance } from "./canberra.js";
export { brayCurtis, brayCurtisDistance } from "./bray-curtis.js";
export { correlation, correlationDistance } from "./correlation.js";
export { signalToNoise, signalToNoiseDistance } from "./signal-to-noise.js";
export { expManhattan, expManhattanDistance, expManhattanSimilarity } from "./exp-manhattan.js";
export { mahalanobis, mahalanobisDistance, type Whitening } from "./mahalanobis.js";
export { weightedManhattan, weightedManhattanDistance, type WeightedManhattanOptions } from "./weighted-manhattan.js";
export { fitMahalanobis, type MahalanobisFit, type MahalanobisFitOptions } from "./covariance.js";
export { distanceByName, distanceNames } from "./registry.js";
export { pairwise } from "./pairwise.js";
export {
  distanceBlocks,
  pairwiseDistances,
  type DistanceBlock,
  type DistanceBlocksOptions,
} from "./pairwise-distances.js";
export { nearest, type NearestOptions } from "./nearest.js";
export type { Neighbours } from "./neighbours.js";

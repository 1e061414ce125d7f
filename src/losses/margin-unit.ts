// What "1" is in each distance: margins default to a multiple of it, so that a default that suits one distance suits all.
//
//   euclidean            1              unit vectors in random directions stand about 1.4 apart
//   squared-euclidean    1
//   cosine               1/2            half the squared Euclidean distance of unit vectors
//   manhattan            sqrt(2 D / pi)     what Euclidean distance 1 is on average, over random directions of D dimensions
//   mahalanobis          sqrt(D)        each dimension varies by 1

import type { Distance } from "../distances/distance.js";

/** The unit of `distance` for embeddings of width `width`; 1 for a distance not listed. */
export function marginUnit({ name }: Distance, width: number): number {
  switch (name) {
    case "cosine":
      return 0.5;
    case "manhattan":
      return Math.sqrt((2 * width) / Math.PI);
    case "mahalanobis":
      return Math.sqrt(width);
    default:
      return 1;
  }
}

// Every loss as benchmarks/losses.ts trains it and benchmarks/loss-costs.ts weighs it: with its defaults, but where one alone makes
// no sense. `peer` is the same formula in PyTorch Metric Learning (benchmarks/peers/losses.py); where defaults differ,
// ours are set to the peer's.

import type { Options } from "../../src/core/options.js";
import { lossByName, lossNames, type Loss } from "../../src/losses/index.js";

export interface LossCase {
  /** In the table. */
  readonly name: string;
  readonly loss: string;
  readonly options?: Options;
  readonly miner?: string;
  /** By which benchmarks/peers/losses.py knows it. */
  readonly peer?: string;
}

/** In other ways than with their defaults. */
const special: Readonly<Record<string, readonly LossCase[]>> = {
  contrastive: [
    { name: "contrastive", loss: "contrastive" },
    {
      name: "contrastive, not squared",
      loss: "contrastive",
      options: {
        squared: false,
        half: false,
        balance: "sum",
        margin: 1,
        positiveMargin: 0,
        reducer: "mean-of-non-zero",
      },
      peer: "ContrastiveLoss",
    },
  ],
  triplet: [
    { name: "triplet, semi-hard", loss: "triplet" },
    {
      name: "triplet, all",
      loss: "triplet",
      options: { mining: "all", margin: 0.2, reducer: "mean-of-non-zero" },
      peer: "TripletMarginLoss",
    },
    { name: "triplet, distance-weighted miner", loss: "triplet", miner: "distance-weighted" },
  ],
  "multi-similarity": [
    {
      name: "multi-similarity",
      loss: "multi-similarity",
      options: { alpha: 2, beta: 50, base: 0.5 },
      peer: "MultiSimilarityLoss",
    },
  ],
  supcon: [{ name: "supcon", loss: "supcon", options: { temperature: 0.1 }, peer: "SupConLoss" }],
  "nt-xent": [{ name: "nt-xent", loss: "nt-xent", options: { temperature: 0.07 }, peer: "NTXentLoss" }],
  circle: [{ name: "circle", loss: "circle", options: { m: 0.4, gamma: 80 }, peer: "CircleLoss" }],
  cosface: [{ name: "cosface", loss: "cosface", options: { margin: 0.35, scale: 64 }, peer: "CosFaceLoss" }],
  "proxy-anchor": [
    { name: "proxy-anchor", loss: "proxy-anchor", options: { margin: 0.1, alpha: 32 }, peer: "ProxyAnchorLoss" },
  ],
  // Pulls each class together and pushes nothing apart: it goes beside a softmax (Wen et al. 2016).
  centre: [
    {
      name: "centre, beside normalised softmax",
      loss: "multiple",
      options: { members: [{ loss: "normalised-softmax" }, { loss: "centre", weight: 0.01 }] },
    },
  ],
  // A regulariser of the distances at the threshold (Zhang et al. 2024).
  "threshold-consistent-margin": [
    {
      name: "threshold-consistent-margin, beside multi-similarity",
      loss: "multiple",
      options: { members: [{ loss: "multi-similarity" }, { loss: "threshold-consistent-margin" }] },
    },
  ],
  multiple: [],
};

export const lossCases: readonly LossCase[] = lossNames.flatMap(
  (name) => special[name] ?? [{ name, loss: name } satisfies LossCase],
);

export function lossOf({ loss, options = {} }: LossCase): Loss {
  return lossByName(loss, options);
}

// Isotonic calibration: the step function, falling with the distance, that is nearest to the truths of judged pairs by weighted
// squares; it assumes nothing of the distances' shape and needs more pairs than Platt's scaling (some thousand).
//
//   minimise Σ w_i (p_i - same_i)²   subject to p falling with d_i
//
// By pooling adjacent violators (Ayer et al. 1955): neighbours in the wrong order become one block with their weighted mean. Pairs
// at one distance are one block from the start. Between blocks the curve is a straight line, as scikit-learn draws it. Same and
// different pairs carry equal total weight, and probabilities stay within Platt's targets, as in calibration.ts: a block of
// same pairs alone is no proof of certainty.

import type { IsotonicCalibration } from "../model/calibration.js";
import type { Judged } from "./roc.js";

/** More knots than this are thinned: they travel in the model file. */
const mostKnots = 256;

interface Block {
  /** Its nearest and farthest pair. */
  readonly from: number;
  to: number;
  weight: number;
  /** Of `same`, times weight. */
  sum: number;
}

/** `counts`: different and same pairs, both above 0. */
export function fitIsotonic({ distances, same }: Judged, counts: readonly [number, number]): IsotonicCalibration {
  const order = Uint32Array.from({ length: distances.length }, (_, i) => i);
  order.sort((i, j) => distances[i]! - distances[j]!);
  const blocks: Block[] = [];
  for (const pair of order) {
    const kind = same[pair] ? 1 : 0;
    const weight = 0.5 / counts[kind];
    const last = blocks.at(-1);
    if (last !== undefined && last.to === distances[pair] && last.from === last.to) {
      last.weight += weight;
      last.sum += weight * kind;
    } else {
      if (last !== undefined) pool(blocks);
      blocks.push({ from: distances[pair]!, to: distances[pair]!, weight, sum: weight * kind });
    }
  }
  pool(blocks);
  const [least, most] = [1 / (counts[0] + 2), (counts[1] + 1) / (counts[1] + 2)];
  const knots = blocks.flatMap(({ from, to, weight, sum }) => {
    const probability = Math.min(most, Math.max(least, sum / weight));
    return from === to
      ? [[from, probability] as const]
      : ([
          [from, probability],
          [to, probability],
        ] as const);
  });
  const kept = thinned(knots);
  return { kind: "isotonic", distances: kept.map(([d]) => d), probabilities: kept.map(([, p]) => p) };
}

/** Joins the last block with those before it while it is not below them. */
function pool(blocks: Block[]): void {
  for (let last = blocks.at(-1)!; blocks.length > 1; last = blocks.at(-1)!) {
    const before = blocks.at(-2)!;
    if (before.sum / before.weight > last.sum / last.weight) return;
    before.to = last.to;
    before.weight += last.weight;
    before.sum += last.sum;
    blocks.pop();
  }
}

function thinned<T>(knots: readonly T[]): readonly T[] {
  if (knots.length <= mostKnots) return knots;
  return Array.from({ length: mostKnots }, (_, i) => knots[Math.round((i * (knots.length - 1)) / (mostKnots - 1))]!);
}

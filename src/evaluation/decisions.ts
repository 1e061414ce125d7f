// What a threshold decides, as figures in one number: at point k of the ROC curve, with TP same pairs accepted, FN rejected, FP
// different pairs accepted and TN rejected,
//
//   accuracy    (TP + TN) / all
//   precision   TP / (TP + FP)                                  of what is accepted, how much is the same
//   F1          2 TP / (2 TP + FP + FN)                         van Rijsbergen 1979; says nothing about TN
//   MCC         (TP TN - FP FN) / √ ((TP+FP)(TP+FN)(TN+FP)(TN+FN))   Matthews 1975; 0 where nothing, or everything, is accepted
//
// Accuracy is mostly about the more frequent kind of pair, F1 depends on how frequent same pairs are; MCC is even-handed.

import type { Curve } from "./roc.js";

/** A figure of merit at point k; greater is better. */
export type Merit = (curve: Curve, k: number) => number;

/** Share of all pairs decided rightly. */
export function accuracyOf({ sames, differents, same, different }: Curve, k: number): number {
  return (sames[k]! + different - differents[k]!) / (same + different);
}

/** 0 where nothing is accepted. */
export function precisionOf({ sames, differents }: Curve, k: number): number {
  const accepted = sames[k]! + differents[k]!;
  return accepted === 0 ? 0 : sames[k]! / accepted;
}

export function f1Of({ sames, differents, same }: Curve, k: number): number {
  return (2 * sames[k]!) / (sames[k]! + differents[k]! + same);
}

export function mccOf({ sames, differents, same, different }: Curve, k: number): number {
  const [tp, fp] = [sames[k]!, differents[k]!];
  const [fn, tn] = [same - tp, different - fp];
  const product = (tp + fp) * (tn + fn);
  return product === 0 ? 0 : (tp * tn - fp * fn) / Math.sqrt(product) / Math.sqrt(same * different);
}

/** The point where `merit` is greatest; of equals, the one that accepts least. */
export function bestPoint(curve: Curve, merit: Merit): number {
  let [best, greatest] = [0, merit(curve, 0)];
  for (let k = 1; k < curve.sames.length; k++) {
    const value = merit(curve, k);
    if (value > greatest) [best, greatest] = [k, value];
  }
  return best;
}

// The DET curve (detection error trade-off: Martin et al. 1997): both errors of every threshold against each other, on the axes of
// the normal distribution, on which a system with normal distances draws a straight line and small errors have room.
//
//   x = probit(FAR), y = probit(FRR)      probit: the inverse of the normal cumulative function

import { probit } from "../core/statistics.js";
import type { RocPoint } from "./roc.js";

export interface DetPoint {
  /** Shares, within (0, 1). */
  readonly far: number;
  readonly frr: number;
  /** The same as normal deviates. */
  readonly x: number;
  readonly y: number;
}

/** The points of a ROC curve, without those where one of the errors is 0 or 1, which have no place on these axes. */
export function detPoints(roc: readonly Pick<RocPoint, "far" | "tar">[]): DetPoint[] {
  return roc
    .map(({ far, tar }) => ({ far, frr: 1 - tar }))
    .filter(({ far, frr }) => far > 0 && far < 1 && frr > 0 && frr < 1)
    .map(({ far, frr }) => ({ far, frr, x: probit(far), y: probit(frr) }));
}

// The threshold at which a figure of merit is greatest, made steady: the mean of those that are best in resamples of the pairs.
//
// Where same and different pairs overlap, a few pairs decide where the figure has its peak; other pairs of the same kind would have it
// elsewhere. Averaging over resamples smooths that choice (bagging: Breiman 1996; for estimates after a choice, Efron 2014), and about
// half of what a threshold at the peak loses on new pairs is lost no more where there are few, a fifth where there are thousands, whatever
// the distances' distribution (test/evaluation/steady-threshold.test.ts). A curve fitted to the distances gains more where it fits,
// and loses where it does not; the median of the thresholds gains less. The equal error rate lies where two smooth curves meet, and gains
// nothing.
//
// What is drawn is what is independent, as for intervals: bootstrap.ts.

import { random } from "../core/random.js";
import { type Merit, bestPoint } from "./decisions.js";
import type { ScoredPairs } from "./pairs.js";
import { drawUnits, resampledCurve } from "./resampled-curve.js";
import type { Curve, Judged } from "./roc.js";
import { chooseUnits } from "./units.js";

export interface SteadyOptions {
  /** Class of each item, where known (`identitiesOf`). Without `a` and `b` in the pairs, each of them is drawn by itself. */
  readonly identities?: Int32Array | undefined;
  /** @defaultValue 100 */
  readonly resamples?: number;
  /** @defaultValue 0 */
  readonly seed?: number;
}

/** Undefined where no resample has both same and different pairs. */
export function steadyThreshold(
  judged: Judged | ScoredPairs,
  merit: Merit,
  { identities, resamples = 100, seed = 0 }: SteadyOptions = {},
): number | undefined {
  const pairs = "a" in judged ? judged : lonePairs(judged);
  const { unitOf, units } = chooseUnits(pairs, identities);
  const resample = resampledCurve(pairs, unitOf, units);
  const generator = random(seed, "threshold");
  let [sum, done] = [0, 0];
  for (let i = 0; i < resamples; i++) {
    const curve = resample(drawUnits(units, generator));
    if (curve.same === 0 || curve.different === 0) continue;
    sum += middleOfBest(curve, merit);
    done++;
  }
  return done === 0 ? undefined : sum / done;
}

function lonePairs({ distances, same }: Judged): ScoredPairs {
  const items = Int32Array.from({ length: distances.length }, (_, i) => i);
  const truths = Uint8Array.from(items, (i) => (same[i] ? 1 : 0));
  return { a: items, b: items, same: truths, distances: Float32Array.from(distances) };
}

/** Between the best point and the next at which a pair was drawn. Point 0 (accept nothing): halfway from 0 to the first, or -1. */
function middleOfBest(curve: Curve, merit: Merit): number {
  const { thresholds, sames, differents } = curve;
  const k = bestPoint(curve, merit);
  let next = k + 1;
  while (next < thresholds.length && sames[next] === sames[k] && differents[next] === differents[k]) next++;
  const [here, above] = [thresholds[k]!, thresholds[next]];
  if (k === 0) return above! > 0 ? above! / 2 : -1;
  return above === undefined || above === Infinity ? here : here + (above - here) / 2;
}

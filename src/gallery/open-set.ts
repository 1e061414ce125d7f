// At which distance a stranger is taken for somebody: the threshold of identification, found in the gallery itself.
//
//   probe each item against the items of all other identities: it is a stranger to them
//   d_i                    how far the identity is that it would be taken for
//   rate(t)                Σ_i w_i [d_i <= t],  w_i = 1 / (identities * items of i's identity)
//   threshold              the greatest d_i with rate(d_i) <= the rate that is asked for
//
// (The false positive identification rate of ISO/IEC 19795-1, by leaving one identity out.) The more identities, the nearer
// the nearest of them is to a stranger: with N that are alike the rate is about 1 - (1 - f)^N, f being the rate of false
// accepts of one pair at that distance. So the threshold is found for the gallery as it is, and again when it has changed;
// a threshold for pairs promises nothing here. What it assumes: strangers are like those enrolled.
//
// Above 1000 items a seeded sample of them is probed, against all.

import { check } from "../core/errors.js";
import { ascendingOrder } from "../core/order.js";
import { random, sample } from "../core/random.js";

export interface StrangerProbe {
  readonly identity: string;
  /** How far the identity is that it would be taken for, were its own not enrolled. */
  readonly distance: number;
}

/** Items that are probed at most. */
const MOST_PROBES = 1000;

/** The items to probe: all, or a sample that is the same for the same items. */
export function probesOf<T>(items: readonly T[]): readonly T[] {
  return items.length <= MOST_PROBES ? items : sample(items, MOST_PROBES, random(0, "open-set probes"));
}

/**
 * The greatest threshold at which no more than `rate` of the probes would be taken for somebody, each identity counting
 * the same.
 *
 * @param rate - 0..1
 * @throws DATA_TOO_FEW where the probes are so few that even one of them is more than the rate
 */
export function openSetThreshold(probes: readonly StrangerProbe[], rate: number): number {
  const counts = new Map<string, number>();
  for (const { identity } of probes) counts.set(identity, (counts.get(identity) ?? 0) + 1);
  check(
    counts.size >= 2,
    "DATA_TOO_FEW",
    "identify: a false-identification rate is found by probing identities against each other, and the gallery has not two",
  );
  const order = ascendingOrder(Float32Array.from(probes, ({ distance }) => distance));
  let [threshold, share] = [-1, 0];
  for (let from = 0, to = 0; from < order.length; from = to) {
    const { distance } = probes[order[from]!]!;
    // Probes at one distance pass together.
    for (; to < order.length && probes[order[to]!]!.distance === distance; to++) {
      share += 1 / (counts.size * counts.get(probes[order[to]!]!.identity)!);
    }
    if (share > rate + 1e-9) break;
    threshold = distance;
  }
  check(threshold >= 0, "DATA_TOO_FEW", () => {
    const smallest = Math.min(1, share);
    return (
      `identify: a false-identification rate of ${rate} cannot be told from ${probes.length} items of ` +
      `${counts.size} identities; the smallest is ${Number(smallest.toPrecision(2))}`
    );
  });
  return threshold;
}

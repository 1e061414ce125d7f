// How well two ways of dividing the same items agree, whatever the parts are called.
//
//   MI    Σ_ij n_ij/N ln(N n_ij / (a_i b_j))     n_ij: items in part i of the one and j of the other; a, b: row and column sums
//   NMI   MI / ((H_a + H_b) / 2)                 0..1; but many small parts score well by chance
//   AMI   (MI - E) / ((H_a + H_b) / 2 - E)       E: the MI expected of random parts of these sizes: 0 is chance
//
// Vinh, Epps, Bailey 2010; the arithmetic mean, as scikit-learn has it by default.

import { check } from "../core/errors.js";

export interface Agreement {
  readonly nmi: number;
  readonly ami: number;
}

/** Throws INVALID_INPUT where the lengths differ, or there are no items. */
export function agreement(a: ArrayLike<number>, b: ArrayLike<number>): Agreement {
  check(a.length === b.length && a.length > 0, "INVALID_INPUT", () => {
    return `agreement: expected two labels for each of some items, got ${a.length} and ${b.length}`;
  });
  const [sizesA, sizesB, both] = [new Map<number, number>(), new Map<number, number>(), new Map<string, number>()];
  const count = <K>(sizes: Map<K, number>, key: K): unknown => sizes.set(key, (sizes.get(key) ?? 0) + 1);
  for (let i = 0; i < a.length; i++) {
    count(sizesA, a[i]!);
    count(sizesB, b[i]!);
    count(both, `${a[i]} ${b[i]}`);
  }
  const total = a.length;
  if (sizesA.size === 1 && sizesB.size === 1) return { nmi: 1, ami: 1 };
  let information = 0;
  for (const [key, n] of both) {
    const [i, j] = key.split(" ").map(Number) as [number, number];
    information += (n / total) * Math.log((total * n) / (sizesA.get(i)! * sizesB.get(j)!));
  }
  const norm = (entropy(sizesA, total) + entropy(sizesB, total)) / 2;
  const expected = expectedInformation([...sizesA.values()], [...sizesB.values()], total);
  // Rounding may leave either side of the quotient a hair from 0.
  const room = norm - expected;
  return {
    nmi: Math.max(0, Math.min(1, information / norm)),
    ami: Math.abs(room) < 1e-12 ? 0 : (information - expected) / room,
  };
}

function entropy(sizes: ReadonlyMap<number, number>, total: number): number {
  return [...sizes.values()].reduce((sum, n) => sum - (n / total) * Math.log(n / total), 0);
}

/** E of the header: the mean over all ways to deal the items to parts of these sizes (hypergeometric). */
function expectedInformation(sizesA: readonly number[], sizesB: readonly number[], total: number): number {
  const logs = logFactorials(total);
  // Parts of one size give one sum.
  const [a, b] = [counted(sizesA), counted(sizesB)];
  let expected = 0;
  for (const [sizeA, timesA] of a) {
    for (const [sizeB, timesB] of b) {
      const fixed = logs[sizeA]! + logs[sizeB]! + logs[total - sizeA]! + logs[total - sizeB]! - logs[total]!;
      for (let n = Math.max(1, sizeA + sizeB - total); n <= Math.min(sizeA, sizeB); n++) {
        const chance = Math.exp(
          fixed - logs[n]! - logs[sizeA - n]! - logs[sizeB - n]! - logs[total - sizeA - sizeB + n]!,
        );
        expected += timesA * timesB * (n / total) * Math.log((total * n) / (sizeA * sizeB)) * chance;
      }
    }
  }
  return expected;
}

function counted(sizes: readonly number[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const size of sizes) counts.set(size, (counts.get(size) ?? 0) + 1);
  return counts;
}

function logFactorials(most: number): Float64Array {
  const logs = new Float64Array(most + 1);
  for (let n = 2; n <= most; n++) logs[n] = logs[n - 1]! + Math.log(n);
  return logs;
}

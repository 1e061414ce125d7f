// Splits the pairs of a pairs file so that no picture is on both sides. Pictures that hang together through pairs stay
// together. Where all of them hang together (every person was compared with the next), only those said to be the same
// do, and different pairs that would reach across are dropped and counted.

import { KindredError } from "../core/errors.js";
import type { Pair } from "../core/embeddings.js";
import { shuffled } from "../core/random.js";
import type { Random } from "../core/random.js";
import { components } from "./components.js";
import { counted } from "./dataset.js";
import type { DataWarning, Dataset } from "./dataset.js";

/** Which items go where, and what there is to say about it. */
export interface Sides {
  readonly heldOut: "groups" | "classes" | "pairs";
  readonly isValidation: (item: number) => boolean;
  readonly warnings: readonly DataWarning[];
}

/** Holds out about `share` of the pairs. Throws DATA_TOO_FEW where a side would lack same or different pairs. */
export function splitPairs(dataset: Dataset, share: number, generator: Random): Sides {
  const pairs = dataset.pairs ?? [];
  const count = dataset.items.length;
  const whole = components(count, pairs);
  const held =
    holdOut(whole, pairs, share, generator) ??
    holdOut(
      components(
        count,
        pairs.filter(({ same }) => same),
      ),
      pairs,
      share,
      generator,
    );
  if (held === undefined) {
    const need = "both sides of the split need a same and a different pair, and no item may be on both";
    throw new KindredError(
      "DATA_TOO_FEW",
      `${dataset.root}: ${need}; the ${pairs.length} pairs hang together too closely; validation 0 holds out none`,
    );
  }
  const across = pairs.filter(({ a, b }) => held[a] !== held[b]).length;
  return { heldOut: "pairs", isValidation: (item) => held[item] === 1, warnings: dropped(across) };
}

/** 1 for each item that is held out, or undefined where this partition leaves a side without one kind of pair. */
function holdOut(
  component: Int32Array,
  pairs: readonly Pair[],
  share: number,
  generator: Random,
): Uint8Array | undefined {
  // How many pairs each component touches, a pair within it counting twice, so that all weights add up to 2 * pairs.
  const weights = new Map<number, number>();
  for (const { a, b } of pairs)
    for (const item of [a, b]) weights.set(component[item]!, (weights.get(component[item]!) ?? 0) + 1);
  const order = shuffled([...weights.keys()], generator);
  const target = 2 * share * pairs.length;
  const held = new Set<number>();
  let weight = 0;
  for (const root of order) {
    const after = weight + weights.get(root)!;
    if (Math.abs(after - target) > Math.abs(weight - target)) continue;
    held.add(root);
    weight = after;
  }
  const inside =
    (side: boolean, kind: boolean) =>
    (pair: Pair): boolean =>
      pair.same === kind && held.has(component[pair.a]!) === side && held.has(component[pair.b]!) === side;
  // In small files chance may leave validation without one kind: the lightest such pair moves over.
  for (const kind of [true, false])
    if (!pairs.some(inside(true, kind))) addLightest(component, pairs, kind, weights, held);
  const complete = [true, false].every((side) => [true, false].every((kind) => pairs.some(inside(side, kind))));
  return complete ? Uint8Array.from(component, (root) => Number(held.has(root))) : undefined;
}

/** Adds to `held` the components of the pair of this kind that add least weight to it. */
function addLightest(
  component: Int32Array,
  pairs: readonly Pair[],
  kind: boolean,
  weights: ReadonlyMap<number, number>,
  held: Set<number>,
): void {
  let best: readonly number[] = [];
  let least = Infinity;
  for (const { a, b, same } of pairs) {
    if (same !== kind) continue;
    const added = [...new Set([component[a]!, component[b]!])].filter((root) => !held.has(root));
    const weight = added.reduce((sum, root) => sum + weights.get(root)!, 0);
    if (weight < least) [best, least] = [added, weight];
  }
  best.forEach((root) => held.add(root));
}

function dropped(across: number): DataWarning[] {
  if (across === 0) return [];
  const message = `${counted(across, "different pair")} dropped: one side to train on, the other to validate on`;
  return [{ code: "PAIRS_DROPPED", message, count: across, examples: [] }];
}

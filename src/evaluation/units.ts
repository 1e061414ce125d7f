// What is independent among items that are compared in pairs: the units that a bootstrap draws and a cross-fit leaves out. They
// are the coarsest of
//
//   components   items joined by pairs, directly or in chains: a signer whose pairs are all her own, a lone pair of a pairs file
//   classes      of the labels, where there are any; a class of impostors is of one unit with the class it imitates
//   items        single items; what is said then holds for these classes, not for new ones
//
// of which there are at least ten, or as many as the caller needs.

import type { Embeddings } from "../core/embeddings.js";
import type { PairList } from "./pairs.js";

export type Unit = "components" | "classes" | "items";

const ENOUGH_UNITS = 10;

/** The class of each item, by number; of an impostor, and of whom it imitates, the group. Undefined where classes are unknown. */
export function identitiesOf({
  labels,
  groupOfClass,
  impostorClasses,
}: Pick<Embeddings, "labels" | "groupOfClass" | "impostorClasses">): Int32Array | undefined {
  if (labels === undefined || impostorClasses === undefined || groupOfClass === undefined) return labels;
  return labels.map((label) => groupOfClass[label] ?? label);
}

export interface Units {
  readonly over: Unit;
  /** Unit of each item; items in no pair may have any. */
  readonly unitOf: Int32Array;
  readonly units: number;
}

/** `enough`: how many of the coarser units will do. */
export function chooseUnits(
  { a, b }: Pick<PairList, "a" | "b">,
  labels: Int32Array | undefined,
  enough: number = ENOUGH_UNITS,
): Units {
  const used = new Uint8Array(itemsIn(a, b));
  a.forEach((item, i) => (used[item] = used[b[i]!] = 1));
  const candidates: [Unit, ArrayLike<number>][] = [["components", components(a, b)]];
  if (labels !== undefined) candidates.push(["classes", labels]);
  for (const [over, keys] of candidates) {
    const numbered = renumber(keys, used);
    if (numbered.units >= enough) return { over, ...numbered };
  }
  return {
    over: "items",
    ...renumber(
      Int32Array.from(used, (_, i) => i),
      used,
    ),
  };
}

/** Keys as numbers from 0, counting those of used items only. */
function renumber(keys: ArrayLike<number>, used: Uint8Array): { unitOf: Int32Array; units: number } {
  const numbers = new Map<number, number>();
  const unitOf = new Int32Array(used.length);
  used.forEach((isUsed, item) => {
    if (isUsed === 0) return;
    const number = numbers.get(keys[item]!) ?? numbers.size;
    numbers.set(keys[item]!, number);
    unitOf[item] = number;
  });
  return { unitOf, units: numbers.size };
}

/** A representative item of each item's component: of what pairs join, or those of them that `joins` takes (union-find, path halving). */
export function components(a: Int32Array, b: Int32Array, joins: (pair: number) => boolean = () => true): Int32Array {
  const parent = Int32Array.from({ length: itemsIn(a, b) }, (_, i) => i);
  const root = (item: number): number => {
    let i = item;
    while (parent[i] !== i) i = parent[i] = parent[parent[i]!]!;
    return i;
  };
  a.forEach((item, pair) => {
    if (joins(pair)) parent[root(item)] = root(b[pair]!);
  });
  return parent.map((_, item) => root(item));
}

/** Items that pairs are of: the greatest number named, and one. */
function itemsIn(a: Int32Array, b: Int32Array): number {
  return 1 + a.reduce((largest, item, i) => Math.max(largest, item, b[i]!), -1);
}

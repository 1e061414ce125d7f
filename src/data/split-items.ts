// A split for tasks whose classes are all known: items of every class are held out, not whole classes. What it measures is how
// well new items of known classes are told apart, which is easier than classes that were never seen.

import { KindredError } from "../core/errors.js";
import { random, shuffled } from "../core/random.js";
import { itemsByClass, selectItems } from "./dataset.js";
import type { Dataset } from "./dataset.js";
import type { Split, SplitOptions } from "./split.js";

/**
 * Of each class of at least four, `validation` of its items, but at least two, and two are left. The same seed gives the same
 * split. Throws DATA_TOO_FEW where fewer than two classes have four.
 */
export function splitWithinClasses(dataset: Dataset, { validation = 0.2, seed }: SplitOptions): Split {
  const generator = random(seed, "split within classes");
  const held = new Set<number>();
  let classes = 0;
  for (const members of itemsByClass(dataset)) {
    const count = Math.min(members.length - 2, Math.max(2, Math.round(validation * members.length)));
    if (count < 2) continue;
    classes++;
    for (const item of shuffled(members, generator).slice(0, count)) held.add(item);
  }
  if (classes < 2) {
    const need = "items of each class are held out, so two classes need four items each";
    throw new KindredError("DATA_TOO_FEW", `${dataset.root}: ${need}, got ${classes}; validation 0 holds out none`);
  }
  const usable = [...dataset.items.keys()].filter((index) => dataset.items[index]!.label >= 0);
  const trainIndices = Int32Array.from(usable.filter((index) => !held.has(index)));
  const validationIndices = Int32Array.from(usable.filter((index) => held.has(index)));
  const own = { ...dataset, warnings: [] };
  return {
    train: selectItems(own, trainIndices),
    validation: selectItems(own, validationIndices),
    heldOut: "items",
    trainIndices,
    validationIndices,
    warnings: [],
  };
}

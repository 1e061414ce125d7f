// Pairs of which all are the same, as classes: what hangs together through pairs is one class. Questions that mean the same, a text and
// its translation, a product in two shops: nobody says what is different, and other classes are.

import { components } from "./components.js";
import type { Dataset } from "./dataset.js";

/** The same data with a class for each set of items that hang together, named after its first item; without pairs. */
export function classesOfPairs({ pairs = [], ...dataset }: Dataset): Dataset {
  const roots = components(dataset.items.length, pairs);
  const numbers = new Map<number, number>();
  for (const root of roots) if (!numbers.has(root)) numbers.set(root, numbers.size);
  const classes = [...numbers.keys()].map((root) => dataset.items[root]!.id);
  return {
    ...dataset,
    items: dataset.items.map((item, i) => ({ ...item, label: numbers.get(roots[i]!)! })),
    ...{ classes, groups: classes, groupOfClass: Int32Array.from(classes.keys()) },
  };
}

// What hangs together through pairs, by union-find.

import type { Pair } from "../core/embeddings.js";

/** For each of `count` items the smallest item that it hangs together with. */
export function components(count: number, pairs: readonly Pick<Pair, "a" | "b">[]): Int32Array {
  const parent = Int32Array.from({ length: count }, (_, item) => item);
  const find = (item: number): number => {
    let root = item;
    while (parent[root] !== root) root = parent[root]!;
    for (let at = item; at !== root;) {
      const next = parent[at]!;
      parent[at] = root;
      at = next;
    }
    return root;
  };
  for (const { a, b } of pairs) {
    const [one, other] = [find(a), find(b)];
    parent[Math.max(one, other)] = Math.min(one, other);
  }
  return parent.map((_, item) => find(item));
}

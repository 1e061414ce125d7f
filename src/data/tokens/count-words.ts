// How often each word occurs, the most frequent first; of equally frequent ones the first in code order.

import { normaliseText, wordsOf, type NormaliseOptions } from "./normalise.js";

export type WordCount = readonly [word: string, count: number];

export function countWords(texts: readonly string[], options: NormaliseOptions): WordCount[] {
  const counts = new Map<string, number>();
  for (const text of texts) {
    for (const word of wordsOf(normaliseText(text, options))) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
}

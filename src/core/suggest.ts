// "Did you mean": names the closest known word, by edit distance, for an unknown option, column or name.

import { KindredError } from "./errors.js";

/** The known word closest to `word`, or undefined where none is close (more than a third of its letters differ). */
export function closest(word: string, known: readonly string[]): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.floor(word.length / 3)) + 1;
  for (const candidate of known) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

/** An INVALID_OPTION error for `word` that lists what is known: `loss: unknown "triplett", did you mean "triplet"?`. */
export function unknownName(where: string, word: string, known: readonly string[]): KindredError {
  const hint = closest(word, known);
  const suggestion = hint === undefined ? "." : `, did you mean "${hint}"?`;
  return new KindredError("INVALID_OPTION", `${where}: unknown "${word}"${suggestion} Known: ${known.join(", ")}`);
}

/** Levenshtein distance: insertions, deletions and substitutions, each at cost 1. */
export function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substitution, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}

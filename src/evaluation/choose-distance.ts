// Chooses a distance for embeddings with classes, in one call.
//
//   const { distance, reason } = chooseDistance(embeddings, labels);

import type { Embeddings, Matrix } from "../core/embeddings.js";
import { check } from "../core/errors.js";
import type { Distance } from "../distances/index.js";
import { type CompareDistancesOptions, type DistanceComparison, compareDistances } from "./compare-distances.js";
import { comparedDistances } from "./compared-distances.js";

export interface ChosenDistance {
  readonly distance: Distance;
  /** Why this one, in a few sentences. */
  readonly reason: string;
  /** Everything that was measured. */
  readonly comparison: DistanceComparison;
}

/**
 * The distance that tells the classes of `embeddings`, `[N, D]`, apart best, or as well as the best and simpler (the rule:
 * recommend-distance.ts). The embeddings should be of classes that nothing was trained on.
 *
 * @param labels - class of each row: whole numbers or strings; length N
 * @throws DATA_TOO_FEW without two rows of one class and two classes; INVALID_INPUT where a row is not finite, or labels are no labels
 */
export function chooseDistance(
  embeddings: Matrix,
  labels: ArrayLike<number | string>,
  options: Omit<CompareDistancesOptions, "pairs" | "withinGroups"> = {},
): ChosenDistance {
  const labelled = withClasses(embeddings, labels);
  const comparison = compareDistances(labelled, options);
  const { label, reason } = comparison.recommendation;
  const { compared } = comparedDistances(embeddings, options.own);
  return { distance: compared.find((member) => member.label === label)!.distance, reason, comparison };
}

/** Embeddings with classes numbered in the order they come. */
function withClasses(embeddings: Matrix, labels: ArrayLike<number | string>): Embeddings {
  const { rows } = embeddings;
  check(labels.length === rows, "INVALID_INPUT", () => {
    return `chooseDistance: expected a label for each of ${rows} rows, got ${labels.length}`;
  });
  const numbers = new Map<number | string, number>();
  const numbered = Int32Array.from({ length: rows }, (_, i) => {
    const label = labels[i]!;
    check(typeof label === "string" || Number.isInteger(label), "INVALID_INPUT", () => {
      return `chooseDistance: labels must be whole numbers or strings, label ${i} is ${String(label)}`;
    });
    if (!numbers.has(label)) numbers.set(label, numbers.size);
    return numbers.get(label)!;
  });
  const { data, columns } = embeddings;
  return {
    ...{ data, rows, columns, labels: numbered, classes: Array.from(numbers.keys(), String) },
    ids: Array.from({ length: rows }, (_, i) => String(i)),
  };
}

// Batches that lack same pairs, or different ones, teach a loss that needs both little or nothing. The loss says so in its metric
// `degenerate`; training counts them, and warns once, after the first epoch that had some. How many there were stands in
// the checkpoint, and as a mean in every epoch's metrics.

import type { Progress } from "./progress.js";

export interface DegenerateWarning {
  readonly code: "DEGENERATE_BATCHES";
  readonly message: string;
}

/** Degenerate batches so far, those of the epoch under way among them. */
export function countDegenerate({ degenerate = 0, sums }: Pick<Progress, "degenerate" | "sums">): number {
  return degenerate + Math.round(sums.metrics["degenerate"] ?? 0);
}

/** What to say of `count` of `steps` batches; undefined where it is none. */
export function degenerateWarning(count: number, steps: number): DegenerateWarning | undefined {
  if (count === 0) return undefined;
  const lacking = `${count} of ${steps} batches had no same pair, or no different one, and cost nothing by what they lacked`;
  const advice = "take batches of several classes with several pictures of each";
  return { code: "DEGENERATE_BATCHES", message: `${lacking}; ${advice}` };
}

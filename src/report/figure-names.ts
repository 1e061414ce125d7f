// What the figures of a comparison are called, how they are shown, and which way is better.

import { area, decimal, percent, shortPercent } from "./format.js";

export interface FigureKind {
  readonly name: string;
  readonly show: (value: number) => string;
  /** 1: more is better; -1: less is better. */
  readonly better: 1 | -1;
}

const kinds: Readonly<Record<string, FigureKind>> = {
  auc: { name: "ROC AUC", show: area, better: 1 },
  eer: { name: "Equal error rate", show: percent, better: -1 },
  averagePrecision: { name: "Average precision", show: area, better: 1 },
  dPrime: { name: "d′", show: (value) => decimal(value, 3), better: 1 },
  accuracyAtThreshold: { name: "Accuracy at its threshold", show: percent, better: 1 },
  oneShot: { name: "One-shot accuracy", show: percent, better: 1 },
  recallAt1: { name: "Recall at 1", show: percent, better: 1 },
  mapAtR: { name: "MAP@R", show: area, better: 1 },
};

/** Undefined for figures that a comparison leaves to `--json`. */
export function figureKind(key: string): FigureKind | undefined {
  const [, far] = /^tarAtFar\.(.+)$/.exec(key) ?? [];
  if (far !== undefined)
    return { name: `Accepted at ${shortPercent(Number(far))} false accepts`, show: percent, better: 1 };
  return Object.hasOwn(kinds, key) ? kinds[key] : undefined;
}

/** "+0.012", "−1.3 %". */
export function signed(value: number, show: (value: number) => string): string {
  return value < 0 ? `−${show(-value)}` : `+${show(value)}`;
}

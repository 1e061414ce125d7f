// Stops a training that has gone wrong, and says what to do about it: numbers that are no longer finite, embeddings that have
// all become alike. Where embeddings differ but tell nothing apart, so far, it only warns: that may change, and what comes out
// is a model all the same.

import { KindredError } from "../core/errors.js";
import type { StepEvent, ValidationFigures } from "./events.js";
import type { Progress, Streak } from "./progress.js";

/** What is known about the weights after an epoch. */
export interface Judgement {
  /** On held-out classes; absent where nothing is held out. */
  readonly validation?: ValidationFigures;
  /** Why the embeddings look collapsed; absent where they do not. */
  readonly collapsed?: string;
}

/** Fewest validations and steps in a row that must look collapsed: a slow start is no collapse. */
const patience = { validations: 3, steps: 100 } as const;

/** Throws TRAINING_DIVERGED where loss or gradient are not finite. */
export function checkFiniteStep({ step, epoch, loss, learningRate, gradientNorm }: StepEvent): void {
  if (Number.isFinite(loss) && Number.isFinite(gradientNorm)) return;
  const what = Number.isFinite(loss) ? `the gradient's norm is ${gradientNorm}` : `the loss is ${loss}`;
  const where = `at step ${step} (epoch ${epoch}, learning rate ${learningRate.toPrecision(3)}) ${what}`;
  const advice = `lower the learning rate (try ${(learningRate / 10).toPrecision(1)}), clip gradients, or look for broken data`;
  throw new KindredError("TRAINING_DIVERGED", `training diverged: ${where}; ${advice}`);
}

/**
 * Why an epoch looks stuck although the embeddings differ: same and different pairs lie equally far apart in training, and
 * held-out pairs are told apart no better than by chance.
 */
export function stuckReason(
  { meanPositive, meanNegative }: Readonly<Record<string, number>>,
  { validation }: Judgement,
): string | undefined {
  if (meanPositive === undefined || meanNegative === undefined || validation === undefined) return undefined;
  const alike = Math.abs(meanNegative - meanPositive) <= 0.02 * Math.max(meanNegative, meanPositive);
  if (!alike || Math.abs(validation.auc - 0.5) > 0.05) return undefined;
  const distances = `${meanPositive.toPrecision(3)} and ${meanNegative.toPrecision(3)}`;
  return `same and different pairs lie equally far apart (${distances}), so the loss is stuck at its margin`;
}

/** A streak of validations that look collapsed, or stuck, one validation later. */
export function streak(before: Streak, step: number, reason: string | undefined): Streak {
  if (reason === undefined) return { validations: 0, since: step };
  return { validations: before.validations + 1, since: before.since };
}

/** Throws TRAINING_COLLAPSED where embeddings have been collapsed for long, or in all validations until the end. */
export function checkCollapse(
  { collapsed, step, epochs, ended }: Progress,
  reason: string | undefined,
  learningRate: number,
): void {
  const { validations } = collapsed;
  const throughout = ended !== undefined && validations > 0 && validations === epochs;
  if (reason === undefined || !(isLong(collapsed, step) || throughout)) return;
  const when = `for ${validations} ${validations === 1 ? "validation" : "validations"}, up to step ${step} (epoch ${epochs}, learning rate ${learningRate.toPrecision(3)})`;
  const advice =
    "lower the learning rate; mine semi-hard triplets instead of the hardest; take larger batches; check that classes are labelled rightly";
  throw new KindredError("TRAINING_COLLAPSED", `training collapsed ${when}: ${reason}; ${advice}`);
}

/** Whether validations have looked alike for long by now. */
export function isLong({ validations, since }: Streak, step: number): boolean {
  return validations >= patience.validations && step - since >= patience.steps;
}

/** What to say once of a training that has been stuck for long. */
export function stuckWarning({ step, epochs }: Progress, reason: string): string {
  const advice = "lower the learning rate, take larger batches, check that classes are labelled rightly";
  return `training looks stuck up to step ${step} (epoch ${epochs}): ${reason}; ${advice}`;
}

/** Held-out pairs that are told apart with an AUC below this are as good as guessed. */
const nearChance = 0.55;

/** What to say of a model that is hardly better than guessing; undefined where it is better. */
export function chanceWarning(best: { readonly auc: number } | undefined): string | undefined {
  if (best === undefined || best.auc >= nearChance) return undefined;
  const what = `held-out pairs are told apart hardly better than by chance (AUC ${best.auc.toFixed(3)})`;
  return `${what}: do not rely on this model's decisions; train longer, on more classes, or check that classes are labelled rightly`;
}

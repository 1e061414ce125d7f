// What a training tells while it runs, on standard error: what was decided, warnings, and a progress line. On a terminal the
// line is redrawn after every step; elsewhere there is one line an epoch.
//
//   epoch 12/40  loss 0.0312  431 images/s  AUC 0.981  EER 6.2 %  best 0.983  2 min left

import type { EpochEvent, RefitEvent, StartEvent, StepEvent, TrainingEvent } from "../training/events.js";
import { measure, percent, roughly } from "./figures.js";
import type { ProgressLine } from "./progress-line.js";

export interface TrainingProgress {
  readonly tell: (event: TrainingEvent) => void;
  /** Takes the line away. */
  clear(): void;
}

/** `now`: seconds, of any clock that only goes forward. */
export function trainingProgress(line: ProgressLine, now: () => number): TrainingProgress {
  let start: Pick<StartEvent, "epochs" | "batch" | "noun"> | undefined;
  let epoch: EpochEvent | undefined;
  let first: { readonly event: StepEvent; readonly at: number } | undefined;
  let drawnAt = -Infinity;
  const drawStep = (event: StepEvent): void => {
    first ??= { event, at: now() };
    if (!line.live || now() - drawnAt < 0.1) return;
    drawnAt = now();
    const [steps, seconds] = [event.step - first.event.step, now() - first.at];
    const gained = event.progress - first.event.progress;
    line.draw(
      progressText({
        epoch: event.epoch,
        ...{ epochs: start?.epochs, noun: start?.noun },
        share: event.progress,
        loss: event.loss,
        imagesPerSecond: epoch?.imagesPerSecond ?? (steps > 0 ? (steps * (start?.batch ?? 0)) / seconds : undefined),
        validation: epoch?.validation,
        best: epoch?.best,
        secondsLeft: gained > 0 ? (seconds / gained) * (1 - event.progress) : undefined,
      }),
    );
  };
  const tellEpoch = (event: EpochEvent): void => {
    epoch = event;
    const text = progressText({ ...event, epochs: start?.epochs, noun: start?.noun, share: event.progress });
    if (line.live) line.draw(text);
    else line.keep(text);
  };
  const begin = (event: StartEvent): void => {
    start = event;
    line.clear();
  };
  const beginAgain = ({ message, epochs }: RefitEvent): void => {
    start = { ...start, epochs, batch: start?.batch ?? 0 };
    first = undefined;
    epoch = undefined;
    line.keep(message);
  };
  line.draw("reading the data ...");
  return {
    clear: line.clear,
    tell(event) {
      if (event.type === "start") begin(event);
      else if (event.type === "refit") beginAgain(event);
      else if (event.type === "warning") line.keep(`warning: ${event.message}`);
      else if (event.type === "step") drawStep(event);
      else if (event.type === "epoch") tellEpoch(event);
      else if (event.type === "end") line.clear();
    },
  };
}

interface Figures {
  readonly epoch: number;
  readonly epochs: number | undefined;
  readonly noun: string | undefined;
  /** Of the budget that is used up, 0..1. */
  readonly share: number;
  readonly loss: number;
  readonly imagesPerSecond: number | undefined;
  readonly validation?: EpochEvent["validation"] | undefined;
  readonly best?: EpochEvent["best"] | undefined;
  readonly secondsLeft: number | undefined;
}

function judged({ auc, eer, pearson }: NonNullable<EpochEvent["validation"]>): string[] {
  return pearson === undefined
    ? [`AUC ${auc.toFixed(3)}`, `EER ${percent(eer)}`]
    : [`Pearson ${pearson.toFixed(3)}`, `AUC ${auc.toFixed(3)}`];
}

/** Short enough for a terminal of 80 columns. */
function progressText(figures: Figures): string {
  const { epoch, epochs, noun = "images", share, loss, imagesPerSecond, validation, best, secondsLeft } = figures;
  return [
    epochs === undefined ? `epoch ${epoch} (${Math.round(100 * share)} %)` : `epoch ${epoch}/${epochs}`,
    `loss ${measure(loss)}`,
    ...(imagesPerSecond === undefined ? [] : [`${Math.round(imagesPerSecond)} ${noun}/s`]),
    ...(validation === undefined ? [] : judged(validation)),
    ...(best === undefined ? [] : [`best ${(best.pearson ?? best.auc).toFixed(3)}`]),
    ...(secondsLeft === undefined ? [] : [`${roughly(secondsLeft)} left`]),
  ].join("  ");
}

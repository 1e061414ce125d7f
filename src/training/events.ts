// What a training tells while it runs: one object per event, passed to `onEvent` and written to the run's log.jsonl, one
// line each, with the time in front. Numbers are plain, so that every event can be written as JSON; what is not finite
// becomes null there.

/** How well held-out pairs are told apart. */
export interface ValidationFigures {
  readonly auc: number;
  readonly eer: number;
  /** Of pairs with scores: how distances follow these, -1..1. */
  readonly pearson?: number;
  readonly spearman?: number;
}

/** The best validation, and when it was. */
export interface BestSoFar extends ValidationFigures {
  /** From 1. */
  readonly epoch: number;
}

export interface StartEvent {
  readonly type: "start";
  /** What is trained on what, for people: one sentence each. */
  readonly choices: readonly string[];
  readonly encoder: string;
  readonly loss: string;
  /** Number of trained weights. */
  readonly parameters: number;
  /** What a step takes, in pictures. */
  readonly batch: number;
  /** What the items are called, many of them. @defaultValue "images" */
  readonly noun?: string;
  readonly stepsPerEpoch: number;
  readonly training: { readonly items: number; readonly classes: number };
  readonly validation: { readonly items: number; readonly classes: number };
  /** Budget: one of the two. */
  readonly epochs?: number;
  readonly minutes?: number;
  /** Steps that were done before, by the run that this one resumes. 0 for a new run. */
  readonly step: number;
}

/** The second training, on everything, that follows where classes were held out to judge by (refit.ts). */
export interface RefitEvent {
  readonly type: "refit";
  /** A sentence. */
  readonly message: string;
  readonly epochs: number;
  readonly stepsPerEpoch: number;
  readonly training: { readonly items: number; readonly classes: number };
  /** Steps of it that were done before, by the run that this one resumes. */
  readonly step: number;
  readonly pass: "refit";
}

export interface StepEvent {
  readonly type: "step";
  /** Of the second training; its steps and epochs count from 1 again. */
  readonly pass?: "refit";
  /** From 1. */
  readonly step: number;
  /** From 1. */
  readonly epoch: number;
  /** Share of the budget that is used up, 0..1. */
  readonly progress: number;
  readonly loss: number;
  readonly learningRate: number;
  /** Of all parameters together, before clipping. */
  readonly gradientNorm: number;
  /** The loss's own numbers, e.g. `active`, `meanPositive`, `meanNegative`. */
  readonly metrics: Readonly<Record<string, number>>;
  readonly seconds: number;
}

export interface EpochEvent {
  readonly type: "epoch";
  readonly pass?: "refit";
  /** From 1. */
  readonly epoch: number;
  readonly step: number;
  readonly progress: number;
  /** Mean over the epoch's steps. */
  readonly loss: number;
  readonly learningRate: number;
  /** Means over the epoch's steps. */
  readonly metrics: Readonly<Record<string, number>>;
  /** Absent where nothing is held out. */
  readonly validation?: ValidationFigures;
  /** Whether this is the best epoch so far. */
  readonly improved: boolean;
  readonly best?: BestSoFar;
  /** While training: the validation is not counted. */
  readonly imagesPerSecond: number;
  /** Spent on training so far, by all processes that worked on this run. */
  readonly seconds: number;
  /** Estimate, were nothing to stop early. */
  readonly secondsLeft: number;
}

export interface CheckpointEvent {
  readonly type: "checkpoint";
  readonly pass?: "refit";
  readonly kind: "last" | "best";
  readonly step: number;
  readonly epoch: number;
  /** Of the file. */
  readonly path: string;
}

export interface WarningEvent {
  readonly type: "warning";
  /** As in the data's warnings, or "SINGLE_PICTURE_CLASSES", "NO_VALIDATION", "DEGENERATE_BATCHES" ...: stable, for programs. */
  readonly code: string;
  readonly message: string;
}

export interface EndEvent {
  readonly type: "end";
  readonly reason: "budget" | "patience" | "interrupted" | "failed";
  /** A sentence. */
  readonly message: string;
  readonly epoch: number;
  readonly step: number;
  readonly seconds: number;
  readonly best?: BestSoFar;
}

export type TrainingEvent =
  StartEvent | RefitEvent | StepEvent | EpochEvent | CheckpointEvent | WarningEvent | EndEvent;

export type OnEvent = (event: TrainingEvent) => void;

// Training: optimisers, schedules, augmentation, the step as a graph, the loop, and the verb that ties them together.

export { train, type TrainedModel, type TrainingSummary } from "./train.js";
export type { PartOption, TrainOptions } from "./options.js";
export type {
  BestSoFar,
  CheckpointEvent,
  EndEvent,
  EpochEvent,
  OnEvent,
  StartEvent,
  StepEvent,
  TrainingEvent,
  WarningEvent,
} from "./events.js";
export { defaults } from "./defaults.js";
export { augmentOptions, augmentPresets, type AugmentOptions, type AugmentPreset } from "./augmentation.js";
export { checkSeriesAugment, seriesAugmentDefaults, type SeriesAugmentOptions } from "./series-augmentation.js";
export type { Augmentation } from "./augment-graph.js";
export type { SeriesAugmentation } from "./augment-series-graph.js";
export type { StepAugmentation } from "./step-input.js";
export type { Optimiser, OptimiserInput, OptimiserOutput, OptimiserState } from "./optimiser.js";
export { sgd, type SgdOptions } from "./sgd.js";
export { adam, type AdamOptions } from "./adam.js";
export { adamw, type AdamwOptions } from "./adamw.js";
export { rmsprop, type RmspropOptions } from "./rmsprop.js";
export { optimiserByName, optimiserNames } from "./optimiser-registry.js";
export {
  constantSchedule,
  cosineSchedule,
  scheduleByName,
  scheduleNames,
  stepSchedule,
  type CosineScheduleOptions,
  type Schedule,
  type StepScheduleOptions,
  type WarmUpOptions,
} from "./schedule.js";
export { clipByNorm, type ClippedGradients } from "./clip.js";
export { buildStep, countParameters, type CarriedSpec, type StepGraph, type StepSpec } from "./step.js";
export { createCarried, type Carried, type Tensors } from "./carried.js";
export { runTrainer, type Budget, type Keeper, type TrainerOptions, type TrainerResult } from "./trainer.js";
export type { Batches } from "./batches.js";
export type { Judgement } from "./guards.js";

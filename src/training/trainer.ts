// The loop: prepares a batch while a step runs, swaps buffers, judges after every epoch, keeps checkpoints, stops early, and
// stops with a diagnosis where training goes wrong. It knows no pictures: batches and judgements come from outside.
//
// All that a step depends on is a function of the seed, the step's number and the carried tensors. With a budget of epochs a
// training that is resumed therefore ends with the same bits as one that was never stopped; with one of minutes it cannot,
// because the schedule follows the clock.

import { performance } from "node:perf_hooks";
import { KindredError } from "../core/errors.js";
import { random } from "../core/random.js";
import type { HostTensor, Session } from "../engine/index.js";
import { size } from "../graph/index.js";
import type { Batches } from "./batches.js";
import { createCarried, type Carried, type Tensors } from "./carried.js";
import type { Checkpoint } from "./checkpoint.js";
import type { BestSoFar, OnEvent, StepEvent } from "./events.js";
import { checkCollapse, checkFiniteStep, collapseStreak, stuckReason, type Judgement } from "./guards.js";
import { beginning, noSums, plusStep, type Progress } from "./progress.js";
import type { Schedule } from "./schedule.js";
import type { StepGraph } from "./step.js";

export type Budget = { readonly epochs: number } | { readonly minutes: number };

export interface TrainerOptions {
  readonly step: StepGraph;
  readonly session: Session;
  readonly batches: Batches;
  readonly learningRate: number;
  readonly schedule: Schedule;
  readonly budget: Budget;
  /** Epochs without a better validation after which training stops. */
  readonly patience: number;
  readonly seed: number;
  /** Judges weights and running statistics, given by name; after every epoch. */
  readonly judge: (weights: Tensors) => Promise<Judgement>;
  readonly keeper: Keeper;
  /** Seconds between checkpoints. */
  readonly checkpointSeconds: number;
  /** Where to go on. */
  readonly from?: Checkpoint;
  readonly emit: OnEvent;
  /** Ends training after the step under way. */
  readonly signal?: AbortSignal | undefined;
}

/** Where checkpoints go. */
export interface Keeper {
  /** Everything that is carried. */
  saveLast(tensors: Tensors, progress: Progress): Promise<void>;
  /** Weights and running statistics of the best epoch. */
  saveBest(weights: Tensors, progress: Progress): Promise<void>;
  loadBest(): Promise<ReadonlyMap<string, HostTensor>>;
}

export interface TrainerResult {
  readonly progress: Progress;
  /** Weights and running statistics by name: of the best epoch, or of the last one where nothing was held out. */
  readonly weights: ReadonlyMap<string, HostTensor>;
}

/**
 * Trains until the budget or the patience is used up.
 *
 * @throws TRAINING_DIVERGED, TRAINING_COLLAPSED; INTERRUPTED where `signal` said so; DISK_FULL
 */
export async function runTrainer(options: TrainerOptions): Promise<TrainerResult> {
  const loop = createLoop(options);
  await loop.run();
  const { progress } = loop.state();
  const weights =
    progress.best === undefined ? new Map(Object.entries(loop.weights())) : await options.keeper.loadBest();
  return { progress, weights };
}

interface Loop {
  run(): Promise<void>;
  state(): { readonly progress: Progress };
  weights(): Tensors;
}

function createLoop(options: TrainerOptions): Loop {
  const { step: graph, session, batches, budget, keeper, emit, signal } = options;
  const carried = createCarried(graph, options.seed);
  let progress = restored(carried, options.from);
  const began = performance.now() - progress.seconds * 1000;
  const clock = (): number => (performance.now() - began) / 1000;
  let savedAt = clock();
  const noises = graph.noises.map(({ name, shape }) => ({ name, shape, data: new Float32Array(size(shape)) }));
  const weights = (): Tensors => {
    const all = carried.current();
    return Object.fromEntries([...graph.parameters, ...graph.states].map(({ name }) => [name, all[name]!]));
  };
  const share = (): number => {
    const used =
      "epochs" in budget
        ? progress.step / (budget.epochs * batches.stepsPerEpoch)
        : progress.seconds / (60 * budget.minutes);
    return Math.min(1, used);
  };
  const saveLast = async (): Promise<void> => {
    await keeper.saveLast(carried.current(), progress);
    savedAt = clock();
  };

  /** Runs one step with the batch prepared for it. */
  const takeStep = async (batch: Promise<Tensors>): Promise<StepEvent> => {
    const started = clock();
    const learningRate = options.learningRate * options.schedule.at(share());
    const feeds = {
      ...(await batch),
      ...drawnNoises(noises, options.seed, progress.step),
      learning_rate: scalarTensor(learningRate),
      step: scalarTensor(progress.step + 1),
      ...carried.current(),
    };
    const results = await session.run(feeds, carried.targets());
    const number = (name: string): number => Number(results[name]!.data[0]);
    const metrics = Object.fromEntries(graph.metrics.map((name) => [name, number(`metric:${name}`)]));
    const [loss, gradientNorm, seconds] = [number("loss"), number("gradient_norm"), clock() - started];
    carried.advance(results);
    const sums = plusStep(progress.sums, { seconds, loss, metrics });
    progress = { ...progress, step: progress.step + 1, seconds: clock(), sums };
    const { step, epochs } = progress;
    return {
      type: "step",
      step,
      epoch: epochs + 1,
      progress: share(),
      loss,
      learningRate,
      gradientNorm,
      metrics,
      seconds,
    };
  };

  /** Judges the epoch that is done, and ends training where it is time. */
  const endEpoch = async ({ learningRate }: StepEvent): Promise<void> => {
    const { sums } = progress;
    const epoch = progress.epochs + 1;
    const judgement = await options.judge(weights());
    const means = Object.fromEntries(Object.entries(sums.metrics).map(([name, sum]) => [name, sum / sums.steps]));
    const reason = judgement.collapsed ?? stuckReason(means, judgement);
    const { best, improved, strictly } = compared(progress.best, judgement, epoch);
    const sinceBest = strictly ? 0 : progress.sinceBest + 1;
    const ended =
      share() >= 1 ? "budget" : best !== undefined && sinceBest >= options.patience ? "patience" : undefined;
    const streak = collapseStreak(progress.collapsed, progress.step, reason);
    progress = {
      ...{ step: progress.step, epochs: epoch, seconds: clock(), sums: noSums, sinceBest, collapsed: streak },
      ...(best && { best }),
      ...(ended && { ended }),
    };
    emit({
      ...{ type: "epoch", epoch, step: progress.step, progress: share(), loss: sums.loss / sums.steps, learningRate },
      ...{ metrics: means, improved, imagesPerSecond: (sums.steps * batches.batchSize) / sums.seconds },
      ...(judgement.validation && { validation: judgement.validation }),
      ...(best && { best }),
      ...{ seconds: progress.seconds, secondsLeft: ended ? 0 : progress.seconds * (1 / share() - 1) },
    });
    if (improved) await keeper.saveBest(weights(), progress);
    checkCollapse(progress, reason, learningRate);
  };

  const run = async (): Promise<void> => {
    let next = progress.ended === undefined ? prepared(batches, progress.step) : undefined;
    while (next !== undefined) {
      const batch = next;
      next = prepared(batches, progress.step + 1, batch);
      const event = await takeStep(batch);
      emit(event);
      checkFiniteStep(event);
      if (progress.step % batches.stepsPerEpoch === 0 || share() >= 1) await endEpoch(event);
      const due = clock() - savedAt >= options.checkpointSeconds;
      if (due || progress.ended !== undefined || signal?.aborted === true) await saveLast();
      if (progress.ended !== undefined) return;
      if (signal?.aborted === true) throw interrupted(progress);
    }
  };
  return { run, state: () => ({ progress }), weights };
}

/** The batch of a step, begun as soon as the one before it is there; a failure is told when it is awaited. */
function prepared(batches: Batches, step: number, before?: Promise<unknown>): Promise<Tensors> {
  const batch = before === undefined ? batches.prepare(step) : before.then(() => batches.prepare(step));
  batch.catch(() => undefined);
  return batch;
}

function restored(carried: Carried, from: Checkpoint | undefined): Progress {
  if (from === undefined) return beginning;
  const wrong = carried.restore(from.tensors);
  if (wrong.length === 0) return from.progress;
  const what = `${wrong.slice(0, 3).join(", ")}${wrong.length > 3 ? ` and ${wrong.length - 3} more` : ""}`;
  throw new KindredError("RUN_INVALID", `checkpoint: does not fit this network: ${what} missing or of another shape`);
}

/** `improved`: at least as good, of equals the later; `strictly`: better. */
function compared(
  best: BestSoFar | undefined,
  { validation }: Judgement,
  epoch: number,
): { best: BestSoFar | undefined; improved: boolean; strictly: boolean } {
  if (validation === undefined) return { best, improved: false, strictly: false };
  const gain = best === undefined ? 1 : validation.auc - best.auc || best.eer - validation.eer;
  return { best: gain >= 0 ? { epoch, ...validation } : best, improved: gain >= 0, strictly: gain > 0 };
}

function drawnNoises(
  noises: readonly { readonly name: string; readonly shape: readonly number[]; readonly data: Float32Array }[],
  seed: number,
  step: number,
): Record<string, HostTensor> {
  const drawn: Record<string, HostTensor> = {};
  for (const { name, shape, data } of noises) {
    const generator = random(seed, "noise", name, step);
    for (let i = 0; i < data.length; i++) data[i] = generator.next();
    drawn[name] = { dtype: "float32", shape, data };
  }
  return drawn;
}

function scalarTensor(value: number): HostTensor {
  return { dtype: "float32", shape: [], data: Float32Array.of(value) };
}

function interrupted({ step, epochs }: Progress): KindredError {
  return new KindredError("INTERRUPTED", `training was interrupted after step ${step} (epoch ${epochs + 1})`);
}

// The loop: prepares a batch while a step runs, swaps buffers, judges after every epoch, keeps checkpoints, stops early, and
// stops with a diagnosis where training goes wrong. It knows no pictures: batches and judgements come from outside.
//
// All that a step depends on is a function of the seed, the step's number and the carried tensors. With a budget of epochs a
// training that is resumed therefore ends with the same bits as one that was never stopped; with one of minutes it cannot,
// because the schedule follows the clock. Batches that are drawn by the weights of the epoch before (batches.ts) keep what they are
// drawn by in the checkpoint, and none is prepared before its epoch has begun.

import { performance } from "node:perf_hooks";
import { KindredError } from "../core/errors.js";
import { random } from "../core/random.js";
import type { HostTensor, Session } from "../engine/index.js";
import { size } from "../graph/index.js";
import type { Batches } from "./batches.js";
import { createCarried, type Carried, type Tensors } from "./carried.js";
import type { Checkpoint } from "./checkpoint.js";
import { countDegenerate, degenerateWarning } from "./degenerate.js";
import type { BestSoFar, OnEvent, StepEvent, ValidationFigures } from "./events.js";
import { checkCollapse, checkFiniteStep, isLong, streak, stuckReason, stuckWarning, type Judgement } from "./guards.js";
import { beginning, noSums, plusStep, type Progress } from "./progress.js";
import type { Schedule } from "./schedule.js";
import type { StepGraph } from "./step.js";
import { averageOf } from "./weight-average.js";

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
  /**
   * Share of the budget after which epochs compete for the best, 0..1: before, a network may look good on few held-out
   * classes by chance. The last epoch always competes.
   */
  readonly bestFrom: number;
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
  loadBest(): Promise<Pick<Checkpoint, "tensors" | "progress">>;
}

export interface TrainerResult {
  readonly progress: Progress;
  readonly best?: BestSoFar;
  /** Weights and running statistics by name: of the best epoch, or of the last one where nothing was held out. */
  readonly weights: ReadonlyMap<string, HostTensor>;
}

/**
 * Trains until the budget or the patience is used up.
 *
 * @throws TRAINING_DIVERGED, TRAINING_COLLAPSED; INTERRUPTED where `signal` said so; DISK_FULL
 */
export async function runTrainer(options: TrainerOptions): Promise<TrainerResult> {
  const loop = new Loop(options);
  await loop.run();
  const { progress } = loop;
  if (progress.best === undefined) return { progress, weights: new Map(Object.entries(loop.weights())) };
  // What the file says of itself counts: after a kill with a budget of minutes it may be of an epoch that was not repeated.
  const { tensors: weights, progress: then } = await options.keeper.loadBest();
  return { progress, weights, ...(then.best && { best: then.best }) };
}

class Loop {
  progress: Progress;
  readonly #options: TrainerOptions;
  readonly #carried: Carried;
  readonly #noises: readonly Noise[];
  /** When training would have begun, had one process done all of it. */
  readonly #began: number;
  #savedAt: number;

  constructor(options: TrainerOptions) {
    this.#options = options;
    this.#carried = createCarried(options.step, options.seed);
    this.#noises = options.step.noises.map(({ name, shape }) => ({ name, shape, data: new Float32Array(size(shape)) }));
    this.progress = restored(this.#carried, options);
    this.#began = performance.now() - this.progress.seconds * 1000;
    this.#savedAt = this.#clock();
  }

  async run(): Promise<void> {
    const { batches, checkpointSeconds, emit, signal } = this.#options;
    let next = this.progress.ended === undefined ? prepared(batches, this.progress.step) : undefined;
    while (next !== undefined) {
      const batch = next;
      const following = this.progress.step + 1;
      const renews = batches.renewal !== undefined && following % batches.stepsPerEpoch === 0;
      next = renews ? undefined : prepared(batches, following, batch);
      const event = await this.#step(await batch);
      emit(event);
      checkFiniteStep(event);
      if (this.progress.step % batches.stepsPerEpoch === 0 || this.#share() >= 1) await this.#endEpoch(event);
      if (renews && this.progress.ended === undefined) await batches.renewal.renew(this.weights());
      const due = this.#clock() - this.#savedAt >= checkpointSeconds;
      if (due || this.progress.ended !== undefined || signal?.aborted === true) await this.#save();
      if (this.progress.ended !== undefined) return;
      if (signal?.aborted === true) throw interrupted(this.progress);
      next ??= prepared(batches, following);
    }
  }

  /** Parameters (their averages, where those are carried) and running statistics, by name. */
  weights(): Tensors {
    const { parameters, states } = this.#options.step;
    const all = this.#carried.current();
    return Object.fromEntries([...parameters, ...states].map(({ name }) => [name, all[averageOf(name)] ?? all[name]!]));
  }

  /** Seconds spent on the training so far. */
  #clock(): number {
    return (performance.now() - this.#began) / 1000;
  }

  /** How much of the budget is used up once `step` steps are done. */
  #share(step: number = this.progress.step): number {
    const { budget, batches } = this.#options;
    const used =
      "epochs" in budget
        ? step / (budget.epochs * batches.stepsPerEpoch)
        : this.progress.seconds / (60 * budget.minutes);
    return Math.min(1, used);
  }

  async #step(batch: Tensors): Promise<StepEvent> {
    const { session, step: graph, schedule, seed } = this.#options;
    const { step, epochs, sums } = this.progress;
    const started = this.#clock();
    const learningRate = this.#options.learningRate * schedule.at(this.#share(step + 0.5));
    const feeds = {
      ...batch,
      ...drawnNoises(this.#noises, seed, step),
      learning_rate: scalarTensor(learningRate),
      step: scalarTensor(step + 1),
      ...this.#carried.current(),
    };
    const results = await session.run(feeds, this.#carried.targets());
    const number = (name: string): number => Number(results[name]!.data[0]);
    const metrics = Object.fromEntries(graph.metrics.map((name) => [name, number(`metric:${name}`)]));
    const [loss, gradientNorm, seconds] = [number("loss"), number("gradient_norm"), this.#clock() - started];
    this.#carried.advance(results);
    const plus = plusStep(sums, { seconds, loss, metrics });
    this.progress = { ...this.progress, step: step + 1, seconds: this.#clock(), sums: plus };
    return {
      ...{ type: "step", step: step + 1, epoch: epochs + 1, progress: this.#share() },
      ...{ loss, learningRate, gradientNorm, metrics, seconds },
    };
  }

  /** Judges the epoch that is done, and ends training where it is time. */
  async #endEpoch({ learningRate }: StepEvent): Promise<void> {
    const { batches, patience, bestFrom, judge, keeper, emit } = this.#options;
    const { step, epochs, sums, collapsed, stuck } = this.progress;
    const epoch = epochs + 1;
    const degenerate = this.#warnOfDegenerate();
    const judgement = await judge(this.weights());
    const metrics = Object.fromEntries(Object.entries(sums.metrics).map(([name, sum]) => [name, sum / sums.steps]));
    const reason = judgement.collapsed === undefined ? stuckReason(metrics, judgement) : undefined;
    const competes = this.#share() >= bestFrom;
    const { best, improved, strictly } = competes ? compared(this.progress.best, judgement, epoch) : noContest;
    const sinceBest = strictly || !competes ? 0 : this.progress.sinceBest + 1;
    const impatient = best !== undefined && sinceBest >= patience;
    const ended = this.#share() >= 1 ? "budget" : impatient ? "patience" : undefined;
    this.progress = {
      ...{ step, epochs: epoch, seconds: this.#clock(), sums: noSums, sinceBest },
      collapsed: streak(collapsed, step, judgement.collapsed),
      stuck: streak(stuck, step, reason),
      ...(best && { best }),
      ...(degenerate > 0 && { degenerate }),
      ...(ended && { ended }),
    };
    emit({
      ...{ type: "epoch", epoch, step, progress: this.#share(), loss: sums.loss / sums.steps, learningRate, metrics },
      ...(judgement.validation && { validation: judgement.validation }),
      ...{ improved, ...(best && { best }) },
      imagesPerSecond: (sums.steps * batches.batchSize) / sums.seconds,
      seconds: this.progress.seconds,
      secondsLeft: ended ? 0 : this.progress.seconds * (1 / this.#share() - 1),
    });
    if (improved) await keeper.saveBest(this.weights(), this.progress);
    checkCollapse(this.progress, judgement.collapsed, learningRate);
    if (reason !== undefined && isLong(this.progress.stuck, step) && !isLong(stuck, step - batches.stepsPerEpoch)) {
      emit({ type: "warning", code: "LOOKS_STUCK", message: stuckWarning(this.progress, reason) });
    }
  }

  /** The number of degenerate batches so far; warns after the first epoch that had some. */
  #warnOfDegenerate(): number {
    const count = countDegenerate(this.progress);
    const warning = degenerateWarning(count, this.progress.step);
    if (warning !== undefined && this.progress.degenerate === undefined)
      this.#options.emit({ type: "warning", ...warning });
    return count;
  }

  async #save(): Promise<void> {
    const { keeper, batches } = this.#options;
    await keeper.saveLast({ ...this.#carried.current(), ...batches.renewal?.state() }, this.progress);
    this.#savedAt = this.#clock();
  }
}

interface Noise {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** The batch of a step, begun as soon as the one before it is there; a failure is told when it is awaited. */
function prepared(batches: Batches, step: number, before?: Promise<unknown>): Promise<Tensors> {
  const batch = before === undefined ? batches.prepare(step) : before.then(() => batches.prepare(step));
  batch.catch(() => undefined);
  return batch;
}

function restored(carried: Carried, { from, batches }: Pick<TrainerOptions, "from" | "batches">): Progress {
  if (from === undefined) return beginning;
  const wrong = [...carried.restore(from.tensors), ...(batches.renewal?.restore(from.tensors) ?? [])];
  if (wrong.length === 0) return from.progress;
  const what = `${wrong.slice(0, 3).join(", ")}${wrong.length > 3 ? ` and ${wrong.length - 3} more` : ""}`;
  throw new KindredError("RUN_INVALID", `checkpoint: does not fit this network: ${what} missing or of another shape`);
}

interface Comparison {
  readonly best: BestSoFar | undefined;
  /** At least as good; of equals the later is kept. */
  readonly improved: boolean;
  /** Better. */
  readonly strictly: boolean;
}

const noContest: Comparison = { best: undefined, improved: false, strictly: false };

function compared(best: BestSoFar | undefined, { validation }: Judgement, epoch: number): Comparison {
  if (validation === undefined) return { best, improved: false, strictly: false };
  const gain = best === undefined ? 1 : gained(best, validation);
  return { best: gain >= 0 ? { epoch, ...validation } : best, improved: gain >= 0, strictly: gain > 0 };
}

/** Above 0 where `now` is better: by how distances follow scores, where pairs have them; else by how pairs are told apart. */
function gained(best: ValidationFigures, now: ValidationFigures): number {
  if (now.pearson === undefined) return now.auc - best.auc || best.eer - now.eer;
  return now.pearson - (best.pearson ?? -1) || (now.spearman ?? -1) - (best.spearman ?? -1);
}

function drawnNoises(noises: readonly Noise[], seed: number, step: number): Record<string, HostTensor> {
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

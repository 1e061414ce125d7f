// The training loop on a graph and a session made up for it: no picture, no runtime, every number known.

import { zeros } from "../../src/encoders/index.js";
import type { HostTensor, Session } from "../../src/engine/index.js";
import { input } from "../../src/graph/index.js";
import type { Checkpoint } from "../../src/training/checkpoint.js";
import type { EpochEvent, TrainingEvent } from "../../src/training/events.js";
import { memoryKeeper } from "../../src/training/keeper.js";
import { cosineSchedule } from "../../src/training/schedule.js";
import type { StepGraph } from "../../src/training/step.js";
import { runTrainer, type Keeper, type TrainerOptions, type TrainerResult } from "../../src/training/trainer.js";

export const graph: StepGraph = {
  bytes: new Uint8Array(),
  parameters: [
    { name: "encoder.w", shape: [2], initialiser: zeros, tensor: input("encoder.w", "float32", [2]), decay: true },
  ],
  states: [],
  optimiserStates: [{ name: "encoder.w:momentum", shape: [2] }],
  memory: [],
  noises: [{ name: "noise", shape: [3], tensor: input("noise", "float32", [3]) }],
  draws: [],
  metrics: ["meanPositive", "meanNegative", "degenerate"],
  inPlace: new Set(),
};

/** w' = w / 2 + noise + batch, momentum' = momentum + lr * step; the loss is what `loss` says of the step. */
function session(loss: (step: number) => number, alike: boolean, degenerate: (step: number) => number): Session {
  return {
    inputNames: [],
    outputNames: [],
    release: async () => undefined,
    async run(feeds, into = {}) {
      const of = (name: string): Float32Array => feeds[name]!.data as Float32Array;
      const number = (value: number): HostTensor => ({ dtype: "float32", shape: [], data: Float32Array.of(value) });
      const next = (name: string, value: (i: number) => number): HostTensor => {
        const target = into[name];
        if (target === undefined) return number(0);
        (target.data as Float32Array).set([value(0), value(1)]);
        return target;
      };
      const step = of("step")[0]!;
      return {
        loss: number(loss(step)),
        gradient_norm: number(1),
        "metric:meanPositive": number(0.5),
        "metric:meanNegative": number(alike ? 0.5 : step),
        "metric:degenerate": number(degenerate(step)),
        "next:encoder.w": next("next:encoder.w", (i) => of("encoder.w")[i]! / 2 + of("noise")[i]! + of("images")[0]!),
        "next:encoder.w:average": next("next:encoder.w:average", (i) => 100 * step + i),
        "next:encoder.w:momentum": next(
          "next:encoder.w:momentum",
          (i) => of("encoder.w:momentum")[i]! + of("learning_rate")[0]! * step,
        ),
      };
    },
  };
}

export interface Trained {
  readonly result: TrainerResult;
  readonly events: readonly TrainingEvent[];
  readonly epochs: readonly EpochEvent[];
  /** Everything carried at the end. */
  readonly last: Checkpoint;
  /** Every checkpoint in between. */
  readonly saved: readonly Checkpoint[];
}

/** Trains for five epochs of four steps, unless told otherwise. */
export async function trained(
  changes: Partial<TrainerOptions> & {
    readonly loss?: (step: number) => number;
    readonly degenerate?: (step: number) => number;
    readonly onStep?: (step: number) => void;
    readonly best?: Keeper;
    /** Whether same and different pairs lie equally far apart in every batch. @defaultValue false */
    readonly alike?: boolean;
  } = {},
): Promise<Trained> {
  const { loss = () => 1, degenerate = () => 0, onStep, best = memoryKeeper(), alike = false, ...options } = changes;
  const events: TrainingEvent[] = [];
  const saved: Checkpoint[] = [];
  const result = await runTrainer({
    step: graph,
    session: session(loss, alike, degenerate),
    batches: {
      batchSize: 8,
      stepsPerEpoch: 4,
      prepare: async (step) => ({ images: { dtype: "float32", shape: [1], data: Float32Array.of(step) } }),
    },
    learningRate: 0.1,
    schedule: cosineSchedule({ warmUp: 0.1 }),
    budget: { epochs: 5 },
    patience: 100,
    bestFrom: 0,
    seed: 3,
    judge: async () => ({ validation: { auc: 0.9, eer: 0.1 } }),
    keeper: {
      ...best,
      async saveLast(tensors, progress) {
        saved.push({ tensors: new Map(Object.entries(structuredClone(tensors))), progress, fingerprint: "" });
      },
    },
    checkpointSeconds: 0,
    emit(event) {
      events.push(event);
      if (event.type === "step") onStep?.(event.step);
    },
    ...options,
  });
  const epochs = events.filter((event) => event.type === "epoch");
  return { result, events, epochs, last: saved.at(-1)!, saved };
}

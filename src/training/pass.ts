// One training from its beginning (or a checkpoint) to its end: makes the sessions, feeds the loop, and releases them.

import { blockSize, runtime, type Session } from "../engine/index.js";
import { encodeEncoder, encoderGraph } from "../model/index.js";
import { bucketedSession } from "./buckets.js";
import type { Checkpoint } from "./checkpoint.js";
import { defaults } from "./defaults.js";
import type { OnEvent } from "./events.js";
import type { TrainOptions } from "./options.js";
import type { Recipe } from "./recipe.js";
import type { RunFolder } from "./run-folder.js";
import { buildStep, type StepGraph } from "./step.js";
import { runTrainer, type Keeper, type TrainerResult } from "./trainer.js";
import type { TrainingData } from "./training-data.js";
import { createJudge, embedder, learnedDistance } from "./validation.js";

export interface PassOptions {
  readonly run: RunFolder | undefined;
  readonly options: TrainOptions;
  /** Trains on its `training` side, judges by its `validation` side. */
  readonly images: TrainingData;
  readonly recipe: Recipe;
  readonly graph: StepGraph;
  readonly keeper: Keeper;
  readonly from: Checkpoint | undefined;
  readonly fingerprint: string;
  readonly emit: OnEvent;
}

/** The step's graph; what does not fit (a picture too small for the encoder) is refused here, before a run begins. */
export async function stepGraph(
  { input, buckets, padded }: TrainingData,
  recipe: Recipe,
  steps: number | undefined = buckets?.at(-1),
): Promise<StepGraph> {
  const { batchSize } = recipe.sampler;
  return buildStep({ ...recipe, input, batchSize, steps, padded, block: await blockSize(runtime) });
}

/** Throws what `runTrainer` throws. */
export async function runPass({
  options,
  images,
  recipe,
  graph,
  keeper,
  from,
  emit,
}: PassOptions): Promise<TrainerResult> {
  const { input, training, validation, buckets } = images;
  const { encoder, loss, seed } = recipe;
  const sessions: Session[] = [];
  const start = async (bytes: Uint8Array, inPlace = false): Promise<Session> => {
    const { threads } = options;
    const session = await runtime.createSession(bytes, { inPlace, ...(threads !== undefined && { threads }) });
    sessions.push(session);
    return session;
  };
  try {
    const judging = await start(encodeEncoder(encoderGraph(encoder, input)));
    const embed = embedder({ session: judging, embedding: encoder.embedding });
    const stepping = await start(graph.bytes, true);
    const another = async (steps: number): Promise<Session> =>
      start((await stepGraph(images, recipe, steps)).bytes, true);
    const { inputNames: inputs } = stepping;
    const common = { embedding: encoder.embedding, loss, training, validation, seed };
    return await runTrainer({
      ...recipe,
      step: graph,
      session: buckets === undefined ? stepping : bucketedSession(another, stepping, buckets.at(-1)!),
      batches: training.store.batches({
        ...{ ...recipe, inputs, draws: graph.draws },
        classes: training.dataset.classes.length,
        look: async (positions, weights) => ({
          embeddings: await embed(training.store, positions, weights),
          distance: learnedDistance(loss, weights),
        }),
      }),
      learningRate: recipe.lr,
      judge: createJudge({ session: judging, ...common }),
      keeper,
      checkpointSeconds: options.checkpointSeconds ?? defaults.checkpointSeconds,
      emit,
      signal: options.signal,
      ...(from && { from }),
    });
  } finally {
    for (const session of sessions) await session.release();
  }
}

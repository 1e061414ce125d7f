// From trained weights to a model that decides: the encoder with its weights inside, the distance, and, from what was held
// out, a threshold and a calibration.

import type { Embeddings } from "../core/embeddings.js";
import { version } from "../core/version.js";
import {
  chooseThreshold,
  crossFit,
  fitCalibration,
  identitiesOf,
  scorePairs,
  type CalibrationKind,
  type CrossFit,
  type OperatingPoint,
  type ScoredPairs,
} from "../evaluation/index.js";
import {
  encodeEncoder,
  encodeInfo,
  encoderGraph,
  formatVersion,
  labelledEmbeddings,
  loadModel,
  type ModelInfo,
  type SiameseModel,
} from "../model/index.js";
import type { Side, TrainingImages } from "./images.js";
import { namedOf } from "./options.js";
import type { Recipe } from "./recipe.js";
import type { TrainerResult } from "./trainer.js";
import { judgedPairs, learnedDistance } from "./validation.js";

/** Pairs that a threshold is chosen on, at most. */
const mostPairs = 500_000;

export interface FinishedModel {
  readonly model: SiameseModel;
  /** Of what was held out; of the training pictures where nothing was, for the report to show something. */
  readonly embeddings: Embeddings;
  /** Held-out pairs, measured. */
  readonly pairs?: ScoredPairs;
}

export interface FinishOptions {
  readonly recipe: Recipe;
  readonly images: TrainingImages;
  readonly result: TrainerResult;
  readonly threshold: OperatingPoint;
  /** @defaultValue "logistic" */
  readonly calibration?: CalibrationKind | undefined;
  readonly threads?: number;
}

/** Throws DATA_TOO_FEW where `checkThreshold` does. */
export async function finishModel({
  recipe,
  images,
  result,
  threshold,
  calibration = "logistic",
  threads,
}: FinishOptions): Promise<FinishedModel> {
  const info = describe(recipe, images, result);
  const weights = new Map([...result.weights].map(([name, { data }]) => [name, data]));
  const bytes = encodeEncoder(encoderGraph(recipe.encoder, images.input), { weights, metadata: encodeInfo(info) });
  const model = await loadModel(bytes, threads === undefined ? {} : { threads });
  const { validation, training } = images;
  if (validation.dataset.items.length === 0) return { model, embeddings: await embedSide(model, training) };
  const embeddings = await embedSide(model, validation);
  const pairs = scorePairs(embeddings, model.distance, judgedPairs(validation.dataset, mostPairs, recipe.seed));
  const { pairs: _, ...chosen } = chooseThreshold(pairs, threshold);
  const { informative: _i, pairs: _p, ...fitted } = fitCalibration(pairs, { kind: calibration });
  const crossed = crossFit(pairs, identitiesOf(embeddings), { threshold, calibration, seed: recipe.seed });
  return {
    model: model.withDecision({
      threshold: { ...chosen, ...(crossed && { crossFitted: { far: crossed.far, frr: crossed.frr } }) },
      calibration: { ...fitted, ...(crossed && { crossFitted: errorsOf(crossed) }) },
    }),
    embeddings,
    pairs,
  };
}

function errorsOf({ calibration: { ece, brier } }: CrossFit): { ece: number; brier: number } {
  return { ece, brier };
}

/** Throws DATA_TOO_FEW, before any training, where the held-out pairs are too few for the rate of false accepts asked for. */
export function checkThreshold({ validation }: TrainingImages, threshold: OperatingPoint, seed: number): void {
  if (validation.dataset.items.length === 0) return;
  const { same } = judgedPairs(validation.dataset, mostPairs, seed);
  chooseThreshold({ distances: new Float32Array(same.length), same }, threshold);
}

/** Embeds a side's pictures, in their order. */
export async function embedSide(model: SiameseModel, { dataset, store }: Side): Promise<Embeddings> {
  const matrix = await model.embedSource({
    count: store.count,
    fill: (from, to, target) =>
      store.fill(
        Int32Array.from({ length: to - from }, (_, i) => from + i),
        target,
      ),
  });
  return labelledEmbeddings(matrix, dataset);
}

function describe(
  { encoder, loss, seed }: Recipe,
  { training, validation, input }: TrainingImages,
  result: TrainerResult,
): ModelInfo {
  const { progress, best, weights } = result;
  const distance = learnedDistance(loss, Object.fromEntries(weights));
  return {
    format: formatVersion,
    kindred: version,
    created: new Date().toISOString(),
    input,
    embedding: encoder.embedding,
    encoder: namedOf(encoder),
    distance: namedOf(distance),
    training: {
      items: training.dataset.items.length,
      classes: training.dataset.classes.length,
      epochs: progress.epochs,
      steps: progress.step,
      seconds: progress.seconds,
      seed,
      loss: namedOf(loss),
      ...(best && {
        validation: {
          items: validation.dataset.items.length,
          classes: validation.dataset.classes.length,
          auc: best.auc,
          eer: best.eer,
        },
      }),
    },
  };
}

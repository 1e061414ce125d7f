// From trained weights to a model that decides: the encoder with its weights inside, the distance, and, from what was held
// out, a threshold and a calibration.

import type { Embeddings } from "../core/embeddings.js";
import { version } from "../core/version.js";
import type { Distance } from "../distances/index.js";
import {
  chooseThreshold,
  crossFit,
  fitCalibration,
  identitiesOf,
  independentPairs,
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
  loadModel,
  type ModelInfo,
  type SiameseModel,
} from "../model/index.js";
import { embedSide } from "./embed-side.js";
import type { BestSoFar, ValidationFigures } from "./events.js";
import { withWhitening } from "./learned-whitening.js";
import { namedOf } from "./options.js";
import type { Recipe } from "./recipe.js";
import type { TrainerResult } from "./trainer.js";
import type { TrainingData } from "./training-data.js";
import { judgedPairs, learnedDistance } from "./validation.js";

/** Pairs that a threshold is chosen on, at most. */
const mostPairs = 500_000;

export interface FinishedModel {
  readonly model: SiameseModel;
  /** The distance of the embeddings below: of the first training, where there were two. */
  readonly judgedBy: Distance;
  /** By the first training, of what was held out; of the training pictures where nothing was, for the report to show something. */
  readonly embeddings: Embeddings;
  /** Held-out pairs, measured. */
  readonly pairs?: ScoredPairs;
}

export interface FinishOptions {
  readonly recipe: Recipe;
  readonly images: TrainingData;
  readonly result: TrainerResult;
  /** The second training, whose weights are kept; the threshold and the calibration are of the first. */
  readonly refit?: TrainerResult | undefined;
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
  refit,
  threshold,
  calibration = "logistic",
  threads,
}: FinishOptions): Promise<FinishedModel> {
  const made = async (kept: TrainerResult): Promise<SiameseModel> => {
    const info = describe({ recipe, images, result, refit }, kept.weights);
    const weights = new Map([...kept.weights].map(([name, { data }]) => [name, data]));
    const bytes = encodeEncoder(encoderGraph(recipe.encoder, images.input), { weights, metadata: encodeInfo(info) });
    const model = await loadModel(bytes, threads === undefined ? {} : { threads });
    return recipe.whitening === undefined ? model : withWhitening(model, images.training, recipe.whitening);
  };
  const model = await made(result);
  const { validation, training } = images;
  if (validation.dataset.items.length === 0)
    return { model, judgedBy: model.distance, embeddings: await embedSide(model, training) };
  const embeddings = await embedSide(model, validation);
  const pairs = scorePairs(embeddings, model.distance, judgedPairs(validation.dataset, mostPairs, recipe.seed));
  const identities = identitiesOf(embeddings);
  const { pairs: _, ...chosen } = chooseThreshold(pairs, threshold, { identities, seed: recipe.seed });
  const independent = independentPairs(pairs, identities);
  const { informative: _i, pairs: _p, ...fitted } = fitCalibration(pairs, { kind: calibration, independent });
  const crossed = crossFit(pairs, identities, { threshold, calibration, seed: recipe.seed });
  if (refit !== undefined) await model.close();
  const kept = refit === undefined ? model : await made(refit);
  return {
    model: kept.withDecision({
      threshold: { ...chosen, ...(crossed && { crossFitted: { far: crossed.far, frr: crossed.frr } }) },
      calibration: { ...fitted, ...(crossed && { crossFitted: errorsOf(crossed) }) },
    }),
    judgedBy: model.distance,
    embeddings,
    pairs,
  };
}

function figuresOf({ epoch: _, ...figures }: BestSoFar): ValidationFigures {
  return figures;
}

function errorsOf({ calibration: { ece, brier } }: CrossFit): { ece: number; brier: number } {
  return { ece, brier };
}

/** Throws DATA_TOO_FEW, before any training, where the held-out pairs are too few for the rate of false accepts asked for. */
export function checkThreshold({ validation }: TrainingData, threshold: OperatingPoint, seed: number): void {
  if (validation.dataset.items.length === 0) return;
  const { same } = judgedPairs(validation.dataset, mostPairs, seed);
  chooseThreshold({ distances: new Float32Array(same.length), same }, threshold, { resamples: 0 });
}

function describe(
  { recipe, images, result, refit }: Pick<FinishOptions, "recipe" | "images" | "result" | "refit">,
  weights: TrainerResult["weights"],
): ModelInfo {
  const { encoder, loss, seed } = recipe;
  const { training, validation, whole, input } = images;
  const { progress, best } = result;
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
      seconds: progress.seconds + (refit?.progress.seconds ?? 0),
      seed,
      loss: namedOf(loss),
      ...(refit && {
        refit: {
          items: whole.dataset.items.length,
          classes: whole.dataset.classes.length,
          epochs: refit.progress.epochs,
          steps: refit.progress.step,
        },
      }),
      ...(best && {
        validation: {
          items: validation.dataset.items.length,
          classes: validation.dataset.classes.length,
          ...figuresOf(best),
        },
      }),
    },
  };
}

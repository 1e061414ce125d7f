// Judges weights after each epoch: embeds what was held out and measures pairs of it. One session serves all epochs, because
// the weights are its inputs. Where nothing is held out, some training pictures are looked at for collapse alone.

import type { Embeddings, Matrix } from "../core/embeddings.js";
import { KindredError } from "../core/errors.js";
import { random, sample } from "../core/random.js";
import { pearson, spearman } from "../core/statistics.js";
import type { Distance } from "../distances/index.js";
import type { HostTensor, Session } from "../engine/index.js";
import {
  predictedScores,
  scorePairs,
  selectPairs,
  spread,
  verification,
  type PairList,
  type ScoredPairs,
} from "../evaluation/index.js";
import { isGraded, selectItems, type Dataset } from "../data/index.js";
import type { Loss } from "../losses/index.js";
import { embedAll } from "../model/embed.js";
import { labelledEmbeddings, recordFeedNames } from "../model/index.js";
import type { Tensors } from "./carried.js";
import { defaults } from "./defaults.js";
import type { ValidationFigures } from "./events.js";
import type { Judgement } from "./guards.js";
import type { ItemStore, Side } from "./item-store.js";
import { lossScope } from "./step.js";

/** Numbers of the pictures that are looked at, and the pairs of them that are judged (by position among those). */
interface Sample {
  readonly indices: readonly number[];
  readonly dataset: Dataset;
  readonly pairs?: PairList;
}

/** What the encoder's graph takes beside its weights. */
const fed: readonly string[] = ["images", "series", "lengths", ...recordFeedNames];

export interface JudgeOptions {
  /** Of the encoder's graph, its weights being inputs. */
  readonly session: Session;
  readonly embedding: number;
  readonly loss: Loss;
  readonly training: Side;
  readonly validation: Side;
  readonly seed: number;
}

/** A function from weights (by name) to what is to be said about them. */
export function createJudge(options: JudgeOptions): (weights: Tensors) => Promise<Judgement> {
  const { session, embedding, loss, training, validation, seed } = options;
  const side = validation.dataset.items.length > 0 ? validation : training;
  const looked = chooseSample(side, side === validation, seed);
  const embed = embedder({ session, embedding });
  return async (weights) => {
    const matrix = await embed(side.store, looked.indices, weights);
    const embeddings = labelledEmbeddings(matrix, looked.dataset);
    checkFinite(embeddings);
    const { pairs } = looked;
    const distance = learnedDistance(loss, weights);
    const scored = pairs && scorePairs(embeddings, distance, pairs);
    const { reason } = spread(embeddings, scored, embeddings.labels);
    const result = scored && verification(scored);
    return {
      ...(result && { validation: { auc: result.auc, eer: result.eer, ...followed(scored, distance) } }),
      ...(reason !== undefined && { collapsed: reason }),
    };
  };
}

/** How distances follow scores, where pairs have them. Where one side does not vary, not at all. */
function followed({ scores, distances }: ScoredPairs, distance: Distance): Partial<ValidationFigures> {
  if (scores === undefined) return {};
  const predicted = predictedScores(distances, distance);
  const [linear, ranked] = [pearson(predicted, scores), spearman(predicted, scores)];
  return { pearson: Number.isFinite(linear) ? linear : 0, spearman: Number.isFinite(ranked) ? ranked : 0 };
}

/** Embeds items of a store, by position, with weights given by name; `session` is of the encoder's graph. */
export function embedder({
  session,
  embedding,
}: Pick<JudgeOptions, "session" | "embedding">): (
  store: ItemStore,
  positions: readonly number[],
  weights: Tensors,
) => Promise<Matrix> {
  const names = session.inputNames.filter((name) => !fed.includes(name));
  return (store, positions, weights) => {
    const feeds: Record<string, HostTensor> = Object.fromEntries(names.map((name) => [name, weights[name]!]));
    return embedAll(store.source(positions), { session, embedding, batchSize: 64, feeds });
  };
}

/** The distance that verification uses: the loss's, or the one that training has made. */
export function learnedDistance(loss: Loss, weights: Tensors): Distance {
  if (loss.learned === undefined) return loss.distance;
  const prefix = `${lossScope}.`;
  const own = Object.entries(weights).filter(([name]) => name.startsWith(prefix));
  return loss.learned(new Map(own.map(([name, { data }]) => [name.slice(prefix.length), data as Float32Array])));
}

/**
 * The pairs to judge a held-out side by: those of a pairs file; else within groups, where groups of several classes are held
 * out (forgeries of one signer, characters of one alphabet: the others are easy); else any. Two impostors make no pair.
 */
export function judgedPairs(dataset: Dataset, maxPairs: number, seed: number): PairList {
  const { pairs, items, groups, classes, groupOfClass, impostorClasses } = dataset;
  if (pairs !== undefined) {
    const few = pairs.length > maxPairs ? sample(pairs, maxPairs, random(seed, "validation pairs")) : pairs;
    return {
      a: Int32Array.from(few, ({ a }) => a),
      b: Int32Array.from(few, ({ b }) => b),
      same: Uint8Array.from(few, ({ same }) => (same ? 1 : 0)),
      ...(isGraded(few) && { scores: Float32Array.from(few, ({ score }) => score!) }),
    };
  }
  const labels = Int32Array.from(items, ({ label }) => label);
  const known = { labels, ...(impostorClasses && { impostorClasses }) };
  try {
    return selectPairs({ ...known, groupOfClass }, { maxPairs, seed, withinGroups: groups.length < classes.length });
  } catch (error) {
    if (!(error instanceof KindredError) || error.code !== "DATA_TOO_FEW") throw error;
    return selectPairs(known, { maxPairs, seed });
  }
}

function chooseSample({ dataset }: Side, heldOut: boolean, seed: number): Sample {
  const limit = heldOut ? defaults.validationItems : 256;
  const indices = sampledItems(dataset, limit, seed);
  const looked = selectItems(dataset, indices);
  if (!heldOut) return { indices, dataset: looked };
  return { indices, dataset: looked, pairs: judgedPairs(looked, defaults.validationPairs, seed) };
}

/** At most about `limit` positions, ascending; of a pairs file both sides of some pairs. */
function sampledItems({ items, pairs }: Dataset, limit: number, seed: number): number[] {
  if (items.length <= limit) return items.map((_, index) => index);
  const generator = random(seed, "validation items");
  const chosen =
    pairs === undefined
      ? sample([...items.keys()], limit, generator)
      : sample(pairs, limit / 2, generator).flatMap(({ a, b }) => [a, b]);
  return [...new Set(chosen)].sort((a, b) => a - b);
}

function checkFinite({ data }: Embeddings): void {
  if (data.every(Number.isFinite)) return;
  const advice = "lower the learning rate, or look for broken data";
  throw new KindredError(
    "TRAINING_DIVERGED",
    `training diverged: embeddings of held-out pictures are not finite; ${advice}`,
  );
}

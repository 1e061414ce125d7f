// Graded similarity: pairs that are more or less alike, by a score that people gave (sentences 0-5, melodies, tastes). How well do
// predictions follow the scores?
//
//   Pearson    correlation of the values: a straight line is perfect
//   Spearman   correlation of the ranks, ties at their mean rank: any rising curve is perfect
//   MSE        mean squared difference, as the predictions are, which must then be in units of the scores; and after the straight
//              line that fits best, found on the other four fifths of the pairs (Mueller, Thyagarajan 2016 regress alike)
//
// Predictions rise with likeness: give -distance, or the similarity exp(-d) of MaLSTM.

import { KindredError, check } from "../core/errors.js";
import { random, shuffled } from "../core/random.js";
import { mean, pearson, spearman } from "../core/statistics.js";
import type { Distance } from "../distances/distance.js";
import { type Interval, percentiles } from "./bootstrap.js";

/** One prediction and one score a pair, index by index. */
export interface GradedPairs {
  readonly predictions: ArrayLike<number>;
  readonly scores: ArrayLike<number>;
}

export interface GradedOptions {
  /** Of the intervals; 0 for none. @defaultValue 200 */
  readonly resamples?: number;
  /** @defaultValue 0 */
  readonly seed?: number;
}

/** JSON-serialisable as it is. */
export interface Graded {
  /** -1..1 */
  readonly pearson: number;
  /** -1..1 */
  readonly spearman: number;
  /** In squared units of the scores. */
  readonly mse: number;
  /** The same after the straight line that fits best, cross-fitted in five folds. */
  readonly mseFitted: number;
  readonly pairs: number;
  /** 95 %, by a bootstrap over the pairs: where pairs share items, somewhat too narrow. */
  readonly intervals?: Readonly<Record<"pearson" | "spearman" | "mse" | "mseFitted", Interval>>;
}

/** What distances say of scores: the cosine similarity where that is measured, else the distance turned round. */
export function predictedScores(distances: Float32Array, { name }: Pick<Distance, "name">): Float32Array {
  return distances.map((d) => (name === "cosine" ? 1 - d : -d));
}

const folds = 5;

/**
 * @throws INVALID_INPUT where lengths differ or a value is not finite; DATA_TOO_FEW below 10 pairs, or where one side does not vary
 */
export function graded(pairs: GradedPairs, { resamples = 200, seed = 0 }: GradedOptions = {}): Graded {
  checkPairs(pairs);
  const predictions = Float64Array.from(pairs.predictions);
  const scores = Float64Array.from(pairs.scores);
  const { length } = scores;
  const squares = predictions.map((value, i) => (value - scores[i]!) ** 2);
  const fittedSquares = crossFittedSquares(predictions, scores, seed);
  const figures = { pearson: pearson(predictions, scores), spearman: spearman(predictions, scores) };
  const samples: Record<"pearson" | "spearman" | "mse" | "mseFitted", number[]> = {
    ...{ pearson: [], spearman: [], mse: [], mseFitted: [] },
  };
  const generator = random(seed, "graded");
  for (let i = 0; i < resamples; i++) {
    const chosen = Uint32Array.from({ length }, () => generator.integer(length));
    const of = (values: Float64Array): Float64Array => Float64Array.from(chosen, (pair) => values[pair]!);
    const [x, y] = [of(predictions), of(scores)];
    const both = { pearson: pearson(x, y), spearman: spearman(x, y) };
    if (!Number.isFinite(both.pearson)) continue; // all draws alike
    samples.pearson.push(both.pearson);
    samples.spearman.push(both.spearman);
    samples.mse.push(mean(of(squares)));
    samples.mseFitted.push(mean(of(fittedSquares)));
  }
  const drawn = Object.entries(samples).filter(([, values]) => values.length > 0);
  const intervals = Object.fromEntries(drawn.map(([name, values]) => [name, percentiles(values)]));
  return {
    ...figures,
    mse: mean(squares),
    mseFitted: mean(fittedSquares),
    pairs: length,
    ...(drawn.length > 0 && { intervals: intervals as NonNullable<Graded["intervals"]> }),
  };
}

function checkPairs({ predictions, scores }: GradedPairs): void {
  check(predictions.length === scores.length, "INVALID_INPUT", () => {
    return `graded: expected a score for each prediction, got ${predictions.length} predictions and ${scores.length} scores`;
  });
  for (const [name, values] of Object.entries({ prediction: predictions, score: scores })) {
    const wrong = Array.from(values).findIndex((value) => !Number.isFinite(value));
    if (wrong >= 0)
      throw new KindredError(
        "INVALID_INPUT",
        `graded: the ${name} of pair ${wrong} is ${values[wrong]}, expected a number`,
      );
  }
  check(scores.length >= 10, "DATA_TOO_FEW", `graded: needs at least 10 pairs, got ${scores.length}`);
  check(Number.isFinite(pearson(predictions, scores)), "DATA_TOO_FEW", () => {
    const still = new Set(Array.from(scores)).size === 1 ? "scores" : "predictions";
    return `graded: all ${still} are alike, so there is nothing to correlate`;
  });
}

/** Squared error of each pair, by the least-squares line through the pairs of the other folds. */
function crossFittedSquares(x: Float64Array, y: Float64Array, seed: number): Float64Array {
  const order = shuffled([...x.keys()], random(seed, "graded folds"));
  const result = new Float64Array(x.length);
  for (let fold = 0; fold < folds; fold++) {
    const others = order.filter((_, i) => i % folds !== fold);
    const [meanX, meanY] = [mean(others.map((i) => x[i]!)), mean(others.map((i) => y[i]!))];
    const xx = others.reduce((sum, i) => sum + (x[i]! - meanX) ** 2, 0);
    const xy = others.reduce((sum, i) => sum + (x[i]! - meanX) * (y[i]! - meanY), 0);
    const slope = xx === 0 ? 0 : xy / xx;
    order.forEach((pair, i) => {
      if (i % folds === fold) result[pair] = (meanY + slope * (x[pair]! - meanX) - y[pair]!) ** 2;
    });
  }
  return result;
}

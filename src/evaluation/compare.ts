// Several models on the same items: which is better, and is the difference real?
//
// Two intervals that overlap prove nothing either way, because both models stumble over the same hard classes. What is
// bootstrapped here is the difference: every resample draws classes once, for all models, so that what they share cancels
// (the paired bootstrap: Efron, Tibshirani 1993; Koehn 2004). Verification draws the units of bootstrap.ts, with their pairs;
// trials and retrieval draw classes with their answers, to the same trials and queries. A difference is called real where its
// 95 % interval does not hold 0: of twenty differences of equal models, one will be called so.

import type { Embeddings, Pair } from "../core/embeddings.js";
import { KindredError, check } from "../core/errors.js";
import { random } from "../core/random.js";
import type { Distance } from "../distances/distance.js";
import { type Interval, percentiles } from "./bootstrap.js";
import { clusteredIntervals } from "./clustered-means.js";
import { type EvaluateOptions, evaluationPairs, oneShotOptions } from "./evaluate-embeddings.js";
import { type FigureName, figuresOf } from "./figures.js";
import { answerTrials } from "./one-shot.js";
import type { ScoredPairs } from "./pairs.js";
import { drawUnits, resampledCurve } from "./resampled-curve.js";
import { answerQueries } from "./retrieval.js";
import { type RocPoint, rocCurve, rocPoints } from "./roc.js";
import { type Unit, chooseUnits, identitiesOf } from "./units.js";

/** A model's embeddings of the items, and how it decides. */
export interface Contestant {
  readonly name: string;
  readonly embeddings: Embeddings;
  readonly distance: Distance;
  readonly threshold?: number;
}

export interface ComparisonOptions extends Pick<
  EvaluateOptions,
  "fars" | "maxPairs" | "withinGroups" | "oneShot" | "seed"
> {
  /** Which pairs to judge. @defaultValue all pairs of the labelled items, or a sample */
  readonly pairs?: readonly Pair[];
  /** @defaultValue 500 */
  readonly resamples?: number;
}

/** Of one figure: the second model's less the first's. */
export interface Difference {
  readonly value: number;
  /** 95 % */
  readonly interval: Interval;
  /** Whether the interval leaves out 0. */
  readonly real: boolean;
}

/** JSON-serialisable as it is. Figures are those of `verification`, and `oneShot`, `recallAt1`, `mapAtR`. */
export interface Comparison {
  readonly models: readonly {
    readonly name: string;
    readonly distance: string;
    readonly figures: Readonly<Record<string, number>>;
    readonly roc: readonly RocPoint[];
  }[];
  /** Each model against the first one. */
  readonly differences: readonly { readonly model: string; readonly figures: Readonly<Record<string, Difference>> }[];
  readonly against: string;
  readonly items: number;
  readonly pairs: { readonly same: number; readonly different: number };
  readonly over: Unit;
  readonly units: number;
  readonly resamples: number;
  /** Why trials or retrieval are missing. */
  readonly skipped: readonly string[];
}

/**
 * @throws INVALID_INPUT with fewer than two models, or where their items differ; DATA_TOO_FEW without same or different pairs
 */
export async function compareEmbeddings(
  contestants: readonly Contestant[],
  options: ComparisonOptions = {},
): Promise<Comparison> {
  const [first] = checkContestants(contestants);
  const { resamples = 500, seed = 0 } = options;
  const { embeddings } = first;
  const scored = contestants.map((model) => evaluationPairs(model.embeddings, model.distance, options));
  const verified = verifyAll(contestants, scored, options);
  const skipped: string[] = [];
  const answered = await answerAll(contestants, options, skipped);
  const { over, units } = chooseUnits(scored[0]!, identitiesOf(embeddings));
  const same = scored[0]!.same.reduce((sum, value) => sum + value, 0);
  return {
    models: contestants.map(({ name, distance }, i) => ({
      name,
      distance: distance.name,
      figures: { ...verified[i]!.figures, ...answered[i]!.means },
      roc: rocPoints(rocCurve(scored[i]!)),
    })),
    differences: contestants.slice(1).map(({ name }, i) => ({
      model: name,
      figures: {
        ...verified[i + 1]!.differences,
        ...differencesOfAnswers(answered[0]!, answered[i + 1]!, seed),
      },
    })),
    against: first.name,
    items: embeddings.rows,
    pairs: { same, different: scored[0]!.same.length - same },
    ...{ over, units, resamples, skipped },
  };
}

function checkContestants(contestants: readonly Contestant[]): readonly [Contestant, ...Contestant[]] {
  const [first, ...others] = contestants;
  check(first !== undefined && others.length > 0, "INVALID_INPUT", () => {
    return `compare: expected two models or more, got ${contestants.length}`;
  });
  for (const { name, embeddings } of others) {
    const { ids } = first.embeddings;
    const differs = embeddings.ids.findIndex((id, i) => id !== ids[i]);
    check(embeddings.ids.length === ids.length && differs < 0, "INVALID_INPUT", () => {
      const what =
        differs < 0
          ? `${embeddings.ids.length} items of ${ids.length}`
          : `${embeddings.ids[differs]} for ${ids[differs]}`;
      return `compare: all models must embed the same items: ${name} has ${what}`;
    });
  }
  return [first, ...others];
}

interface Verified {
  readonly figures: Readonly<Record<string, number>>;
  /** From the first model's. */
  readonly differences: Readonly<Record<string, Difference>>;
}

/** Figures of all models on the same pairs, and what their differences from the first do under resampling. */
function verifyAll(
  contestants: readonly Contestant[],
  scored: readonly ScoredPairs[],
  { fars = [0.01, 0.001], resamples = 500, seed = 0 }: ComparisonOptions,
): Verified[] {
  const { unitOf, units } = chooseUnits(scored[0]!, identitiesOf(contestants[0]!.embeddings));
  const given = contestants.map(({ threshold }) => ({ fars, ...(threshold !== undefined && { threshold }) }));
  const figures = scored.map((pairs, i) => figuresOf(rocCurve(pairs), given[i]));
  const curves = scored.map((pairs) => resampledCurve(pairs, unitOf, units));
  const drawn = contestants.map(() => new Map<FigureName, number[]>());
  const generator = random(seed, "compare");
  for (let i = 0, attempts = 0; i < resamples && attempts < 2 * resamples; attempts++) {
    const weights = drawUnits(units, generator);
    const resampled = curves.map((curve) => curve(weights));
    if (resampled[0]!.same === 0 || resampled[0]!.different === 0) continue;
    i++;
    const values = resampled.map((curve, model) => figuresOf(curve, given[model]));
    values.forEach((own, model) => {
      for (const [name, value] of Object.entries(own) as [FigureName, number][]) {
        const before = values[0]![name];
        if (before !== undefined) drawn[model]!.set(name, [...(drawn[model]!.get(name) ?? []), value - before]);
      }
    });
  }
  return figures.map((own, model) => {
    const differences = [...drawn[model]!]
      .filter(([name]) => own[name] !== undefined && figures[0]![name] !== undefined)
      .map(([name, values]) => [name, difference(own[name]! - figures[0]![name]!, percentiles(values))] as const);
    return { figures: own as Record<string, number>, differences: Object.fromEntries(differences) };
  });
}

function difference(value: number, interval: Interval): Difference {
  return { value, interval, real: interval[0] > 0 || interval[1] < 0 };
}

/** Answers to the same questions, by figure: a value and a class for each. */
interface Answered {
  readonly means: Readonly<Record<string, number>>;
  readonly lists: Readonly<Record<string, { readonly values: Float64Array; readonly classes: ArrayLike<number> }>>;
}

async function answerAll(
  contestants: readonly Contestant[],
  { oneShot, seed = 0 }: ComparisonOptions,
  skipped: string[],
): Promise<Answered[]> {
  const attempt = async <T>(f: () => T | Promise<T>): Promise<T | undefined> => {
    try {
      return await f();
    } catch (error) {
      if (!(error instanceof KindredError) || error.code !== "DATA_TOO_FEW") throw error;
      if (!skipped.includes(error.message)) skipped.push(error.message);
      return undefined;
    }
  };
  const answered: Answered[] = [];
  for (const { embeddings, distance } of contestants) {
    const trials = await attempt(() =>
      answerTrials(embeddings, distance, { seed, ...oneShotOptions(embeddings, oneShot) }),
    );
    const queries = await attempt(() => answerQueries(embeddings, distance, { seed }));
    const lists = {
      ...(trials && { oneShot: { values: trials.nearest, classes: trials.asked } }),
      ...(queries && {
        recallAt1: { values: queries.answers.recallAt1, classes: queries.classes },
        mapAtR: { values: queries.answers.mapAtR, classes: queries.classes },
      }),
    };
    const means = Object.entries(lists).map(([name, { values }]) => [name, mean(values)]);
    answered.push({ means: Object.fromEntries(means) as Record<string, number>, lists });
  }
  return answered;
}

function differencesOfAnswers(before: Answered, after: Answered, seed: number): Record<string, Difference> {
  const differences = Object.entries(after.lists).map(([name, { values, classes }]) => {
    const own = before.lists[name]!.values;
    const gains = values.map((value, i) => value - own[i]!);
    const options = { seed, stream: `compare ${name}`, proportions: false };
    return [name, difference(mean(gains), clusteredIntervals({ gains }, classes, options).gains)] as const;
  });
  return Object.fromEntries(differences);
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

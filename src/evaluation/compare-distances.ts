// Which distance suits these embeddings? Every distance is judged on the same pairs and queries: AUC, EER and recall@1 with
// intervals, and the AUC once more after each disturbance (disturbances.ts).
//
// The bootstrap (bootstrap.ts) draws the same units for all distances, so that the difference of two AUCs has an interval of its
// own: far narrower than those of the two, because the distances share their luck. `behind` is that difference to the best.

import type { Embeddings, Pair } from "../core/embeddings.js";
import { check } from "../core/errors.js";
import { checkFinite } from "../core/matrix.js";
import { checkCount } from "../core/options.js";
import { random } from "../core/random.js";
import type { Distance } from "../distances/index.js";
import { type Interval, percentiles } from "./bootstrap.js";
import { type ComparedDistance, comparedDistances } from "./compared-distances.js";
import { type Disturbance, disturbances, disturbed } from "./disturbances.js";
import { type EmbeddingProfile, embeddingProfile } from "./embedding-profile.js";
import { type Trials, figureWithWidth, trialsOf, withWidth } from "./errorless.js";
import { equalErrorRate } from "./figures.js";
import { askedRows, nearestHits } from "./nearest-hits.js";
import { type PairList, listedPairs, scorePairs, selectPairs } from "./pairs.js";
import { type Recommendation, recommendDistance } from "./recommend-distance.js";
import { drawUnits, resampledCurve } from "./resampled-curve.js";
import { areaUnder, rocCurve } from "./roc.js";
import { type Unit, chooseUnits, identitiesOf } from "./units.js";

export interface CompareDistancesOptions {
  /** The distance the embeddings were trained with: kept where no other is better beyond chance. */
  readonly own?: Distance;
  /** Which pairs to judge. @defaultValue all pairs of the labelled rows, or a sample */
  readonly pairs?: readonly Pair[];
  /** Without `pairs`: at most this many are judged; >= 2. @defaultValue 100_000 */
  readonly maxPairs?: number;
  /** Without `pairs`: only pairs within one group. @defaultValue false */
  readonly withinGroups?: boolean;
  /** Of the bootstrap. @defaultValue 200 */
  readonly resamples?: number;
  /** Of every sample drawn here. @defaultValue 0 */
  readonly seed?: number;
}

/** JSON-serialisable as it is. Rates are shares, 0..1. */
export interface DistanceFigures {
  readonly label: string;
  readonly name: string;
  /** Whether the embeddings were trained with it. */
  readonly own: boolean;
  readonly auc: number;
  readonly eer: number;
  /** Absent where classes are unknown. */
  readonly recallAt1?: number;
  /** 95 %; absent where all same pairs hang on too few items. */
  readonly intervals?: { readonly auc: Interval; readonly eer: Interval; readonly recallAt1?: Interval };
  /** How much lower the AUC is than that of the best, with the interval of that difference. */
  readonly behind: { readonly auc: number; readonly interval?: Interval };
  /** AUC after each disturbance. */
  readonly disturbed: Readonly<Record<Disturbance, number>>;
}

/** JSON-serialisable as it is. */
export interface DistanceComparison {
  readonly items: number;
  readonly classes?: number;
  readonly pairs: { readonly same: number; readonly different: number };
  /** Queries for recall@1. */
  readonly queries: number;
  readonly profile: EmbeddingProfile;
  /** Best AUC first. */
  readonly distances: readonly DistanceFigures[];
  readonly recommendation: Recommendation;
  /** What the bootstrap drew; absent where there are no intervals. */
  readonly over?: Unit;
  readonly units?: number;
  /** Distances that could not be measured, with the reason. */
  readonly skipped: Readonly<Record<string, string>>;
}

/** Comparisons that recall@1 may take, a distance. */
const MOST_COMPARISONS = 1_000_000;

/**
 * @throws DATA_TOO_FEW without a same or a different pair; DATA_EMPTY without embeddings; INVALID_INPUT naming the row that is not finite
 */
export function compareDistances(embeddings: Embeddings, options: CompareDistancesOptions = {}): DistanceComparison {
  const { own, resamples = 200, seed = 0 } = options;
  check(embeddings.rows > 0 && embeddings.columns > 0, "DATA_EMPTY", "distances: there are no embeddings");
  checkFinite(embeddings, "distances", embeddings.ids);
  checkCount("distances", "resamples", resamples);
  const pairs = pairsOf(embeddings, options);
  const { compared, skipped } = comparedDistances(embeddings, own);
  const most = Math.max(50, Math.floor(MOST_COMPARISONS / embeddings.rows));
  const queries = askedRows(embeddings, most, seed);
  const worse = disturbances.map((how) => [how, { ...embeddings, ...disturbed(embeddings, how, seed) }] as const);
  const measured = compared.map((member) => measure(member, embeddings, pairs, queries, worse));
  const { over, units, samples } = resampled(measured, embeddings, pairs, { resamples, seed });
  const same = pairs.same.reduce((sum, value) => sum + value, 0);
  const profile = embeddingProfile(embeddings);
  const distances = figuresOfAll(measured, samples, trialsOf(pairs)).sort((a, b) => b.auc - a.auc);
  return {
    items: embeddings.rows,
    ...(embeddings.labels && { classes: new Set(embeddings.labels).size }),
    pairs: { same, different: pairs.same.length - same },
    queries: queries.length,
    profile,
    distances,
    recommendation: recommendDistance(distances, profile),
    ...(samples && { over, units }),
    skipped,
  };
}

function pairsOf(embeddings: Embeddings, options: CompareDistancesOptions): PairList {
  const { pairs, maxPairs = 100_000, withinGroups = false, seed = 0 } = options;
  if (pairs !== undefined) return listedPairs(pairs, embeddings.rows);
  return selectPairs(embeddings, { maxPairs, withinGroups, seed });
}

interface Measured {
  readonly member: ComparedDistance;
  readonly distances: Float32Array;
  readonly auc: number;
  readonly eer: number;
  readonly hits: Uint8Array | undefined;
  readonly queries: readonly number[];
  readonly disturbed: Readonly<Record<Disturbance, number>>;
}

function measure(
  member: ComparedDistance,
  embeddings: Embeddings,
  pairs: PairList,
  queries: readonly number[],
  worse: readonly (readonly [Disturbance, Embeddings])[],
): Measured {
  const { distance } = member;
  const { distances } = scorePairs(embeddings, distance, pairs);
  const curve = rocCurve({ distances, same: pairs.same });
  const { labels } = embeddings;
  const hits =
    labels && queries.length > 0 ? nearestHits({ ...embeddings, labels }, distance, queries).hits : undefined;
  const after = worse.map(([how, copy]) => [how, areaUnder(rocCurve(scorePairs(copy, distance, pairs)))] as const);
  return {
    member,
    distances,
    auc: areaUnder(curve),
    eer: equalErrorRate(curve).eer,
    hits,
    queries,
    disturbed: Object.fromEntries(after) as Record<Disturbance, number>,
  };
}

/** For each distance, its figures over the resamples, which are the same for all. */
interface Samples {
  readonly auc: readonly number[];
  readonly eer: readonly number[];
  readonly recall: readonly number[];
}

interface Resampled {
  readonly over: Unit;
  readonly units: number;
  readonly samples: readonly Samples[] | undefined;
}

function resampled(
  measured: readonly Measured[],
  embeddings: Embeddings,
  pairs: PairList,
  { resamples, seed }: { readonly resamples: number; readonly seed: number },
): Resampled {
  const { over, unitOf, units } = chooseUnits(pairs, identitiesOf(embeddings));
  const curves = measured.map(({ distances }) => resampledCurve({ ...pairs, distances }, unitOf, units));
  const samples = measured.map(() => ({ auc: [] as number[], eer: [] as number[], recall: [] as number[] }));
  const generator = random(seed, "distances");
  let done = 0;
  for (let attempt = 0; attempt < 2 * resamples && done < resamples; attempt++) {
    const weights = drawUnits(units, generator);
    const figures = curves.map((curve) => curve(weights));
    if (figures[0]!.same === 0 || figures[0]!.different === 0) continue;
    done++;
    measured.forEach(({ hits, queries }, i) => {
      samples[i]!.auc.push(areaUnder(figures[i]!));
      samples[i]!.eer.push(equalErrorRate(figures[i]!).eer);
      if (hits !== undefined) samples[i]!.recall.push(weightedShare(hits, queries, unitOf, weights));
    });
  }
  return { over, units, samples: done < resamples ? undefined : samples };
}

function weightedShare(
  hits: Uint8Array,
  queries: readonly number[],
  unitOf: Int32Array,
  weights: Float64Array,
): number {
  let [sum, total] = [0, 0];
  queries.forEach((query, i) => {
    const weight = weights[unitOf[query]!]!;
    sum += weight * hits[i]!;
    total += weight;
  });
  return total === 0 ? NaN : sum / total;
}

function figuresOfAll(
  measured: readonly Measured[],
  samples: readonly Samples[] | undefined,
  trials: Trials,
): DistanceFigures[] {
  const best = measured.reduce((top, { auc }, i) => (auc > measured[top]!.auc ? i : top), 0);
  return measured.map(({ member, auc, eer, hits, disturbed: after }, i) => {
    const own = samples?.[i];
    const gaps = own && samples[best]!.auc.map((value, k) => value - own.auc[k]!);
    const recalls = own?.recall.filter((value) => !Number.isNaN(value)) ?? [];
    return {
      label: member.label,
      name: member.distance.name,
      own: member.own,
      auc,
      eer,
      ...(hits && { recallAt1: hits.reduce((sum, hit) => sum + hit, 0) / hits.length }),
      ...(own && {
        intervals: {
          auc: figureWithWidth("auc", percentiles([...own.auc]), trials),
          eer: figureWithWidth("eer", percentiles([...own.eer]), trials),
          ...(recalls.length > 0 && { recallAt1: withWidth(percentiles(recalls), hits?.length ?? 0) }),
        },
      }),
      behind: { auc: measured[best]!.auc - auc, ...(gaps && { interval: percentiles(gaps) }) },
      disturbed: after,
    };
  });
}

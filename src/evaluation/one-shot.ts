// N-way K-shot trials: K examples of each of N classes, one more item of one of them; which class is it?
//
// Two answers are judged: the class of the nearest example, and the class whose mean embedding is nearest (the same for
// one shot). Where several classes are nearest at exactly one distance, they share the credit, so that embeddings that have
// all collapsed to one point score 1/N and not whatever the order of the loop gives.
//
// A class of impostors (forged signatures) is never the answer, but may be among the others: telling a genuine one from it is the
// test.
//
// Trials are drawn anew each, classes within one group where asked: telling letters of one alphabet apart is the harder and
// the usual test (Lake, Salakhutdinov, Tenenbaum 2015). For their fixed twenty runs see official-runs.ts.

import { type Embeddings, type Matrix, row } from "../core/embeddings.js";
import { check } from "../core/errors.js";
import { type Random, random, sample } from "../core/random.js";
import { mean } from "../core/statistics.js";
import type { Distance } from "../distances/distance.js";
import type { Interval } from "./bootstrap.js";
import { clusteredIntervals } from "./clustered-means.js";

export interface OneShotOptions {
  /** Classes in a trial, N; >= 2. @defaultValue 20 */
  readonly ways?: number;
  /** Examples of each class, K; >= 1. @defaultValue 1 */
  readonly shots?: number;
  /** @defaultValue 400 */
  readonly trials?: number;
  /** @defaultValue 0 */
  readonly seed?: number;
  /** Classes of a trial from one group, every group that has enough being as likely. @defaultValue false */
  readonly withinGroup?: boolean;
}

/** JSON-serialisable as it is. */
export interface OneShot {
  readonly ways: number;
  readonly shots: number;
  readonly trials: number;
  readonly withinGroup: boolean;
  /** Share of trials answered rightly by the nearest example. Guessing gives 1 / ways. */
  readonly accuracy: number;
  /** 95 %, over the classes asked for, and no narrower than Wilson's: clustered-means.ts. */
  readonly interval: Interval;
  /** The same, by the nearest class mean. */
  readonly meanAccuracy: number;
  readonly meanInterval: Interval;
}

interface Class {
  /** Row numbers. */
  readonly items: readonly number[];
  readonly impostor: boolean;
}

/** What classes a trial may draw, by group. */
type Pools = readonly (readonly Class[])[];

/**
 * @throws DATA_TOO_FEW where the classes do not suffice: `ways` classes of `shots` items, one of them with one more
 */
export function oneShot(embeddings: Embeddings, distance: Distance, options: OneShotOptions = {}): OneShot {
  const { ways = 20, shots = 1, trials = 400, seed = 0, withinGroup = false } = options;
  const { nearest, byMean, asked } = answerTrials(embeddings, distance, options);
  const intervals = clusteredIntervals({ nearest, byMean }, asked, { seed, stream: "one-shot" });
  return {
    ...{ ways, shots, trials, withinGroup },
    accuracy: mean(nearest),
    interval: intervals.nearest,
    meanAccuracy: mean(byMean),
    meanInterval: intervals.byMean,
  };
}

export interface AnsweredTrials {
  /** Credit by trial: of the nearest example, and of the nearest class mean. */
  readonly nearest: Float64Array;
  readonly byMean: Float64Array;
  /** The class asked for, by trial. */
  readonly asked: Int32Array;
}

/** What `oneShot` averages: the same trials for the same labels and options. Throws as it does. */
export function answerTrials(
  embeddings: Embeddings,
  distance: Distance,
  { ways = 20, shots = 1, trials = 400, seed = 0, withinGroup = false }: OneShotOptions = {},
): AnsweredTrials {
  for (const [name, value, least] of [
    ["ways", ways, 2],
    ["shots", shots, 1],
    ["trials", trials, 1],
  ] as const) {
    check(
      Number.isInteger(value) && value >= least,
      "INVALID_OPTION",
      `one-shot: ${name} must be a whole number >= ${least}, got ${value}`,
    );
  }
  const pools = poolsFor(embeddings, ways, shots, withinGroup);
  check(pools.length > 0, "DATA_TOO_FEW", () => {
    const where = withinGroup ? " in one group" : "";
    const most = mostWays(embeddings, shots, withinGroup);
    return `one-shot: ${ways} ways of ${shots} need ${ways} classes${where} with ${shots} ${shots === 1 ? "item" : "items"}, one of them with ${shots + 1}; at most ${most} ways are possible`;
  });
  const nearest = new Float64Array(trials);
  const byMean = new Float64Array(trials);
  const asked = new Int32Array(trials);
  for (let trial = 0; trial < trials; trial++) {
    const { query, support } = drawTrial(pools, ways, shots, random(seed, "one-shot", trial));
    const probe = row(embeddings, query);
    asked[trial] = embeddings.labels![query]!;
    nearest[trial] = credit(
      support.map((items) => Math.min(...items.map((item) => distance.between(probe, row(embeddings, item))))),
    );
    byMean[trial] = credit(support.map((items) => distance.between(probe, meanRow(embeddings, items))));
  }
  return { nearest, byMean, asked };
}

/** The largest number of ways for which the classes suffice; 0 or 1: none. */
export function mostWays(embeddings: Embeddings, shots = 1, withinGroup = false): number {
  const groups = classesByGroup(embeddings, withinGroup).filter((classes) => classes.some(mayBeAsked(shots)));
  return Math.max(0, ...groups.map((classes) => classes.filter(({ items }) => items.length >= shots).length));
}

/** The share of the answer that goes to class 0, the true one: 1 alone at the smallest distance, 1/T among T, else 0. */
export function credit(distances: readonly number[]): number {
  const smallest = Math.min(...distances);
  return distances[0] === smallest ? 1 / distances.filter((value) => value === smallest).length : 0;
}

function poolsFor(embeddings: Embeddings, ways: number, shots: number, withinGroup: boolean): Pools {
  return classesByGroup(embeddings, withinGroup)
    .map((classes) => classes.filter(({ items }) => items.length >= shots))
    .filter((classes) => classes.length >= ways && classes.some(mayBeAsked(shots)));
}

/** Whether a class has an item more than its examples, and is one that things can be of. */
function mayBeAsked(shots: number): (candidate: Class) => boolean {
  return ({ items, impostor }) => items.length > shots && !impostor;
}

function classesByGroup({ labels, groupOfClass, impostorClasses }: Embeddings, withinGroup: boolean): Pools {
  check(labels !== undefined, "DATA_TOO_FEW", "one-shot: the items have no classes");
  check(!withinGroup || groupOfClass !== undefined, "DATA_TOO_FEW", "one-shot: withinGroup needs classes in groups");
  const classes = new Map<number, number[]>();
  labels.forEach((label, item) => {
    const items = classes.get(label);
    if (items === undefined) classes.set(label, [item]);
    else items.push(item);
  });
  const groups = new Map<number, Class[]>();
  for (const [label, items] of [...classes].sort(([a], [b]) => a - b)) {
    const group = withinGroup ? groupOfClass![label]! : 0;
    groups.set(group, [...(groups.get(group) ?? []), { items, impostor: impostorClasses?.[label] === 1 }]);
  }
  return [...groups.values()];
}

/** A query, and the examples of each class, those of the query's class first. */
function drawTrial(
  pools: Pools,
  ways: number,
  shots: number,
  generator: Random,
): { query: number; support: number[][] } {
  const pool = pools[generator.integer(pools.length)]!;
  const candidates = pool.filter(mayBeAsked(shots));
  const target = candidates[generator.integer(candidates.length)]!;
  const others = sample(
    pool.filter((candidate) => candidate !== target),
    ways - 1,
    generator,
  );
  const [query, ...examples] = sample(target.items, shots + 1, generator);
  return { query: query!, support: [examples, ...others.map(({ items }) => sample(items, shots, generator))] };
}

function meanRow(source: Matrix, items: readonly number[]): Float64Array {
  const mean = new Float64Array(source.columns);
  for (const item of items) row(source, item).forEach((value, k) => (mean[k]! += value / items.length));
  return mean;
}

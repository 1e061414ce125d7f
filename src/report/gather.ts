// Fills the pictorial parts of a report from embeddings: distances, best and worst pairs, neighbours of some probes, and the
// map. The work is bounded: of many embeddings a seeded sample is taken.

import { check } from "../core/errors.js";
import { row, type Embeddings, type Pair } from "../core/embeddings.js";
import { random, sample } from "../core/random.js";
import type { Distance } from "../distances/distance.js";
import type { ScoredPairs } from "../evaluation/pairs.js";
import { pairCollector, type MeasuredPair, type PairCollector } from "./gather/extreme-pairs.js";
import { confusions, type Confusion } from "./gather/confusions.js";
import { rankedProbes } from "./gather/probes.js";
import { sampleRows, type Row } from "./gather/rows.js";
import type { ReportConfusion, ReportInput, ReportItem, ReportMap, ReportNeighbours, ReportPair } from "./input.js";
import { projectTo2d } from "./projection.js";

export interface GatherOptions {
  /** Chooses the sample, the probes and the start of the map. */
  readonly seed: number;
  /** A small picture of row i, as a data address (see thumbnails.ts). Asked once for each row shown. @defaultValue none */
  readonly thumbnail?: (index: number) => Promise<string | undefined> | string | undefined;
  /** What is written for row i where it has no picture. @defaultValue its id */
  readonly text?: (index: number) => string | undefined;
  /** Calibrated probability of "same" at a distance. @defaultValue not shown */
  readonly similarity?: (distance: number) => number | undefined;
  /**
   * The pairs to judge, e.g. those of a pairs file, or those an evaluation has judged, with their distances.
   * @defaultValue all pairs of the sampled rows, by their labels
   */
  readonly pairs?: readonly Pair[] | ScoredPairs;
  /** Rows compared, at most; >= 2. @defaultValue 1500 */
  readonly rows?: number;
  /** Rows on the map, at most. @defaultValue 1000 */
  readonly mapRows?: number;
  /** Pairs at this distance or nearer are taken for the same: for the classes that are confused. @defaultValue none */
  readonly threshold?: number | undefined;
  /** Pairs shown of each kind. @defaultValue 6 */
  readonly shownPairs?: number;
  /** Probes shown. @defaultValue 8 */
  readonly probes?: number;
}

export type GatheredItems = Pick<ReportInput, "distances" | "pairs" | "confusions" | "neighbours" | "map">;

/** Pairs judged, at most, where the caller names them: about as many as 1500 rows have. */
const mostPairs = 1_125_000;
/** Rows of the map that a picture is asked of; it has room for a few dozen. */
const mapThumbnails = 150;

/**
 * Distances, pairs, neighbours and map of `embeddings`, to be spread into a ReportInput. Without labels there are no
 * neighbours, and pairs only where `pairs` names them. Rows that are not finite are left out.
 */
export async function gatherReportItems(
  embeddings: Embeddings,
  distance: Pick<Distance, "between">,
  options: GatherOptions,
): Promise<GatheredItems> {
  const { seed, pairs, threshold, rows = 1500, mapRows = 1000, shownPairs = 6, probes = 8 } = options;
  check(rows >= 2, "INVALID_OPTION", () => `gatherReportItems: rows must be >= 2, got ${rows}`);
  const between = (a: number, b: number): number => distance.between(row(embeddings, a), row(embeddings, b));
  const show = presenter(embeddings, options);
  const sampled = sampleRows(embeddings, rows, seed);
  const judged = { same: pairCollector(shownPairs), different: pairCollector(shownPairs) };
  if (pairs === undefined) judgeRows(embeddings, sampled, judged, between);
  else if ("distances" in pairs) takeScored(pairs, judged);
  else if (pairs.length <= mostPairs) judgePairs(pairs, judged, between);
  else judgePairs(sample(pairs, mostPairs, random(seed, "report pairs")), judged, between);
  const shown = (chosen: readonly MeasuredPair[]): Promise<ReportPair[]> => Promise.all(chosen.map(show.pair));
  return {
    distances: { same: judged.same.distances(), different: judged.different.distances() },
    pairs: {
      sameHardest: await shown(judged.same.farthest()),
      sameEasiest: await shown(judged.same.nearest()),
      differentHardest: await shown(judged.different.nearest()),
      differentEasiest: await shown(judged.different.farthest()),
    },
    ...(embeddings.labels && {
      confusions: await Promise.all(
        confusions(judged.different.pairs(), embeddings.labels, threshold, shownPairs).map(show.confusion),
      ),
    }),
    neighbours: await neighboursOf(sampled, probes, between, show.item, seed),
    ...(await mapOf(embeddings, sampled.slice(0, mapRows), distance, show.item, seed)),
  };
}

interface Judged {
  readonly same: PairCollector;
  readonly different: PairCollector;
}

function judgePairs(pairs: readonly Pair[], judged: Judged, between: (a: number, b: number) => number): void {
  for (const { a, b, same } of pairs) judged[same ? "same" : "different"].add(a, b, between(a, b));
}

function takeScored({ a, b, same, distances }: ScoredPairs, judged: Judged): void {
  for (let i = 0; i < distances.length; i++) judged[same[i] ? "same" : "different"].add(a[i]!, b[i]!, distances[i]!);
}

/** All pairs of the rows whose classes are known; two impostors make none. */
function judgeRows(
  { impostorClasses }: Embeddings,
  rows: readonly Row[],
  judged: Judged,
  between: (a: number, b: number) => number,
): void {
  const impostor = (label: number | undefined): boolean => impostorClasses?.[label!] === 1;
  const known = rows.filter(({ label }) => label !== undefined);
  known.forEach((b, i) => {
    for (let j = 0; j < i; j++) {
      const a = known[j]!;
      if (impostor(a.label) && impostor(b.label)) continue;
      judged[a.label === b.label ? "same" : "different"].add(a.index, b.index, between(a.index, b.index));
    }
  });
}

interface Presenter {
  readonly item: (index: number, withPicture?: boolean) => Promise<ReportItem>;
  readonly pair: (pair: MeasuredPair) => Promise<ReportPair>;
  readonly confusion: (confusion: Confusion) => Promise<ReportConfusion>;
}

/** Row numbers to items; the picture of a row is asked for once. */
function presenter({ ids, labels, classes }: Embeddings, { thumbnail, text, similarity }: GatherOptions): Presenter {
  const pictures = new Map<number, Promise<string | undefined>>();
  const picture = (index: number): Promise<string | undefined> => {
    const known = pictures.get(index) ?? Promise.resolve(thumbnail?.(index));
    pictures.set(index, known);
    return known;
  };
  const item: Presenter["item"] = async (index, withPicture = true) => {
    const label = labels && (classes?.[labels[index]!] ?? String(labels[index]));
    const drawn = withPicture ? await picture(index) : undefined;
    const written = drawn === undefined ? text?.(index) : undefined;
    return {
      id: ids[index]!,
      ...(label !== undefined && { label }),
      ...(drawn !== undefined && { thumbnail: drawn }),
      ...(written !== undefined && { text: written }),
    };
  };
  const pair: Presenter["pair"] = async ({ a, b, distance }) => {
    const probability = similarity?.(distance);
    return {
      a: await item(a),
      b: await item(b),
      distance,
      ...(probability !== undefined && { similarity: probability }),
    };
  };
  const confusion: Presenter["confusion"] = async ({ nearest: { a, b, distance }, accepted, pairs }) => {
    return { a: await item(a), b: await item(b), distance, accepted, pairs };
  };
  return { item, pair, confusion };
}

async function neighboursOf(
  rows: readonly Row[],
  count: number,
  between: (a: number, b: number) => number,
  show: Presenter["item"],
  seed: number,
): Promise<ReportNeighbours[]> {
  const shown = rankedProbes(rows, count, between, seed).map(async ({ probe, nearest }) => ({
    probe: await show(probe.index),
    nearest: await Promise.all(
      nearest.map(async ({ row: { index, label }, distance }) => ({
        item: await show(index),
        distance,
        correct: label === probe.label,
      })),
    ),
  }));
  return Promise.all(shown);
}

async function mapOf(
  embeddings: Embeddings,
  shown: readonly Row[],
  distance: Pick<Distance, "between">,
  show: Presenter["item"],
  seed: number,
): Promise<{ readonly map?: ReportMap }> {
  if (shown.length < 3) return {};
  const { columns } = embeddings;
  const data = new Float32Array(shown.length * columns);
  shown.forEach(({ index }, i) => data.set(row(embeddings, index), i * columns));
  const plane = await projectTo2d(
    { data, rows: shown.length, columns },
    { seed, between: (a, b) => distance.between(a, b) },
  );
  const items = await Promise.all(shown.map(({ index }, i) => show(index, i < mapThumbnails)));
  const labels = items.flatMap(({ label }) => (label === undefined ? [] : [label]));
  return { map: { ...plane, labels, items, total: embeddings.rows } };
}

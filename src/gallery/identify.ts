// Identification: from items that are near to identities in order, and to the threshold beyond which a probe is unknown.

import { check } from "../core/errors.js";
import { checkRange } from "../core/options.js";
import type { Filter } from "./filter.js";
import type { Identification, IdentifyOptions } from "./gallery.js";
import type { Finder } from "./finder.js";
import {
  VOTERS,
  identityOf,
  meanOf,
  rankIdentities,
  rankMeans,
  type Combine,
  type RankedIdentity,
} from "./identity.js";
import type { Found } from "./memory.js";
import { nearestInMemory } from "./memory.js";
import { meets, testsOf } from "./filter.js";
import { openSetThreshold, probesOf, type StrangerProbe } from "./open-set.js";
import type { SearchSpace } from "./space.js";
import type { GalleryStore, Selection, StoredItem, StoreState } from "./store.js";

export interface Identifier {
  /** At least `top` identities, nearest first, where there are as many. */
  rank(state: StoreState, vector: Float32Array, query: RankQuery): Promise<RankedIdentity[]>;
  /** The threshold at a false-identification rate; remembered until the gallery changes. */
  threshold(state: StoreState, rate: number, combine: Combine): Promise<number>;
}

export interface RankQuery {
  readonly top: number;
  readonly combine: Combine;
  readonly filter?: Filter | undefined;
  readonly exact?: boolean | undefined;
}

export function identifierOf(store: GalleryStore, space: SearchSpace, finder: Finder): Identifier {
  let known: { readonly key: string; readonly threshold: Promise<number> } | undefined;
  return {
    rank: (state, vector, query) => rank(store, space, finder, state, vector, query),
    async threshold(state, rate, combine) {
      const key = JSON.stringify([state.revision, rate, combine]);
      if (known?.key !== key) {
        const threshold = strangers(store, space, finder, state, combine).then((probes) =>
          openSetThreshold(probes, rate),
        );
        known = { key, threshold };
      }
      return known.threshold;
    },
  };
}

/** The nearest of the ranked identities, or nobody where it is farther than the threshold. */
export function identificationOf(ranked: Identification["ranked"], threshold: number): Identification {
  const [first] = ranked;
  if (first === undefined) return { identity: undefined, threshold, ranked };
  const { identity, examples: _, ...nearness } = first;
  return { identity: nearness.distance <= threshold ? identity : undefined, ...nearness, threshold, ranked };
}

async function rank(
  store: GalleryStore,
  space: SearchSpace,
  finder: Finder,
  state: StoreState,
  vector: Float32Array,
  { top, combine, filter, exact }: RankQuery,
): Promise<RankedIdentity[]> {
  const memory = await finder.memory(state);
  if (combine === "mean" && memory !== undefined) {
    const tests = testsOf(filter);
    return rankMeans(
      memory.items.filter(({ metadata }) => meets(metadata, tests)),
      vector,
      space,
    );
  }
  const found = await ofIdentities(finder, state, vector, combine === "mean" ? 4 * top : top, { filter, exact });
  if (combine !== "mean") return rankIdentities(found, combine);
  return rankMeans(await examplesOf(store, found, filter), vector, space);
}

/** The nearest items, as many as bring so many identities, or all there are. */
async function ofIdentities(
  finder: Finder,
  state: StoreState,
  vector: Float32Array,
  identities: number,
  options: Pick<RankQuery, "filter" | "exact">,
): Promise<Found[]> {
  for (let k = Math.max(VOTERS, 4 * identities); ; k *= 4) {
    const found = await finder.find(state, vector, { k, ...options });
    const distinct = new Set(found.map(({ item }) => identityOf(item))).size;
    if (distinct >= identities || found.length < k) return found;
  }
}

/** All examples of the identities that were found. */
async function examplesOf(
  store: GalleryStore,
  found: readonly Found[],
  filter: Filter | undefined,
): Promise<StoredItem[]> {
  const labels = new Set(found.flatMap(({ item }) => item.label ?? []));
  const single = found.filter(({ item }) => item.label === null).map(({ item }) => item);
  const selection: Selection = { labels: [...labels], ...(filter && { filter }) };
  const examples: StoredItem[] = [...single];
  for await (const items of store.scan({ ...selection, vectors: true })) examples.push(...items);
  return examples;
}

/** Items probed against all other identities. */
async function strangers(
  store: GalleryStore,
  space: SearchSpace,
  finder: Finder,
  state: StoreState,
  combine: Combine,
): Promise<StrangerProbe[]> {
  if (combine === "mean") return strangersToMeans(await allItems(store), space);
  const memory = await finder.memory(state);
  const probes: StrangerProbe[] = [];
  for (const probe of probesOf(memory?.items ?? (await allItems(store)))) {
    const identity = identityOf(probe);
    const isOther = ({ item }: Found): boolean => identityOf(item) !== identity;
    let others: Found[] = [];
    for (let k = 32, all = false; others.length < VOTERS && !all; k *= 8) {
      const found =
        memory === undefined ? await finder.find(state, probe.vector, { k }) : nearestInMemory(memory, probe.vector, k);
      all = found.length < k;
      others = found.filter(isOther);
    }
    const [taken] = rankIdentities(others, combine);
    if (taken !== undefined) probes.push({ identity, distance: taken.distance });
  }
  return probes;
}

function strangersToMeans(items: readonly StoredItem[], space: SearchSpace): StrangerProbe[] {
  const sums = new Map<string, { sum: Float64Array; examples: number }>();
  for (const item of items) {
    const group = sums.get(identityOf(item)) ?? { sum: new Float64Array(item.vector.length), examples: 0 };
    for (let i = 0; i < item.vector.length; i++) group.sum[i]! += item.vector[i]!;
    group.examples++;
    sums.set(identityOf(item), group);
  }
  const means = [...sums].map(([identity, { sum, examples }]) => ({ identity, mean: meanOf(sum, examples, space) }));
  return probesOf(items).map((probe) => {
    const identity = identityOf(probe);
    const others = means.filter((group) => group.identity !== identity);
    const distance = Math.min(...others.map(({ mean }) => space.distance.between(probe.vector, mean)));
    return { identity, distance };
  });
}

async function allItems(store: GalleryStore): Promise<StoredItem[]> {
  const items: StoredItem[] = [];
  for await (const some of store.scan({ vectors: true })) items.push(...some);
  return items.sort((a, b) => (a.id < b.id ? -1 : 1));
}

/**
 * Where "unknown" begins: as given, at the rate that is given, or where the model says that a pair is the same.
 *
 * @throws INVALID_OPTION for both or for numbers out of range; MODEL_UNCALIBRATED where there is none of them
 */
export async function thresholdOf(
  identifier: Identifier,
  state: StoreState,
  { threshold, falseIdentificationRate: rate, combine = "nearest" }: IdentifyOptions,
): Promise<number> {
  const where = "gallery: identify";
  check(threshold === undefined || rate === undefined, "INVALID_OPTION", () => {
    return `${where}: give a threshold or a falseIdentificationRate, not both`;
  });
  if (rate !== undefined) {
    checkRange(where, "falseIdentificationRate", rate, { above: 0, below: 1 });
    return identifier.threshold(state, rate, combine);
  }
  const used = threshold ?? state.record.threshold?.threshold;
  const none = `${where}: the gallery has no threshold; give one, or a false-identification rate`;
  check(used !== undefined, "MODEL_UNCALIBRATED", none);
  checkRange(where, "threshold", used);
  return used;
}

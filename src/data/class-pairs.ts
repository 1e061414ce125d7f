// Batches of pairs drawn from classes: the classic way to train a Siamese network, where the loss sees pairs alone. The share of
// same pairs is fixed. Either ever new pairs, or a fixed number of them that is drawn once, as a pairs file would hold.
//
// New pairs: a same pair is two pictures of a class, a different one a picture each of two classes, of one group where the data
// have groups. Classes have their turns equally often. Two impostors (impostors.ts) are never a pair. A batch is a function of
// the seed and the step alone.

import type { Pair } from "../core/embeddings.js";
import { KindredError } from "../core/errors.js";
import { checkCount, checkNames, checkRange } from "../core/options.js";
import { random, sample, type Random } from "../core/random.js";
import { distinctDraws } from "./balanced-draws.js";
import { bunches, classMembers, picturesInTurn, positionsByGroup, type ClassMembers } from "./class-batches.js";
import type { Dataset } from "./dataset.js";
import { pairBatches, sameOf, type PairBatches } from "./pair-batches.js";

export interface ClassPairsOptions {
  /** P: pairs in a batch; at least 2. */
  readonly pairs: number;
  readonly seed: number;
  /** Share of same pairs, 0..1; at least one pair is of either kind. @defaultValue 0.5 */
  readonly same?: number;
  /** Train on so many pairs, drawn once; at least 2. @defaultValue none: ever new ones */
  readonly total?: number;
}

const where = "class pairs";

/** Throws INVALID_OPTION; DATA_TOO_FEW where no class has two pictures, or fewer than `total` pairs can be made. */
export function classPairs(dataset: Dataset, options: ClassPairsOptions): PairBatches {
  const { pairs: P, seed, same = 0.5, total } = options;
  checkNames(where, { ...options }, ["pairs", "seed", "same", "total"]);
  checkCount(where, "pairs", P, 2);
  checkCount(where, "seed", seed, 0);
  checkRange(where, "same", same, { above: 0, below: 1 });
  if (total !== undefined) checkCount(where, "total", total, 2);
  const members = classMembers(where, dataset, 2);
  const several = severalOf(dataset, members);
  if (several.length === 0) {
    throw new KindredError("DATA_TOO_FEW", `${where}: every class has one picture: there is no same pair`);
  }
  if (total !== undefined) {
    return pairBatches(
      { ...dataset, pairs: fixedPairs(dataset, members, total, same, seed) },
      { pairs: P, seed, same },
    );
  }
  const many = sameOf(P, same);
  const drawClass = distinctDraws({ n: several.length, k: 1, seed, stream: ["same classes"] });
  const drawTwo = picturesInTurn(members.pictures, 2, seed, ["same"]);
  const alike = (visit: number): [number, number] => {
    const drawn = drawClass(visit);
    const [a, b] = drawTwo(several[drawn.members[0]!]!, drawn.occurrences[0]!);
    return [a!, b!];
  };
  const differ = differentPairs(dataset, members, seed);
  const at: PairBatches["at"] = (step) => {
    const left = new Int32Array(P);
    const right = new Int32Array(P);
    for (let i = 0; i < many; i++) [left[i], right[i]] = alike(step * many + i);
    for (let i = many; i < P; i++) [left[i], right[i]] = differ(step * (P - many) + i - many);
    const indices = new Int32Array(2 * P);
    indices.set(left);
    indices.set(right, P);
    return { indices, same: Uint8Array.from({ length: P }, (_, i) => (i < many ? 1 : 0)) };
  };
  const items = members.used.reduce((sum, label) => sum + members.pictures[label]!.length, 0);
  return { batchSize: 2 * P, stepsPerEpoch: Math.ceil(items / (2 * P)), at };
}

/** The classes that make same pairs. */
function severalOf({ impostorClasses }: Dataset, { used, pictures }: ClassMembers): number[] {
  return used.filter((label) => impostorClasses?.[label] !== 1 && pictures[label]!.length > 1);
}

/** Different pair number `visit`: two classes in turn, a picture of each in turn; of two impostors one makes way. */
function differentPairs(
  dataset: Dataset,
  { used, pictures }: ClassMembers,
  seed: number,
): (visit: number) => [number, number] {
  const groups = positionsByGroup(dataset, used);
  const round = (generator: Random): number[][] => bunches(groups, 2, generator);
  const drawClasses = distinctDraws({ n: used.length, k: 2, seed, stream: ["different classes"], round });
  const drawOne = picturesInTurn(pictures, 1, seed, ["different"]);
  const { impostorClasses } = dataset;
  const genuine = used.filter((label) => impostorClasses?.[label] !== 1);
  return (visit) => {
    const { members, occurrences } = drawClasses(visit);
    const [first, second] = Array.from(members, (member) => used[member]!) as [number, number];
    const both = impostorClasses?.[first] === 1 && impostorClasses[second] === 1;
    const other = both ? genuine[random(seed, "instead", visit).integer(genuine.length)]! : second;
    return [drawOne(first, occurrences[0]!)[0]!, drawOne(other, occurrences[1]!)[0]!];
  };
}

/** So many distinct pairs, drawn from all there are. */
function fixedPairs(dataset: Dataset, members: ClassMembers, total: number, share: number, seed: number): Pair[] {
  const { pictures, used } = members;
  const several = severalOf(dataset, members);
  const labelOf = new Map(used.flatMap((label) => pictures[label]!.map((item) => [item, label] as const)));
  const items = [...labelOf.keys()];
  const among = (members: readonly number[]): number => (members.length * (members.length - 1)) / 2;
  const possible = several.reduce((sum, label) => sum + among(pictures[label]!), 0);
  const pretends = (item: number): boolean => dataset.impostorClasses?.[labelOf.get(item)!] === 1;
  const fits = ({ a, b }: Pair): boolean => labelOf.get(a) !== labelOf.get(b) && !(pretends(a) && pretends(b));
  const genuine = items.filter((item) => !pretends(item));
  const many = sameOf(total, share);
  const different = among(items) - among(items.filter(pretends)) - possible;
  if (many > possible || total - many > different) {
    const got = `${possible} same and ${different} different pairs`;
    const asked = `${many} same and ${total - many} different pairs`;
    throw new KindredError("DATA_TOO_FEW", `${where}: ${asked} are wanted, the data make ${got}`);
  }
  const own = (a: number): readonly number[] => pictures[labelOf.get(a)!]!;
  const pair = (a: number, b: number, same: boolean): Pair => ({ a: Math.min(a, b), b: Math.max(a, b), same });
  const generator = random(seed, "fixed pairs");
  const mated = genuine.filter((item) => own(item).length > 1);
  return [
    ...distinctPairs(many, possible, generator, {
      draw: () => {
        const a = mated[generator.integer(mated.length)]!;
        return pair(a, own(a)[generator.integer(own(a).length)]!, true);
      },
      all: () => several.flatMap((label) => pairsAmong(pictures[label]!).map(([a, b]) => pair(a, b, true))),
    }),
    ...distinctPairs(total - many, different, generator, {
      draw: () => pair(items[generator.integer(items.length)]!, items[generator.integer(items.length)]!, false),
      all: () =>
        pairsAmong(items)
          .map(([a, b]) => pair(a, b, false))
          .filter(fits),
      fits,
    }),
  ];
}

interface PairSource {
  /** Any pair, perhaps of a picture with itself. */
  draw(): Pair;
  all(): Pair[];
  fits?(pair: Pair): boolean;
}

/** Few of many are drawn until there are enough different ones; many of few are a sample of all. */
function distinctPairs(count: number, possible: number, generator: Random, source: PairSource): Pair[] {
  if (count > possible / 4) return sample(source.all(), count, generator);
  const found = new Map<string, Pair>();
  while (found.size < count) {
    const pair = source.draw();
    if (pair.a !== pair.b && (source.fits?.(pair) ?? true)) found.set(`${pair.a} ${pair.b}`, pair);
  }
  return [...found.values()];
}

function pairsAmong(members: readonly number[]): [number, number][] {
  return members.flatMap((a, i) => members.slice(i + 1).map((b): [number, number] => [a, b]));
}

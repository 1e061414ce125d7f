// Batches of series that are about equally long, so that little is padded, with the classes as balanced as ever.
//
// Each class's series, in the order of their lengths, are cut into as many bands: short ones, longer ones. A batch is drawn as its
// sampler draws it, from one band of every class; in each round of steps each band has its turn once, in random order. So a
// class comes as often as without bands, each of its series has its turn equally often, and a batch is still a function of the
// seed and the step. There are 1, 2, 4, 8 or 16 bands: as many as leave most classes the series that a batch takes of each, without
// any twice; a class too small for that has fewer.

import { random, shuffled } from "../core/random.js";
import { extent } from "../core/statistics.js";
import type { ClassBatches } from "./class-batches.js";
import { type Dataset, itemsByClass, selectItems } from "./dataset.js";

const mostBands = 16;

/** Lengths that differ by less than this factor are not worth it. */
const alike = 0.9;

/** @param draw - the sampler's batches from some of the items; each class has some of them */
export function lengthBatches(
  dataset: Dataset,
  { samples, seed }: { readonly samples: number; readonly seed: number },
  draw: (part: Dataset) => ClassBatches,
): ClassBatches {
  const whole = draw(dataset);
  const bands = whole.renewal === undefined ? bandsOf(dataset, samples) : [];
  if (bands.length < 2) return whole;
  const parts = bands.map((indices) => draw(selectItems(dataset, indices)));
  return {
    ...{ batchSize: whole.batchSize, stepsPerEpoch: whole.stepsPerEpoch },
    at(step) {
      const round = Math.floor(step / bands.length);
      const order = shuffled([...bands.keys()], random(seed, "length bands", round));
      const band = order[step % bands.length]!;
      const indices = parts[band]!.at(round).indices.map((position) => bands[band]![position]!);
      return { indices, labels: indices.map((index) => dataset.items[index]!.label) };
    },
  };
}

/** Positions in the dataset, ascending, of each band's items. One band where lengths are much the same. */
function bandsOf(dataset: Dataset, samples: number): Int32Array[] {
  const lengthOf = (index: number): number => dataset.items[index]!.series?.steps ?? 1;
  const lengths = dataset.items.map((_, index) => lengthOf(index));
  const [shortest, longest] = extent(lengths);
  if (shortest >= alike * longest) return [];
  const classes = itemsByClass(dataset).filter((members) => members.length > 0);
  const sizes = classes.map((members) => members.length).sort((a, b) => a - b);
  const count = powerOfTwo(sizes[sizes.length >> 1]! / samples, mostBands);
  const bands = Array.from({ length: count }, (): number[] => []);
  for (const members of classes) {
    const sorted = [...members].sort((a, b) => lengthOf(a) - lengthOf(b) || a - b);
    const own = powerOfTwo(sorted.length / Math.min(samples, 2), count);
    const edge = (cut: number): number => Math.floor((cut * sorted.length) / own);
    bands.forEach((band, i) => {
      const cut = Math.floor((i * own) / count);
      for (const index of sorted.slice(edge(cut), edge(cut + 1))) band.push(index);
    });
  }
  return bands.map((band) => Int32Array.from(band).sort());
}

/** The greatest of 1, 2, 4, ... that is above neither number. */
function powerOfTwo(value: number, most: number): number {
  let power = 1;
  while (2 * power <= Math.min(value, most)) power *= 2;
  return power;
}

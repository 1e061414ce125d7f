// How far an item comes to lie from a copy of itself: what duplicates.ts takes for its threshold.

import { row } from "../core/embeddings.js";
import { random, sample } from "../core/random.js";
import { quantile } from "../core/statistics.js";
import type { Dataset, Item } from "../data/dataset.js";
import { readPicture, readPixels } from "../data/decode.js";
import type { Series } from "../data/series.js";
import type { SiameseModel } from "../model/siamese-model.js";
import type { EmbedInput } from "../model/read-inputs.js";

const SAMPLE = 100;
const SHARE = 0.95;
/** Standard deviations of noise, of the series' own. */
const NOISE = 0.01;
/** Pictures of which both sides are longer are shrunk before they are copied. */
const LARGEST = { width: 2048, height: 2048 } as const;

/**
 * The distance at which 19 of 20 copies of the data set's items lie, or nearer. Items that cannot be read are passed over.
 *
 * @returns NaN where none can be read
 */
export async function copyDistance(model: SiameseModel, dataset: Dataset): Promise<number> {
  const items = sample(dataset.items, SAMPLE, random(0, "copies"));
  const originals: EmbedInput[] = [];
  const copies: EmbedInput[] = [];
  for (const [index, item] of items.entries()) {
    const copy = await copyOf(item, index).catch(() => undefined);
    if (copy === undefined) continue;
    originals.push(item.series ?? item.text ?? item.record ?? item.path);
    copies.push(copy);
  }
  const { unreadable, ...embeddings } = await model.embed([...originals, ...copies], { unreadable: "skip" });
  const gone = new Set(unreadable.map(({ index }) => index));
  const places = [...originals, ...copies].map((_, index) => index).filter((index) => !gone.has(index));
  const rowOf = new Map(places.map((index, place) => [index, place]));
  const distances = originals.flatMap((_, index) => {
    const [a, b] = [rowOf.get(index), rowOf.get(originals.length + index)];
    if (a === undefined || b === undefined) return [];
    return [model.distance.between(row(embeddings, a), row(embeddings, b))];
  });
  return distances.length === 0 ? NaN : quantile(Float64Array.from(distances).sort(), SHARE);
}

async function copyOf({ path, series, text, record }: Item, index: number): Promise<EmbedInput> {
  if (series !== undefined) return withNoise(series, index);
  const generator = random(0, "copy", index);
  if (text !== undefined) return retyped(text, generator);
  if (record !== undefined) {
    return Object.fromEntries(Object.entries(record).map(([name, cell]) => [name, retyped(cell, generator)]));
  }
  return asSmallJpeg(path);
}

/** A picture of any format that Kindred reads, at two thirds of its size and as JPEG. */
async function asSmallJpeg(path: string): Promise<Uint8Array> {
  const bytes = await readPicture(path);
  const { image } = await readPixels(bytes, path, "rgb", { ...LARGEST, least: LARGEST });
  const { data, width, height, channels } = image;
  const { default: sharp } = await import("sharp");
  const [w, h] = [width, height].map((side) => Math.max(1, Math.round((2 / 3) * side)));
  const picture = sharp(data, { raw: { width, height, channels } }).resize(w, h, { fit: "fill" });
  return Uint8Array.from(await picture.jpeg({ quality: 60 }).toBuffer());
}

/** As somebody types it again: in every 20 letters two neighbours change places. What has no letters stays. */
function retyped(text: string, generator: ReturnType<typeof random>): string {
  const letters = [...text];
  const places = letters.flatMap((letter, i) =>
    isLetter(letter) && isLetter(letters[i + 1]) && letter !== letters[i + 1] ? [i] : [],
  );
  if (places.length === 0) return text;
  for (let count = Math.ceil(letters.length / 20); count > 0; count--) {
    const at = places[generator.integer(places.length)]!;
    [letters[at], letters[at + 1]] = [letters[at + 1]!, letters[at]!];
  }
  return letters.join("");
}

function isLetter(character: string | undefined): boolean {
  return character !== undefined && /\p{L}/u.test(character);
}

function withNoise({ steps, channels, values }: Series, index: number): Series {
  const generator = random(0, "copy", index);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  return { steps, channels, values: values.map((value) => value + NOISE * spread * generator.normal()) };
}

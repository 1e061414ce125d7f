// How good are embeddings of time series, beside comparing the series themselves?
//
//   npm run bench:series -- [--sets CBF,Plane] [--seeds 3] [--steps 400] [--encoder NAME] [--options JSON] [--skip-warping] [--fresh]
//   npm run bench:series -- --folds 3 [--sets ...] ...      to choose a configuration: never looks at a test part, writes nothing
//
// Sets of the UCR archive (Dau et al. 2018) and two of several channels, official split: trained on the training part alone, then
// every test series gets the class of the nearest training series in the embedding. Beside it the same by Euclidean distance
// and by dynamic time warping, with the best window and with none, as the archive has them (lib/time-warping.ts). One
// configuration for all sets; the mean over seeds.
//
// Each training is written to the results as soon as it is done, and is not done again by the same configuration, unless --fresh.

import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { random, shuffled } from "../src/core/random.js";
import { itemsByClass, openDataset, selectItems, type Dataset } from "../src/data/index.js";
import { chooseRecipe } from "../src/training/recipe.js";
import { prepareSeries } from "../src/training/series.js";
import { train, type TrainOptions } from "../src/training/index.js";
import { archive } from "./lib/ucr-archive.js";
import { readResult, writeResult } from "./lib/results.js";
import {
  type Labelled,
  bestWindow,
  centredAndScaled,
  nearestError,
  straight,
  timeWarping,
  warping,
} from "./lib/time-warping.js";

const shared = process.env["KINDRED_SHARED"] ?? fileURLToPath(new URL("../../shared", import.meta.url));
const { values } = parseArgs({
  options: {
    data: { type: "string", default: join(shared, "data", "ucr") },
    channels: { type: "string", default: join(shared, "data", "series") },
    sets: { type: "string" },
    seeds: { type: "string", default: "3" },
    /** Each training part in so many parts: trained on all but one, which is then classified. */
    folds: { type: "string" },
    steps: { type: "string", default: "400" },
    longest: { type: "string", default: "128" },
    encoder: { type: "string" },
    options: { type: "string", default: "{}" },
    threads: { type: "string", default: "1" },
    name: { type: "string", default: "series" },
    "skip-warping": { type: "boolean", default: false },
    fresh: { type: "boolean", default: false },
  },
});

interface Row {
  readonly set: string;
  readonly euclid?: number;
  readonly "warping, best window"?: number;
  readonly warping?: number;
  /** Of each seed. */
  readonly errors: readonly number[];
  readonly kindred: number;
  /** Of one training. */
  readonly seconds: number;
}

/**
 * Everything but the seed. Series longer than `longest` are brought to that length. Of several channels the level of each counts:
 * none is centred by itself. What is not given was chosen by --folds 3: see docs/encoders.md.
 */
const configuration = {
  ...{ steps: Number(values.steps), longest: Number(values.longest), zNormalise: true, batch: 64, lr: 0.002 },
  encoder: { name: "inception-time", options: { width: 16, depth: 3 } },
  ...(values.encoder !== undefined && { encoder: values.encoder }),
  ...(JSON.parse(values.options) as TrainOptions),
};
const rows = new Map(earlier().map((row) => [row.set, row]));
const known = existsSync(values.data) ? readdirSync(values.data).sort() : [];
const several = existsSync(values.channels) ? ["BasicMotions", "JapaneseVowels"] : [];
if (values.folds !== undefined) await chooseByFolds(Number(values.folds));
for (const set of values.sets?.split(",") ?? [...known, ...several]) {
  const parts = ["TRAIN", "TEST"].map((part) => openDataset(fileOf(set, part)));
  const [training, test] = (await Promise.all(parts)) as [Dataset, Dataset];
  await compare(set, training, test);
  console.log(JSON.stringify(rows.get(set)));
}
console.table([...rows.values()].map(({ errors, ...row }) => ({ ...row, seeds: errors.length })));
for (const line of summary()) console.log(line);
process.exit(0);

/** Tells the error of each set by cross-validation within its training part, and ends. */
async function chooseByFolds(folds: number): Promise<never> {
  const errors: number[] = [];
  for (const set of values.sets?.split(",") ?? known) {
    const start = performance.now();
    const training = await openDataset(fileOf(set, "TRAIN"));
    const fold = foldsOf(training, folds);
    let wrong = 0;
    for (let i = 0; i < folds; i++) {
      const part = (inside: boolean): Dataset =>
        selectItems(
          training,
          [...fold.keys()].filter((item) => (fold[item] === i) === inside),
        );
      const probes = part(true);
      wrong += (await embeddingError(part(false), probes, i)) * probes.items.length;
    }
    errors.push(wrong / training.items.length);
    const seconds = Math.round((performance.now() - start) / 1000);
    console.log(
      `${set}: ${Math.round(wrong)} of ${training.items.length} wrong, ${rounded(errors.at(-1)!)}, ${seconds} s`,
    );
  }
  console.log(`mean error within the training parts: ${rounded(errors.reduce((a, b) => a + b, 0) / errors.length)}`);
  process.exit(0);
}

/** In which part each series is: the members of a class are dealt out in random order. */
function foldsOf(training: Dataset, folds: number): number[] {
  const generator = random(0, "folds");
  const fold: number[] = [];
  let next = 0;
  for (const members of itemsByClass(training))
    for (const item of shuffled(members, generator)) fold[item] = next++ % folds;
  return fold;
}

function fileOf(set: string, part: string): string {
  const [ucr, ts] = [`${set}_${part}.tsv`, `${set}_${part}.ts`];
  const file = several.includes(set) ? join(values.channels, set, ts) : join(values.data, set, ucr);
  if (!existsSync(file)) throw new Error(`${file}: no such file; --data names a folder with NAME/NAME_TRAIN.tsv`);
  return file;
}

/** Rows that an earlier run has written; those of another configuration lose their trainings. */
function earlier(): Row[] {
  const before = readResult(values.name) as { configuration?: unknown; sets?: Row[] } | undefined;
  if (before?.sets === undefined || values.fresh) return [];
  if (JSON.stringify(before.configuration) === JSON.stringify(configuration)) return before.sets;
  return before.sets.map((row) => ({ ...row, errors: [], kindred: NaN, seconds: 0 }));
}

async function compare(set: string, training: Dataset, test: Dataset): Promise<void> {
  const empty: Row = { set, ...baselines(set, training, test), errors: [], kindred: NaN, seconds: 0 };
  let row = rows.get(set) ?? empty;
  if (!values["skip-warping"] && row.warping === undefined) row = { ...row, ...warped(training, test) };
  for (let seed = row.errors.length; seed < Number(values.seeds); seed++) {
    const start = performance.now();
    const errors = [...row.errors, rounded(await embeddingError(training, test, seed))];
    const seconds = (row.seconds * seed + (performance.now() - start) / 1000) / (seed + 1);
    const kindred = rounded(errors.reduce((a, b) => a + b, 0) / errors.length);
    row = { ...row, errors, kindred, seconds: Math.round(10 * seconds) / 10 };
    keep(row);
  }
  keep(row);
}

function keep(row: Row): void {
  rows.set(row.set, row);
  const sets = [...rows.values()];
  writeResult(values.name, { configuration, threads: Number(values.threads), summary: summary(), sets });
}

function baselines(set: string, training: Dataset, test: Dataset): Partial<Row> {
  if (several.includes(set)) return {};
  return { euclid: rounded(nearestError(labelled(test), labelled(training), straight)) };
}

function warped(training: Dataset, test: Dataset): Partial<Row> {
  const { channels, steps } = training.items[0]!.series!;
  const [known, probes] = [labelled(training), labelled(test)];
  if (channels > 1) {
    const window = Infinity;
    return {
      warping: rounded(nearestError(probes, known, (a, b, limit) => timeWarping(a, b, { window, limit, channels }))),
    };
  }
  const error = (share: number): number => rounded(nearestError(probes, known, warping(Math.ceil(share * steps))));
  return { "warping, best window": error(bestWindow(known)), warping: error(1) };
}

/** Trains on all of the training part, nothing held out, and classifies the test part by the nearest training series. */
async function embeddingError(training: Dataset, test: Dataset, seed: number): Promise<number> {
  const { steps, longest, ...chosen } = configuration;
  const zNormalise = chosen.zNormalise && training.items[0]!.series!.channels === 1;
  const long = Math.max(...training.items.map(({ series }) => series!.steps)) > longest;
  const resampling = long ? { resample: longest } : {};
  const options: TrainOptions = {
    ...chosen,
    ...resampling,
    zNormalise,
    validation: 0,
    seed,
    threads: Number(values.threads),
  };
  const { stepsPerEpoch } = chooseRecipe(options, prepareSeries(training, { ...options, validation: 0 })).sampler;
  const model = await train(training, { ...options, epochs: Math.ceil(steps / stepsPerEpoch) });
  const seriesOf = ({ items }: Dataset) => items.map(({ series }) => series!);
  const [known, probes] = [await model.embed(seriesOf(training)), await model.embed(seriesOf(test))];
  await model.close();
  const rowsOf = ({ data, columns }: typeof known, { items, classes }: Dataset): Labelled[] =>
    items.map(({ label }, i) => ({
      label: classes[label]!,
      values: data.subarray(i * columns, (i + 1) * columns),
    }));
  return nearestError(rowsOf(probes, test), rowsOf(known, training), (a, b) => model.distance.between(a, b));
}

function labelled({ items, classes }: Dataset): Labelled[] {
  return items.map(({ label, series }) => {
    const { values, channels } = series!;
    return { label: classes[label]!, values: channels === 1 ? centredAndScaled(values) : values };
  });
}

function rounded(error: number): number {
  return Math.round(1e4 * error) / 1e4;
}

/** Over the sets of the archive that have been trained on. Baselines that were not computed are the archive's own figures. */
function summary(): string[] {
  const all = [...rows.values()].filter(({ set, errors }) => set in archive && errors.length > 0);
  const mean = (of: (row: Row) => number): string =>
    (all.reduce((sum, row) => sum + of(row), 0) / all.length).toFixed(4);
  const best = (row: Row): number => row["warping, best window"] ?? archive[row.set]![1];
  const whole = (row: Row): number => row.warping ?? archive[row.set]![2];
  const [lower, equal] = [-1, 0].map((sign) => all.filter((row) => Math.sign(row.kindred - best(row)) === sign).length);
  const computed = all.filter((row) => row.warping !== undefined);
  const differing = [...rows.values()].filter((row) => !agrees(row)).map(({ set }) => set);
  return [
    `${all.length} sets of the archive, mean error: Euclid ${mean((row) => row.euclid!)}, warping with best window ` +
      `${mean(best)}, without ${mean(whole)}, Kindred ${mean((row) => row.kindred)}`,
    `Kindred below warping with best window on ${lower} of ${all.length}, equal on ${equal}`,
    `warping computed here on ${computed.length} sets, else the archive's own figures; ` +
      (differing.length === 0 ? "all baselines agree with those" : `unlike those: ${differing.join(", ")}`),
  ];
}

/** Whether what was computed is what the archive says. */
function agrees(row: Row): boolean {
  const [euclid, best, whole] = archive[row.set] ?? [];
  const near = (own: number | undefined, published: number | undefined): boolean =>
    own === undefined || published === undefined || Math.abs(own - published) < 1e-4;
  return near(row.euclid, euclid) && near(row["warping, best window"], best) && near(row.warping, whole);
}

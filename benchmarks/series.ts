// How good are embeddings of time series, beside comparing the series themselves?
//
//   npm run bench:series -- [--sets CBF,Plane] [--seeds 3] [--epochs N] [--encoder temporal-conv] [--skip-warping]
//
// Sets of the UCR archive (Dau et al. 2018), official split: trained on the training part alone, then every test series gets the
// class of the nearest training series in the embedding. Beside it the same by Euclidean distance and by dynamic time
// warping, with the best window and with none, as the archive has them (lib/time-warping.ts). One configuration for all sets; the mean over seeds.

import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { openDataset, type Dataset } from "../src/data/index.js";
import { train, type TrainOptions } from "../src/training/index.js";
import { writeResult } from "./lib/results.js";
import {
  type Labelled,
  bestWindow,
  centredAndScaled,
  nearestError,
  straight,
  timeWarping,
} from "./lib/time-warping.js";

const shared = process.env["KINDRED_SHARED"] ?? fileURLToPath(new URL("../../shared", import.meta.url));
const { values } = parseArgs({
  options: {
    data: { type: "string", default: join(shared, "data", "ucr") },
    sets: { type: "string" },
    seeds: { type: "string", default: "3" },
    epochs: { type: "string" },
    encoder: { type: "string", default: "temporal-conv" },
    threads: { type: "string", default: "2" },
    "skip-warping": { type: "boolean", default: false },
  },
});
if (!existsSync(values.data))
  throw new Error(`${values.data}: no such folder; --data names one with NAME/NAME_TRAIN.tsv`);
const sets = values.sets?.split(",") ?? readdirSync(values.data).sort();
const seeds = Array.from({ length: Number(values.seeds) }, (_, seed) => seed);

interface Row {
  readonly set: string;
  readonly euclid: number;
  readonly "warping, best window"?: number;
  readonly warping?: number;
  readonly kindred: number;
  readonly seconds: number;
}

const rows: Row[] = [];
for (const set of sets) {
  const [training, test] = await Promise.all(
    ["TRAIN", "TEST"].map((part) => openDataset(join(values.data, set, `${set}_${part}.tsv`))),
  );
  rows.push(await compare(set, training!, test!));
  console.table(rows.slice(-1));
}
console.table(rows);
const mean = (of: (row: Row) => number | undefined): number =>
  rows.reduce((sum, row) => sum + (of(row) ?? NaN), 0) / rows.length;
console.log(
  `mean error: Euclid ${mean((row) => row.euclid).toFixed(4)}, warping with best window ` +
    `${mean((row) => row["warping, best window"]).toFixed(4)}, Kindred ${mean((row) => row.kindred).toFixed(4)}`,
);
console.log(`written to ${writeResult("series", { encoder: values.encoder, seeds: seeds.length, sets: rows })}`);
process.exit(0);

async function compare(set: string, training: Dataset, test: Dataset): Promise<Row> {
  const [known, probes] = [labelled(training), labelled(test)];
  const euclid = nearestError(probes, known, straight);
  const start = performance.now();
  const errors: number[] = [];
  for (const seed of seeds) errors.push(await embeddingError(training, test, seed));
  const seconds = (performance.now() - start) / 1000 / seeds.length;
  return {
    ...{ set, euclid: rounded(euclid), ...(values["skip-warping"] ? {} : warped(known, probes)) },
    ...{ kindred: rounded(errors.reduce((a, b) => a + b, 0) / errors.length), seconds: Math.round(seconds) },
  };
}

function warped(known: readonly Labelled[], probes: readonly Labelled[]): Partial<Row> {
  const length = known[0]!.values.length;
  const error = (share: number): number => {
    const window = Math.ceil(share * length);
    return rounded(nearestError(probes, known, (a, b, limit) => timeWarping(a, b, window, limit)));
  };
  return { "warping, best window": error(bestWindow(known)), warping: error(1) };
}

/** Trains on all of the training part, nothing held out, and classifies the test part by the nearest training series. */
async function embeddingError(training: Dataset, test: Dataset, seed: number): Promise<number> {
  const options: TrainOptions = {
    ...{ encoder: values.encoder, validation: 0, seed, threads: Number(values.threads) },
    ...(values.epochs !== undefined && { epochs: Number(values.epochs) }),
  };
  const model = await train(training, options);
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
  return items.map(({ label, series }) => ({ label: classes[label]!, values: centredAndScaled(series!.values) }));
}

function rounded(error: number): number {
  return Math.round(1e4 * error) / 1e4;
}

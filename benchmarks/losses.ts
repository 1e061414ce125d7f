// Is any loss broken, and which does well? The same small encoder under every loss, a fixed small budget, on Omniglot's
// background set; retrieval and verification on alphabets that are held out. Some of them beside PyTorch Metric Learning, on the same pixels,
// in the same batches, judged by the same code.
//
//   npm run bench:losses -- [--python v/bin/python] [--epochs 3] [--only cosface,circle] [--seed 0] [--data FOLDER]
//
// With --only, the rows of an earlier result that are not asked for stay.
//
// It is a check that users can trust, not a ranking: every loss has one setting, and losses differ in how long they take to
// get good. Losses without labels see each picture twice, changed at random, which those with labels do not.

import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { Matrix } from "../src/core/embeddings.js";
import { random, shuffled } from "../src/core/random.js";
import {
  classBatches,
  decodeNpy,
  imageFolder,
  itemsByClass,
  openImageStore,
  selectItems,
  storeView,
  type Dataset,
} from "../src/data/index.js";
import { euclidean, type Distance } from "../src/distances/index.js";
import { evaluateEmbeddings, type EvaluationResult } from "../src/evaluation/index.js";
import { labelledEmbeddings } from "../src/model/index.js";
import { train, type TrainOptions } from "../src/training/index.js";
import type { Loss } from "../src/losses/index.js";
import { lossCases, lossOf, type LossCase } from "./lib/loss-cases.js";
import { readResult, renewedRows, writeResult } from "./lib/results.js";
import { unpackOnce } from "./lib/zip.js";

const shared = process.env["KINDRED_SHARED"] ?? fileURLToPath(new URL("../../shared", import.meta.url));
const { values } = parseArgs({
  options: {
    python: { type: "string" },
    epochs: { type: "string", default: "3" },
    only: { type: "string" },
    seed: { type: "string", default: "0" },
    data: { type: "string", default: join(shared, "data", "omniglot") },
  },
});
const seed = Number(values.seed);
const epochs = Number(values.epochs);
const size = 28;
const batch = { classes: 32, samples: 4 };
const learningRate = 1e-3;

const unpacked = join(tmpdir(), "kindred-omniglot", "background");
await unpackOnce(join(values.data, "images_background.zip"), unpacked);
const whole = await imageFolder(join(unpacked, "images_background"));
const heldOut = new Set(shuffled([...whole.groups.keys()], random(seed, "held-out alphabets")).slice(0, 6));
const isHeldOut = (label: number): boolean => heldOut.has(whole.groupOfClass[label]!);
const spec = { height: size, width: size, colour: "grey", fit: "pad" } as const;
const { store, dataset } = await openImageStore(whole, spec);
const [training, test] = [side(false), side(true)];
const pixels = new Uint8Array(test.indices.length * size * size);
await storeView(store, test.indices).fill([...test.indices.keys()], pixels);

const asked = values.only?.split(",");
const cases = lossCases.filter(({ name, loss }) => asked === undefined || asked.includes(name) || asked.includes(loss));
const rows: Record<string, unknown>[] = [row("raw pixels", await judged(pixelRows()), 0)];
const peers: Record<string, unknown>[] = [];
type Rows = Readonly<Record<"losses" | "peers", readonly Readonly<Record<string, unknown>>[]>>;
for (const each of cases) {
  const start = performance.now();
  const { distance, embeddings } = await trained(each);
  rows.push(row(each.name, await judged(embeddings, distance), (performance.now() - start) / 1000));
  console.error(JSON.stringify(rows.at(-1)));
}
if (values.python !== undefined) {
  const named = cases.filter(({ peer }) => peer !== undefined);
  for await (const { name, peer, embeddings, seconds } of peerEmbeddings(values.python, named)) {
    const found = row(`${name}: ${peer}`, await judged(embeddings), seconds);
    peers.push({
      ...found,
      ...verdict(
        rows.find((each) => each["loss"] === name)!,
        found,
      ),
    });
    console.error(JSON.stringify(peers.at(-1)));
  }
}
console.table(rows);
if (peers.length > 0) console.table(peers);
const before = asked === undefined ? undefined : (readResult("losses") as Partial<Rows> | undefined);
if (asked === undefined || before !== undefined) {
  const recipe = { size, epochs, batch, learningRate, encoder: "conv4, width 32, embeddings of 64 numbers", seed };
  const sets = { trainedOn: training.dataset.classes.length, judgedOn: test.dataset.classes.length };
  const losses = renewedRows(before?.losses, rows, "loss");
  const result = { recipe, sets, losses, peers: renewedRows(before?.peers, peers, "loss") };
  console.log(`written to ${writeResult("losses", result)}`);
}
process.exit(0);

function side(held: boolean): { readonly indices: readonly number[]; readonly dataset: Dataset } {
  const indices = [...dataset.items.keys()].filter((index) => isHeldOut(dataset.items[index]!.label) === held);
  return { indices, dataset: selectItems(dataset, indices) };
}

async function trained(each: LossCase): Promise<{ distance: Distance; embeddings: Matrix }> {
  const loss = lossOf(each);
  const drawings: Readonly<Record<Loss["needs"], TrainOptions>> = {
    labels: { batch },
    either: { batch },
    pairs: { sampler: "pairs", batch: (batch.classes * batch.samples) / 2 },
    views: { batch: (batch.classes * batch.samples) / 2, augment: "handwriting" },
  };
  const model = await train(training.dataset, {
    ...{ epochs, seed, size, colour: "grey", augment: "none", validation: 0, average: 0, lr: learningRate },
    ...{ optimiser: "adam", schedule: "constant", clip: 10, loss },
    encoder: { name: "conv4", options: { width: 32, depth: 4, embedding: 64, dropout: 0 } },
    ...(each.miner !== undefined && { miner: each.miner }),
    ...drawings[loss.needs],
  });
  const embeddings = await model.embedPixels(pixels);
  await model.close();
  return { distance: model.distance, embeddings };
}

function judged(embeddings: Matrix, distance = euclidean()): Promise<EvaluationResult> {
  return evaluateEmbeddings(labelledEmbeddings(embeddings, test.dataset), distance, { seed, maxPairs: 500_000 });
}

function pixelRows(): Matrix {
  return { data: Float32Array.from(pixels, (value) => value / 255), rows: test.indices.length, columns: size * size };
}

function row(loss: string, { verification, retrieval }: EvaluationResult, seconds: number) {
  const share = (value: number | undefined): string => ((value ?? NaN) * 100).toFixed(1);
  const interval = (range: readonly [number, number] | undefined): string => range?.map(share).join("-") ?? "";
  return {
    loss,
    "recall@1 %": share(retrieval?.recallAt1),
    "recall@1 interval": interval(retrieval?.intervals?.recallAt1),
    "MAP@R %": share(retrieval?.mapAtR),
    "AUC %": share(verification?.auc),
    "AUC interval": interval(verification?.intervals?.auc),
    "EER %": share(verification?.eer),
    seconds: Math.round(seconds),
  };
}

/** Whether each figure of the one lies within the interval of the other, either way. */
function verdict(own: Readonly<Record<string, unknown>>, peer: Readonly<Record<string, unknown>>) {
  const within = (figure: string, interval: string): boolean =>
    [
      [own, peer],
      [peer, own],
    ].some(([a, b]) => {
      const [from, to] = String(a![interval]).split("-").map(Number);
      return Number(b![figure]) >= from! && Number(b![figure]) <= to!;
    });
  return {
    "recall@1 within": within("recall@1 %", "recall@1 interval"),
    "AUC within": within("AUC %", "AUC interval"),
  };
}

interface PeerResult {
  readonly name: string;
  readonly peer: string;
  readonly embeddings: Matrix;
  readonly seconds: number;
}

/** What PyTorch Metric Learning makes of the same pixels in the same batches. */
async function* peerEmbeddings(python: string, named: readonly LossCase[]): AsyncGenerator<PeerResult> {
  const folder = mkdtempSync(join(tmpdir(), "kindred-losses-"));
  const { dataset } = training;
  const batches = classBatches(dataset, { ...batch, seed });
  const steps = epochs * batches.stepsPerEpoch;
  const drawn = Array.from({ length: steps }, (_, step) => [...batches.at(step).indices]);
  const learned = new Uint8Array(training.indices.length * size * size);
  await storeView(store, training.indices).fill([...training.indices.keys()], learned);
  writeFileSync(join(folder, "train.bin"), learned);
  writeFileSync(join(folder, "test.bin"), pixels);
  const labels = dataset.items.map(({ label }) => label);
  const { length: classes } = itemsByClass(dataset);
  writeFileSync(join(folder, "plan.json"), JSON.stringify({ size, classes, labels, batches: drawn, learningRate }));
  const script = fileURLToPath(new URL("peers/losses.py", import.meta.url));
  for (const { name, peer } of named) {
    const output = execFileSync(python, [script, folder, peer!, String(seed)], { encoding: "utf8" });
    const { seconds } = JSON.parse(output.trim().split("\n").at(-1)!) as { seconds: number };
    const embeddings = decodeNpy(readFileSync(join(folder, `${peer}.npy`)), peer!);
    yield { name, peer: peer!, embeddings, seconds };
  }
}

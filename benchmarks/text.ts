// How well do distances of sentences follow what people say of them, learned from nothing but the training sentences?
//
//   npm run bench:text -- [--encoder text-mean] [--tokens words] [--loss cosine-mse] [--seeds 3] [--epochs N] [--skip-sts]
//
// SICK (Marelli et al. 2014) and the STS benchmark (Cer et al. 2017): trained on the training pairs with `train`'s defaults, nothing held
// out, and judged on the test pairs by Pearson, Spearman and MSE (in units of the scores, after the straight line that fits best on other
// pairs). No word vectors from elsewhere. Beside it, without any learning, the share of words that two sentences have in common.

import { existsSync, readFileSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { textPairs, type Dataset } from "../src/data/index.js";
import { normaliseText, wordsOf } from "../src/data/tokens/normalise.js";
import { evaluateModel, graded, type Graded } from "../src/evaluation/index.js";
import { train, type TrainOptions } from "../src/training/index.js";
import { writeResult } from "./lib/results.js";

const shared = process.env["KINDRED_SHARED"] ?? fileURLToPath(new URL("../../shared", import.meta.url));
const { values } = parseArgs({
  options: {
    data: { type: "string", default: join(shared, "data") },
    encoder: { type: "string" },
    tokens: { type: "string" },
    loss: { type: "string" },
    more: { type: "string", default: "{}" },
    seeds: { type: "string", default: "3" },
    epochs: { type: "string" },
    threads: { type: "string", default: "2" },
    "skip-sts": { type: "boolean", default: false },
  },
});
if (!existsSync(join(values.data, "sick")))
  throw new Error(`${values.data}: no folder "sick" in it; --data names the folder that holds sick/ and stsb/`);

interface Row {
  readonly set: string;
  readonly what: string;
  readonly pearson: number;
  readonly spearman: number;
  readonly mse: number;
  readonly seconds?: number;
}

const rows: Row[] = [];
const sick = { left: "sentence_A", right: "sentence_B", score: "relatedness_score" };
await compare(
  "SICK",
  await Promise.all(["train", "trial", "test"].map((part) => read("sick", `SICK_${part}.txt`, sick))),
);
if (!values["skip-sts"]) {
  await compare("STS benchmark", await Promise.all(["train", "dev", "test"].map((part) => readSts(`sts-${part}.csv`))));
}
console.table(rows);
console.log(`written to ${writeResult("text", { options: options(0), seeds: Number(values.seeds), rows })}`);
process.exit(0);

function read(
  folder: string,
  name: string,
  columns: Record<string, string>,
  scoreRange?: [number, number],
): Promise<Dataset> {
  return textPairs(join(values.data, folder, name), { columns, ...(scoreRange && { scoreRange }) });
}

/** The file has no header, and some lines have more columns than others. */
async function readSts(name: string): Promise<Dataset> {
  const lines = readFileSync(join(values.data, "stsb", name), "utf8").split(/\r?\n/);
  const cells = lines.filter((line) => line !== "").map((line) => line.split("\t"));
  const file = join(mkdtempSync(join(tmpdir(), "sts-")), name.replace(".csv", ".jsonl"));
  writeFileSync(file, cells.map((row) => JSON.stringify({ a: row[5], b: row[6], score: Number(row[4]) })).join("\n"));
  return textPairs(file, { scoreRange: [0, 5] });
}

async function compare(set: string, [training, dev, test]: readonly Dataset[]): Promise<void> {
  add(set, "words in common, test", overlap(test!));
  for (const seed of Array.from({ length: Number(values.seeds) }, (_, i) => i)) {
    const start = performance.now();
    const model = await train(training!, options(seed));
    const seconds = (performance.now() - start) / 1000;
    for (const [part, data] of [
      ["test", test!],
      ["dev", dev!],
    ] as const)
      add(set, `Kindred, seed ${seed}, ${part}`, (await evaluateModel(model, data)).graded!, seconds);
    await model.close();
  }
}

function add(set: string, what: string, { pearson, spearman, mseFitted }: Graded, seconds?: number): void {
  const rounded = (value: number): number => Math.round(1e4 * value) / 1e4;
  const time = seconds === undefined ? {} : { seconds: Math.round(seconds) };
  rows.push({ set, what, pearson: rounded(pearson), spearman: rounded(spearman), mse: rounded(mseFitted), ...time });
  console.log(JSON.stringify(rows.at(-1)));
}

/** Jaccard's index of the sets of words. */
function overlap({ items, pairs, scoreRange: [from, to] = [0, 1] }: Dataset): Graded {
  const sets = items.map(({ text }) => new Set(wordsOf(normaliseText(text!, { lowercase: true }))));
  const predictions = pairs!.map(({ a, b }) => {
    const both = [...sets[a]!].filter((word) => sets[b]!.has(word)).length;
    return both / (sets[a]!.size + sets[b]!.size - both);
  });
  return graded({ predictions, scores: pairs!.map(({ score }) => from + (to - from) * score!) });
}

function options(seed: number): TrainOptions {
  const { encoder, tokens, loss, epochs, threads } = values;
  return {
    ...{ validation: 0, seed, threads: Number(threads) },
    ...(encoder !== undefined && { encoder }),
    ...(tokens !== undefined && { tokens }),
    ...(loss !== undefined && { loss }),
    ...(epochs !== undefined && { epochs: Number(epochs) }),
    ...(JSON.parse(values.more) as TrainOptions),
  };
}

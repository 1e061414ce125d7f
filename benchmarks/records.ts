// How well are records matched: the same product, paper or restaurant in two catalogues?
//
//   npm run bench:records -- [--sets Abt-Buy,DBLP-ACM] [--seeds 1] [--epochs N] [--loss NAME]
//
// Sets of DeepMatcher (Mudgal et al. 2018) in Ditto's layout, official split: trained on train.txt from scratch, the threshold at the
// best F1 of valid.txt, F1 on test.txt, over every line of it. DeepMatcher's own figures are of its paper's table 4 (hybrid).

import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { row } from "../src/core/embeddings.js";
import { openDataset, type Row } from "../src/data/index.js";
import { openTable } from "../src/data/table-file.js";
import { evaluateModel } from "../src/evaluation/index.js";
import { train, type TrainOptions, type TrainedModel } from "../src/training/index.js";
import { readResult, writeResult } from "./lib/results.js";

const shared = process.env["KINDRED_SHARED"] ?? fileURLToPath(new URL("../../shared", import.meta.url));
const { values } = parseArgs({
  options: {
    data: { type: "string", default: join(shared, "data", "entity_matching") },
    sets: { type: "string" },
    seeds: { type: "string", default: "1" },
    epochs: { type: "string" },
    /** Any options of `train`, as JSON. */
    options: { type: "string", default: "{}" },
    threads: { type: "string", default: "2" },
    verbose: { type: "boolean", default: false },
  },
});
if (!existsSync(values.data))
  throw new Error(`${values.data}: no such folder; --data names one with NAME/{train,valid,test}.txt`);
const sets = values.sets?.split(",") ?? readdirSync(values.data).sort();

const deepMatcher: Readonly<Record<string, number>> = { "Abt-Buy": 62.8, "DBLP-ACM": 98.4, "Fodors-Zagats": 100 };

const rows = [];
for (const set of sets) {
  const figures: Figures[] = [];
  for (let seed = 0; seed < Number(values.seeds); seed++) figures.push(await matched(set, seed));
  const mean = (of: (one: Figures) => number): number =>
    Math.round((10 * figures.reduce((sum, one) => sum + of(one), 0)) / figures.length) / 10;
  rows.push({
    ...{
      set,
      seeds: figures.length,
      epochs: values.epochs ?? "default",
      f1: mean(({ f1 }) => f1),
      "f1, best threshold": mean(({ best }) => best),
    },
    ...{ averagePrecision: mean(({ ap }) => ap), validF1: mean(({ valid }) => valid) },
    ...{ deepMatcher: deepMatcher[set], seconds: Math.round(mean(({ seconds }) => seconds)) },
    processorSeconds: Math.round(mean(({ processor }) => processor)),
  });
  console.table(rows.slice(-1));
}
console.table(rows);
if (values.options === "{}") {
  // Sets that were not asked for keep what was measured before.
  const before =
    (readResult("records") as { readonly sets?: readonly { readonly set: string }[] } | undefined)?.sets ?? [];
  const all = [...before.filter(({ set }) => !sets.includes(set)), ...rows].sort((a, b) => (a.set < b.set ? -1 : 1));
  console.log(`written to ${writeResult("records", { sets: all })}`);
}
process.exit(0);

/** In percent. */
interface Figures {
  readonly f1: number;
  /** At the threshold that would have been best on test. */
  readonly best: number;
  readonly ap: number;
  readonly valid: number;
  /** Of training. */
  readonly seconds: number;
  /** The same, of all threads together: what it costs however busy the machine is. */
  readonly processor: number;
}

async function matched(set: string, seed: number): Promise<Figures> {
  const file = (part: string): string => join(values.data, set, `${part}.txt`);
  const options: TrainOptions = {
    ...{ validation: file("valid"), seed, threads: Number(values.threads) },
    ...(values.epochs !== undefined && { epochs: Number(values.epochs) }),
    ...(JSON.parse(values.options) as TrainOptions),
    ...(values.verbose && { onEvent: (event) => tell(event) }),
  };
  const [start, used] = [performance.now(), process.cpuUsage()];
  const model = await train(file("train"), options);
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(used);
  const test = await decided(model, file("test"));
  const valid = await decided(model, file("valid"));
  const { verification } = await evaluateModel(model, await openDataset(file("test")));
  await model.close();
  return {
    ...{ f1: 100 * test.f1, best: 100 * test.best, valid: 100 * valid.f1, seconds, processor: (user + system) / 1e6 },
    ap: 100 * (verification?.averagePrecision ?? NaN),
  };
}

/** Every line of a file, decided by the model's threshold. */
async function decided(model: TrainedModel, path: string): Promise<{ f1: number; best: number }> {
  const { rows, lines } = await linesOf(path);
  const embeddings = await model.embed(rows.map((each) => known(each, model)));
  const judged = lines.map(({ a, b, same }) => ({
    same,
    distance: model.distance.between(row(embeddings, a), row(embeddings, b)),
  }));
  const f1 = (threshold: number): number => {
    const accepted = judged.filter(({ distance }) => distance <= threshold);
    const right = accepted.filter(({ same }) => same).length;
    return (2 * right) / (accepted.length + judged.filter(({ same }) => same).length);
  };
  const best = Math.max(...judged.filter(({ same }) => same).map(({ distance }) => f1(distance)));
  return { f1: f1(model.info.threshold!.threshold), best };
}

/** Only the columns that the model reads. */
function known(all: Row, { info: { input } }: TrainedModel): Row {
  const names = input.kind === "record" ? input.columns.map(({ name }) => name) : [];
  return Object.fromEntries(names.map((name) => [name, all[name] ?? ""]));
}

/** The pairs of a file as they stand there, repeated ones too: `openDataset` would leave those out. */
async function linesOf(path: string): Promise<{ rows: Row[]; lines: { a: number; b: number; same: boolean }[] }> {
  const table = await openTable(path);
  const width = (table.columns.length - 1) / 2;
  const names = table.columns.slice(0, width).map((name) => name.replace(/^left_/, ""));
  const numbers = new Map<string, number>();
  const rows: Row[] = [];
  const number = (cells: readonly string[]): number => {
    const key = JSON.stringify(cells);
    const known = numbers.get(key) ?? rows.push(Object.fromEntries(names.map((name, i) => [name, cells[i]!]))) - 1;
    numbers.set(key, known);
    return known;
  };
  const lines = [];
  for await (const { cells } of table.rows()) {
    const [a, b] = [number(cells.slice(0, width)), number(cells.slice(width, 2 * width))];
    lines.push({ a, b, same: cells.at(-1) === "1" });
  }
  return { rows, lines };
}

function tell(event: Parameters<NonNullable<TrainOptions["onEvent"]>>[0]): void {
  if (event.type === "start") for (const choice of event.choices) console.log(choice);
  if (event.type !== "epoch") return;
  const { epoch, loss, validation } = event;
  console.log(
    `epoch ${epoch}: loss ${loss.toFixed(4)}, AUC ${validation?.auc.toFixed(4)}, EER ${validation?.eer.toFixed(4)}`,
  );
}

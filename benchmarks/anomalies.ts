// How well do detectors find what is unlike the normal rows, on ADBench's sets, beside scikit-learn on the very same splits?
//
//   npm run bench:anomalies -- [--python v/bin/python] [--data ../shared/data/adbench] [--seeds 3] [--sets cardio,WBC]
//                              [--methods auto,mahalanobis] [--known 10] [--cache folder]
//
// Half of the normal rows are fitted on; the others and all anomalies are judged: area under the ROC curve, mean over seeds. With a
// Python that has scikit-learn, IsolationForest, LocalOutlierFactor(novelty=True) and EllipticEnvelope, each with its defaults, get the
// same rows. EllipticEnvelope takes minutes where columns are many: --cache keeps the peers' scores, which depend on set and seed
// alone, so that a benchmark that was stopped goes on. With --known that many anomalies are given to methods that learn from them; the others are judged.

import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { fitDetector } from "../src/anomalies/index.js";
import type { Matrix } from "../src/core/embeddings.js";
import { mean, ranks } from "../src/core/statistics.js";
import { encodeNpy } from "../src/data/npy.js";
import { type AnomalySplit, anomalySets, split } from "./lib/adbench.js";
import { writeResult } from "./lib/results.js";

const { values } = parseArgs({
  options: {
    python: { type: "string" },
    data: { type: "string", default: fileURLToPath(new URL("../../shared/data/adbench", import.meta.url)) },
    seeds: { type: "string", default: "3" },
    sets: { type: "string" },
    methods: { type: "string", default: "auto,nearest-neighbours,mahalanobis,local-outlier-factor" },
    known: { type: "string", default: "0" },
    cache: { type: "string" },
  },
});
const methods = values.methods.split(",");
const wanted = values.sets?.split(",");
const sets = anomalySets(values.data).filter(({ name }) => wanted === undefined || wanted.includes(name));
const peers = fileURLToPath(new URL("peers/anomalies.py", import.meta.url));
const folder = mkdtempSync(path.join(tmpdir(), "kindred-anomalies-"));

const table: Record<string, Record<string, number>> = {};
const seconds: Record<string, number> = {};
try {
  for (const set of sets) {
    const areas: Record<string, number[]> = {};
    for (let seed = 0; seed < Number(values.seeds); seed++) {
      const parts = split(set, seed, Number(values.known));
      for (const [name, scores] of [...(await ours(parts, seed)), ...theirs(parts, set.name, seed)])
        (areas[name] ??= []).push(areaUnderRoc(scores, parts.labels));
    }
    table[set.name] = Object.fromEntries(Object.entries(areas).map(([name, all]) => [name, rounded(mean(all))]));
    console.log(set.name, JSON.stringify(table[set.name]));
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
const names = Object.keys(Object.values(table)[0]!);
table["mean"] = Object.fromEntries(
  names.map((name) => [name, rounded(mean(Object.values(table).map((row) => row[name]!)))]),
);
console.table(table);
console.table(Object.fromEntries(names.map((name) => [name, { "s in all": rounded(seconds[name] ?? NaN) }])));
if (values.python !== undefined && wanted === undefined) {
  const { seeds, known } = values;
  console.log(
    `written to ${writeResult(`anomalies${known === "0" ? "" : "-known"}`, { seeds, known, auroc: table, seconds })}`,
  );
}

async function ours({ fit, judge, known }: AnomalySplit, seed: number): Promise<[string, Float32Array][]> {
  const result: [string, Float32Array][] = [];
  for (const method of methods) {
    const start = performance.now();
    const detector = await fitDetector(fit, { method, falseAlarms: 0.1, seed, ...(known && { anomalies: known }) });
    const { scores } = await detector.score(judge);
    await detector.close();
    seconds[method] = (seconds[method] ?? 0) + (performance.now() - start) / 1000;
    result.push([method, scores]);
  }
  return result;
}

interface PeerScores {
  readonly scores: Readonly<Record<string, number[]>>;
  readonly seconds: Readonly<Record<string, number>>;
}

function theirs(parts: AnomalySplit, name: string, seed: number): [string, Float32Array][] {
  if (values.python === undefined) return [];
  const kept = values.cache && path.join(values.cache, `${name}-${seed}-${values.known}.json`);
  const text = kept && existsSync(kept) ? readFileSync(kept, "utf8") : askPeers(values.python, parts, seed);
  if (kept) {
    mkdirSync(path.dirname(kept), { recursive: true });
    writeFileSync(kept, text);
  }
  const answer = JSON.parse(text) as PeerScores;
  for (const [peer, spent] of Object.entries(answer.seconds)) seconds[peer] = (seconds[peer] ?? 0) + spent;
  return Object.entries(answer.scores).map(([peer, scores]) => [peer, Float32Array.from(scores)]);
}

/** Their scores as JSON. */
function askPeers(python: string, { fit, judge }: AnomalySplit, seed: number): string {
  write("fit.npy", fit);
  write("judge.npy", judge);
  const { OPENBLAS_CORETYPE: _, OPENBLAS_L2_SIZE: __, ...env } = process.env;
  execFileSync(python, [peers, folder, String(seed)], { env, stdio: ["ignore", "inherit", "inherit"] });
  return readFileSync(path.join(folder, "scores.json"), "utf8");
}

function write(name: string, rows: Matrix): void {
  writeFileSync(path.join(folder, name), Buffer.concat(encodeNpy(rows)));
}

/** Share of pairs of an anomaly and a normal row in which the anomaly scores higher; ties count half. */
function areaUnderRoc(scores: Float32Array, labels: Float32Array): number {
  const order = ranks(scores);
  const positives = labels.reduce((sum, label) => sum + label, 0);
  const total = order.reduce((sum, rank, i) => sum + (labels[i] === 1 ? rank : 0), 0);
  return (total - (positives * (positives + 1)) / 2) / (positives * (labels.length - positives));
}

function rounded(value: number): number {
  return Math.round(10000 * value) / 10000;
}

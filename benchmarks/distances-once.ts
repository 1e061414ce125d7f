// Asks each question of benchmarks/distances.ts some times, in a process of its own like the peers', and prints one JSON line: the
// smallest seconds by question.
//
//   node --conditions=kindred-source --import tsx benchmarks/distances-once.ts ROWS WIDTH SMALL TIMES

import type { Matrix } from "../src/core/embeddings.js";
import { random } from "../src/core/random.js";
import {
  cosine,
  distanceBlocks,
  euclidean,
  fitMahalanobis,
  mahalanobis,
  manhattan,
  nearest,
  pairwiseDistances,
} from "../src/distances/index.js";

const [rows = 10_000, width = 128, small = 2000, times = 3] = process.argv.slice(2).map(Number);
const [x, y] = [normal("x"), normal("y")];
const [xSmall, ySmall] = [first(x, small), first(y, small)];
const whitened = mahalanobis(fitMahalanobis(xSmall));
// The engine and its graphs are loaded, as NumPy and FAISS are when their clocks start.
await pairwiseDistances(euclidean(), first(x, 8));
await pairwiseDistances(cosine(), first(x, 8));
await nearest(euclidean(), first(x, 1000), first(x, 1000), 10);

const questions: Readonly<Record<string, () => Promise<unknown>>> = {
  euclidean: () => pairwiseDistances(euclidean(), x, y),
  cosine: () => pairwiseDistances(cosine(), x, y),
  "top-10": () => nearest(euclidean(), x, y, 10),
  manhattan: () => pairwiseDistances(manhattan(), x, y),
  mahalanobis: () => pairwiseDistances(whitened, xSmall, ySmall),
  "euclidean in blocks": async () => {
    for await (const _ of distanceBlocks(euclidean(), x, y));
  },
};
const seconds: Record<string, number> = {};
for (const [name, ask] of Object.entries(questions)) {
  for (let time = 0; time < times; time++) {
    const start = performance.now();
    await ask();
    seconds[name] = Math.min(seconds[name] ?? Infinity, (performance.now() - start) / 1000);
  }
}
console.log(JSON.stringify(seconds));
process.exit(0);

function normal(name: string): Matrix {
  const generator = random(0, name);
  return { rows, columns: width, data: Float32Array.from({ length: rows * width }, () => generator.normal()) };
}

function first({ data, columns }: Matrix, count: number): Matrix {
  return { data: data.subarray(0, count * columns), rows: count, columns };
}

// How fast does a gallery in a folder find the ten nearest among a million embeddings of 128 numbers, and how many of them,
// beside FAISS on the same data?
//
//   npm run bench:search -- [--python v/bin/python] [--items 1000000] [--width 128] [--queries 1000] [--store FOLDER]
//
// The embeddings are made up (lib/crowd.ts says how). Truth is a look at every item, by the distances' own `nearest`, for the
// first 200 queries; latencies are of one query after another, of all queries, after 50 to warm up. CPU time of a query is
// given beside its latency, because on a shared machine the latter is also other people's (`load`). With a Python that has FAISS,
// peers/search.py asks the same of IndexFlatL2 and IndexHNSWFlat.

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { row, type Matrix } from "../src/core/embeddings.js";
import { selectRows } from "../src/core/matrix.js";
import { quantile } from "../src/core/statistics.js";
import { euclidean, nearest } from "../src/distances/index.js";
import { openGallery, type Gallery } from "../src/gallery/index.js";
import { crowd } from "./lib/crowd.js";
import { writeResult } from "./lib/results.js";

const { values } = parseArgs({
  options: {
    python: { type: "string" },
    items: { type: "string", default: "1000000" },
    width: { type: "string", default: "128" },
    queries: { type: "string", default: "1000" },
    store: { type: "string" },
  },
});
const K = 10;
const WARM = 50;
const size = { items: Number(values.items), width: Number(values.width), queries: Number(values.queries) };
const folder = values.store ?? mkdtempSync(path.join(tmpdir(), "kindred-search-"));
const { items, identities, queries } = crowd(size);
const asked = selectRows(
  queries,
  Array.from({ length: Math.min(200, queries.rows) }, (_, i) => i),
);
const truth = await nearest(euclidean(), asked, items, K);

const gallery = await openGallery("crowd", {
  store: folder,
  create: true,
  embeddings: { width: size.width, distance: euclidean() },
});
const [enrolSeconds] = await timed(() => enrol(gallery));
const before = process.memoryUsage.rss();
const kindred = { ...(await ask(gallery)), enrolSeconds };
const { bytes, index } = await gallery.stats();
const result = {
  ...size,
  load: loadavg()[2],
  kindred: {
    ...kindred,
    index: index.kind,
    diskMiB: mebibytes(bytes),
    memoryMiB: mebibytes(process.memoryUsage.rss() - before),
  },
  ...(values.python !== undefined && { faiss: peers(values.python) }),
};
await gallery.close();
if (values.store === undefined) rmSync(folder, { recursive: true });
console.log(JSON.stringify(result, null, 2));
console.log(`written to ${writeResult("search", result)}`);
process.exit(0);

async function enrol(to: Gallery): Promise<void> {
  const all = Array.from({ length: items.rows }, (_, place) => {
    return { id: `item${place}`, label: `p${identities[place]}`, embedding: row(items, place) };
  });
  let next = 100_000;
  await to.addEmbeddings(all, {
    onProgress(done) {
      if (done < next) return;
      console.error(`enrolled ${done} of ${items.rows}`);
      next += 100_000;
    },
  });
}

async function ask(of: Gallery): Promise<Readonly<Record<string, number>>> {
  const search = (i: number): Promise<{ readonly id: string }[]> =>
    of.search({ embedding: row(queries, i % queries.rows) }, { top: K });
  for (let i = 0; i < WARM; i++) await search(i);
  const times: number[] = [];
  let found = 0;
  const cpu = process.cpuUsage();
  for (let i = 0; i < queries.rows; i++) {
    const [seconds, hits] = await timed(() => search(i));
    times.push(1000 * seconds);
    if (i >= asked.rows) continue;
    const wanted = new Set(Array.from(truth.indices.subarray(i * K, i * K + K), (place) => `item${place}`));
    found += hits.filter(({ id }) => wanted.has(id)).length;
  }
  const { user, system } = process.cpuUsage(cpu);
  const sorted = Float64Array.from(times).sort();
  return {
    p50Milliseconds: rounded(quantile(sorted, 0.5)),
    p99Milliseconds: rounded(quantile(sorted, 0.99)),
    cpuMilliseconds: rounded((user + system) / 1000 / queries.rows),
    recallAt10: found / (asked.rows * K),
  };
}

function peers(python: string): unknown {
  const raw = (name: string, { data }: Matrix): string => {
    const file = path.join(folder, name);
    writeFileSync(file, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    return file;
  };
  const files = [raw("items.f32", items), raw("queries.f32", queries)];
  const script = fileURLToPath(new URL("peers/search.py", import.meta.url));
  const { OPENBLAS_CORETYPE: _, OPENBLAS_L2_SIZE: __, ...env } = process.env;
  const output = execFileSync(python, [script, ...files, String(size.width)], { encoding: "utf8", env });
  return JSON.parse(output.trim().split("\n").at(-1)!);
}

async function timed<T>(work: () => Promise<T>): Promise<[seconds: number, result: T]> {
  const start = performance.now();
  const done = await work();
  return [(performance.now() - start) / 1000, done];
}

function mebibytes(bytes: number): number {
  return Math.round(bytes / 2 ** 20);
}

function rounded(value: number): number {
  return Number(value.toPrecision(3));
}

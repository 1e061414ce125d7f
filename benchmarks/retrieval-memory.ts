// How much memory does retrieval take over 100,000 items?
//
//   npm run bench:retrieval -- [--items 100000] [--width 128] [--queries 5000] [--distance euclidean]
//
// Random embeddings in classes of ten. Printed is the greatest memory of the whole process, embeddings and Node.js included, and the
// seconds. Memory does not depend on the number of queries, time does.

import { parseArgs } from "node:util";
import { random } from "../src/core/random.js";
import { distanceByName } from "../src/distances/index.js";
import { retrieval } from "../src/evaluation/index.js";
import { writeResult } from "./lib/results.js";

const { values } = parseArgs({
  options: {
    items: { type: "string", default: "100000" },
    width: { type: "string", default: "128" },
    queries: { type: "string", default: "5000" },
    distance: { type: "string", default: "euclidean" },
  },
});
const [items, width, queries] = [Number(values.items), Number(values.width), Number(values.queries)];
const generator = random(0, "embeddings");
const data = new Float32Array(items * width);
for (let i = 0; i < data.length; i++) data[i] = generator.next();
const labels = Int32Array.from({ length: items }, (_, i) => Math.floor(i / 10));
const ids = Array.from({ length: items }, (_, i) => String(i));

const start = performance.now();
const embeddings = { data, rows: items, columns: width, ids, labels };
const { recallAt1 } = await retrieval(embeddings, distanceByName(values.distance), { maxQueries: queries });
const result = {
  ...{ items, width, queries, distance: values.distance, recallAt1 },
  seconds: Math.round((performance.now() - start) / 1000),
  mebibytes: Math.round(process.resourceUsage().maxRSS / 1024),
};
console.log(JSON.stringify(result, null, 2));
console.log(`written to ${writeResult("retrieval-memory", result)}`);

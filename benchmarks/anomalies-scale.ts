// How much memory and time does a detector take, fitted on a million rows of 64 numbers as a stream, and scoring as many?
//
//   npm run bench:anomalies-scale -- [--rows 1000000] [--width 64] [--score 100000]
//
// The rows are a file of 256 MB (.npy), clusters in a space of 8 dimensions and noise, read as `kindred anomalies` reads it. Printed is the
// largest memory of the process, above what it takes before the first row.

import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { fitDetector } from "../src/anomalies/index.js";
import { random } from "../src/core/random.js";
import { encodeNpy } from "../src/data/npy.js";
import { openNumberRows } from "../src/data/number-rows.js";
import { writeResult } from "./lib/results.js";

const { values } = parseArgs({
  options: {
    rows: { type: "string", default: "1000000" },
    width: { type: "string", default: "64" },
    score: { type: "string", default: "100000" },
  },
});
const [rows, width, wanted] = [Number(values.rows), Number(values.width), Number(values.score)];
const folder = mkdtempSync(path.join(tmpdir(), "kindred-anomalies-"));
try {
  const file = path.join(folder, "rows.npy");
  writeRows(file);
  const before = process.memoryUsage().rss;
  let largest = before;
  const watch = setInterval(() => (largest = Math.max(largest, process.memoryUsage().rss)), 50);
  const start = performance.now();
  const detector = await fitDetector((await openNumberRows(file)).blocks(), { falseAlarms: 0.01 });
  const fitSeconds = (performance.now() - start) / 1000;
  const fitMemory = largest - before;
  let [count, alarms] = [0, 0];
  const scoring = performance.now();
  for await (const block of (await openNumberRows(file)).blocks()) {
    const { anomalies } = await detector.score(block);
    alarms += anomalies.reduce((sum, value) => sum + value, 0);
    count += block.rows;
    if (count >= wanted) break;
  }
  const seconds = (performance.now() - scoring) / 1000;
  clearInterval(watch);
  await detector.close();
  const mebibytes = (bytes: number): number => Math.round(bytes / 2 ** 20);
  const result = {
    rows,
    width,
    fit: { seconds: Math.round(fitSeconds), mebibytes: mebibytes(fitMemory) },
    score: {
      rows: count,
      rowsPerSecond: Math.round(count / seconds),
      mebibytes: mebibytes(largest - before),
      alarms: alarms / count,
    },
  };
  console.log(JSON.stringify(result, null, 2));
  console.log(`written to ${writeResult("anomalies-scale", result)}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** A block at a time: the file never is in memory. */
function writeRows(file: string): void {
  const generator = random(0, "rows");
  const directions = Array.from({ length: 8 }, () => Float64Array.from({ length: width }, () => generator.normal()));
  const descriptor = openSync(file, "w");
  writeSync(descriptor, encodeNpy({ data: new Float32Array(0), rows, columns: width })[0]);
  const each = 4096;
  for (let from = 0; from < rows; from += each) {
    const block = new Float32Array(Math.min(each, rows - from) * width);
    for (let i = 0; i < block.length; i += width) {
      const place = directions.map(() => generator.integer(3) + 0.2 * generator.normal());
      for (let j = 0; j < width; j++) {
        block[i + j] = place.reduce((sum, value, k) => sum + value * directions[k]![j]!, 0) + 0.1 * generator.normal();
      }
    }
    writeSync(descriptor, new Uint8Array(block.buffer));
  }
  closeSync(descriptor);
}

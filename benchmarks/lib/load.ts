// A load generator in a process of its own: so many connections, each asking again as soon as it has its answer.
//
//   tsx benchmarks/lib/load.ts FILE       holding {"url", "path", "connections", "seconds", "bodies": [base64], "type"}
//
// Prints {"requests", "perSecond", "p50", "p99", "failed"}; milliseconds. node:http with connections kept alive: the lightest client
// at hand, because it shares the processor with what it measures.

import { readFileSync } from "node:fs";
import { Agent, request } from "node:http";

interface Load {
  readonly url: string;
  readonly path: string;
  readonly connections: number;
  readonly seconds: number;
  /** Asked in turn. */
  readonly bodies: readonly string[];
  readonly type: string;
}

const { url, path, connections, seconds, bodies, type } = JSON.parse(readFileSync(process.argv[2]!, "utf8")) as Load;
const { hostname, port } = new URL(url);
const agent = new Agent({ keepAlive: true, maxSockets: connections });
const contents = bodies.map((body) => Buffer.from(body, "base64"));
const times: number[] = [];
let [failed, turn] = [0, 0];

function ask(): Promise<void> {
  const body = contents[turn++ % contents.length]!;
  const started = performance.now();
  return new Promise((resolve) => {
    const headers = { "content-type": type, "content-length": body.length };
    const sent = request({ agent, hostname, port, path, method: "POST", headers }, (response) => {
      response.resume();
      response.on("end", () => {
        if (response.statusCode === 200) times.push(performance.now() - started);
        else failed++;
        resolve();
      });
    });
    sent.on("error", () => {
      failed++;
      resolve();
    });
    sent.end(body);
  });
}

const start = performance.now();
const end = start + 1000 * seconds;
await Promise.all(
  Array.from({ length: connections }, async () => {
    while (performance.now() < end) await ask();
  }),
);
const taken = (performance.now() - start) / 1000;
agent.destroy();
times.sort((a, b) => a - b);
const at = (share: number): number => Math.round(100 * (times[Math.floor(share * times.length)] ?? NaN)) / 100;
console.log(
  JSON.stringify({ requests: times.length, perSecond: times.length / taken, p50: at(0.5), p99: at(0.99), failed }),
);

// How many requests a second does `kindred serve` answer, and how fast, beside a FastAPI service that does the same in Python with
// ONNX Runtime and the same model?
//
//   npm run bench:service -- --python v/bin/python [--rounds 3] [--seconds 5] [--gallery 1000] [--threads 0] [--only verify]
//
// Verify: two JPEGs of 250x250 in a form. Identify: one, in a gallery. At 1, 8 and 64 connections. The two services run one at a time, in
// alternation, each started anew for its turn and warmed up; the load comes from a third process. Medians over the rounds are
// compared, with the most requests a second beside them, and the processor time a request, which says more where a machine is shared
// with others (`load` in the result says how much): who has more threads then gets more of it.
// The encoder's weights are random: its speed does not depend on them. Without --python only Kindred is measured.

import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { writeResult } from "./lib/results.js";
import { facePictures, untrainedModel } from "./lib/service-data.js";

const { values } = parseArgs({
  options: {
    python: { type: "string" },
    rounds: { type: "string", default: "3" },
    seconds: { type: "string", default: "5" },
    gallery: { type: "string", default: "1000" },
    threads: { type: "string", default: "0" },
    only: { type: "string" },
  },
});
const rounds = Number(values.rounds);
const seconds = Number(values.seconds);
const folder = mkdtempSync(path.join(tmpdir(), "kindred-service-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
const model = path.join(folder, "model.onnx");
const { bytes, threshold } = await untrainedModel();
writeFileSync(model, bytes);
const pictures = await facePictures(32);

interface Loaded {
  readonly requests: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly failed: number;
}
interface Measured extends Loaded {
  /** Milliseconds of processor time, of the service's process, a request. */
  readonly cpu: number;
}
interface Peer {
  readonly name: "kindred" | "fastapi";
  start(port: number): ChildProcess;
  readonly enrolPath: (id: string) => string;
}

const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url));
const kindred: Peer = {
  name: "kindred",
  start: (port) =>
    spawn(
      process.execPath,
      [
        ...["--conditions=kindred-source", "--import", "tsx", here("../src/cli/main.ts"), "serve"],
        ...["--model", `people=${model}`, "--port", `${port}`, "--rate-limit", "0", "--log", "warn"],
        ...["--gallery", "people", "--create", "--store", path.join(folder, `galleries-${port}`)],
        ...["--audit", path.join(folder, "audit.jsonl")],
      ],
      { stdio: ["ignore", "ignore", "inherit"] },
    ),
  enrolPath: () => "/v1/galleries/people/items",
};
const fastapi: Peer = {
  name: "fastapi",
  start: (port) =>
    spawn(
      values.python!,
      ["-m", "uvicorn", "service:app", "--port", `${port}`, "--no-access-log", "--log-level", "warning"],
      {
        cwd: here("peers"),
        env: { ...process.env, MODEL: model, THRESHOLD: `${threshold}`, THREADS: values.threads },
        stdio: ["ignore", "ignore", "inherit"],
      },
    ),
  enrolPath: (id) => `/v1/galleries/people/items?id=${id}`,
};

const boundary = "kindred-benchmark";
const type = `multipart/form-data; boundary=${boundary}`;

function multipart(files: Readonly<Record<string, Buffer>>, fields: Readonly<Record<string, string>> = {}): Buffer {
  const parts = [
    ...Object.entries(fields).map(([name, text]) => part(`name="${name}"`, Buffer.from(text))),
    ...Object.entries(files).map(([name, file]) => part(`name="${name}"; filename="${name}.jpg"`, file)),
  ];
  return Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]);
}

function part(head: string, content: Buffer): Buffer {
  const start = `--${boundary}\r\nContent-Disposition: form-data; ${head}\r\n\r\n`;
  return Buffer.concat([Buffer.from(start), content, Buffer.from("\r\n")]);
}

const questions = {
  verify: { path: "/v1/verify", bodies: pictures.map((a, i) => multipart({ a, b: pictures[(i + 1) % 32]! })) },
  identify: { path: "/v1/galleries/people/identify", bodies: pictures.map((input) => multipart({ input })) },
};

const results = new Map<string, Measured[]>();
let port = 19_100;
for (let round = 0; round < rounds; round++) {
  for (const peer of values.python === undefined ? [kindred] : [kindred, fastapi]) await measure(peer, ++port);
}
const table = report();
console.table(table);
const settings = { rounds, seconds, gallery: Number(values.gallery), threads: values.threads, load: loadavg()[2] };
if (values.python !== undefined) console.log(`written to ${writeResult("service", { ...settings, questions: table })}`);

async function measure(peer: Peer, at: number): Promise<void> {
  const url = `http://127.0.0.1:${at}`;
  const child = peer.start(at);
  try {
    await ready(url);
    await enrol(peer, url);
    for (const [question, { path: route, bodies }] of Object.entries(questions)) {
      if (values.only !== undefined && values.only !== question) continue;
      load(url, route, bodies, 8, 1);
      for (const connections of [1, 8, 64]) {
        const before = processorSeconds(child.pid!);
        const measured = load(url, route, bodies, connections, seconds);
        const used = processorSeconds(child.pid!) - before;
        const perRequest = { ...measured, cpu: round(1000 * used) / measured.requests };
        const key = `${question} ${connections} ${peer.name}`;
        results.set(key, [...(results.get(key) ?? []), perRequest]);
        console.log(key, JSON.stringify(perRequest));
      }
    }
  } finally {
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    await ended;
  }
}

function load(url: string, route: string, bodies: readonly Buffer[], connections: number, time: number): Loaded {
  const given = { url, path: route, connections, seconds: time, bodies: bodies.map((b) => b.toString("base64")), type };
  const file = path.join(folder, "load.json");
  writeFileSync(file, JSON.stringify(given));
  const words = ["--import", "tsx", here("lib/load.ts"), file];
  return JSON.parse(execFileSync(process.execPath, words, { encoding: "utf8", maxBuffer: 1e8 })) as Loaded;
}

/** User and system time of a process and its children, with all their threads; NaN where there is no /proc. */
function processorSeconds(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /, "")
      .split(" ");
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").filter(Boolean);
    const own = (Number(fields[11]) + Number(fields[12])) / 100;
    return children.reduce((sum, child) => sum + processorSeconds(Number(child)), own);
  } catch {
    return NaN;
  }
}

function round(value: number): number {
  return Math.round(100 * value) / 100;
}

async function ready(url: string): Promise<void> {
  for (let tries = 0; ; tries++) {
    const up = await fetch(`${url}/healthz`).catch(() => undefined);
    if (up?.ok) return;
    if (tries > 600) throw new Error(`${url} does not answer`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function enrol(peer: Peer, url: string): Promise<void> {
  for (let from = 0; from < Number(values.gallery); from += 50) {
    const some = Array.from({ length: Math.min(50, Number(values.gallery) - from) }, (_, i) => `p${from + i}`);
    const answers = await Promise.all(
      some.map((id, i) => {
        const body = multipart({ input: pictures[(from + i) % 32]! }, { id });
        const init = { method: "POST", body: new Uint8Array(body), headers: { "content-type": type } };
        return fetch(url + peer.enrolPath(id), init);
      }),
    );
    for (const answer of answers) if (!answer.ok) throw new Error(`${peer.name}: enrol: ${await answer.text()}`);
  }
}

function report(): Record<string, unknown>[] {
  const keys = [...new Set([...results.keys()].map((key) => key.split(" ").slice(0, 2).join(" ")))];
  return keys.map((key) => {
    const of = (name: string): readonly Measured[] => results.get(`${key} ${name}`) ?? [];
    const middle = (runs: readonly Measured[], field: "perSecond" | "p50" | "p99" | "cpu"): number => {
      const sorted = runs.map((run) => run[field]).sort((a, b) => a - b);
      return sorted[sorted.length >> 1] ?? NaN;
    };
    const most = (runs: readonly Measured[]): number => Math.max(...runs.map(({ perSecond }) => perSecond));
    const [own, other] = [of("kindred"), of("fastapi")];
    const columns = (name: string, runs: readonly Measured[]): Record<string, number> => ({
      [`${name} /s`]: Math.round(middle(runs, "perSecond")),
      [`${name} most /s`]: Math.round(most(runs)),
      [`${name} p50 ms`]: middle(runs, "p50"),
      [`${name} p99 ms`]: middle(runs, "p99"),
      [`${name} cpu ms`]: round(middle(runs, "cpu")),
    });
    const [question, connections] = key.split(" ");
    return {
      question,
      connections: Number(connections),
      ...columns("kindred", own),
      ...(other.length > 0 && {
        ...columns("fastapi", other),
        "times fastapi": round(middle(own, "perSecond") / middle(other, "perSecond")),
      }),
      failed: [...own, ...other].reduce((sum, { failed }) => sum + failed, 0),
    };
  });
}

// Requests that nobody means well with: does the service answer each of them, and is it as large and as well afterwards as before?
//
//   npm run fuzz:service -- [--python v/bin/python] [--requests 10000] [--seed 1]
//
// Requests of our own (lib/hostile.ts), and with --python those that schemathesis makes from /openapi.json: 3 in 10. Ends with status 1
// where an answer is a 500, or none comes within 20 seconds, where a process of the service has died, where a verification
// that is well meant fails afterwards, or where memory has grown by more than a sixth between the second quarter and the last.

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { fitDetector } from "../src/anomalies/index.js";
import { random } from "../src/core/random.js";
import { faultOf, hostile, samplePictures, send } from "./lib/hostile.js";
import { writeResult } from "./lib/results.js";
import { growth, served, type Served } from "./lib/served.js";
import { facePictures, untrainedModel } from "./lib/service-data.js";

const { values } = parseArgs({
  options: {
    python: { type: "string" },
    requests: { type: "string", default: "10000" },
    seed: { type: "string", default: "1" },
  },
});
const folder = mkdtempSync(path.join(tmpdir(), "kindred-fuzz-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
const wanted = Number(values.requests);
const generator = random(Number(values.seed), "fuzz");
const faults: string[] = [];
const counts: Record<string, number> = {};
const memory: number[] = [];

const service = await startService();
const watch = setInterval(() => memory.push(service.megabytes()), 1000);
const own = values.python === undefined ? wanted : Math.round(0.7 * wanted);
await sendHostile(service, own);
if (values.python !== undefined) await runSchemathesis(service, values.python);
// Where schemathesis has made fewer than its share.
await sendHostile(service, Math.max(0, wanted - total()));
clearInterval(watch);
await checkWellBeing(service);
const { early, late } = growth(memory);
if (late > 1.17 * early) faults.push(`memory grew from ${early} to ${late} MB`);
const log = service.log();
if (/a lane ended by/.test(log)) faults.push(`a lane died: ${/a lane ended by[^"]*/.exec(log)![0]}`);
const status = await service.end();
if (status !== 0) faults.push(`the service ended with status ${status}`);
const settings = { requests: total(), seed: Number(values.seed), schemathesis: values.python !== undefined };
const written = writeResult("service-fuzz", {
  ...settings,
  counts,
  memoryMegabytes: { early, late },
  faults: faults.slice(0, 50),
});
console.log(counts, `memory: ${early} MB early, ${late} MB late`);
for (const fault of faults.slice(0, 50)) console.error(fault);
console.log(`${total()} requests, ${faults.length} faults; written to ${written}`);
process.exitCode = faults.length === 0 ? 0 : 1;

async function startService(): Promise<Served> {
  const model = path.join(folder, "model.onnx");
  writeFileSync(model, (await untrainedModel()).bytes);
  const data = Float32Array.from({ length: 400 * 3 }, () => generator.normal());
  const detector = await fitDetector({ data, rows: 400, columns: 3 });
  await detector.save(path.join(folder, "detector.onnx"));
  await detector.close();
  return served(19_655, [
    ...["--model", `people=${model}`, "--detector", path.join(folder, "detector.onnx"), "--rate-limit", "0"],
    ...["--gallery", "people", "--create", "--store", folder, "--audit", path.join(folder, "audit.jsonl")],
    ...["--timeout", "5", "--log", "error"],
  ]);
}

async function sendHostile({ port }: Served, count: number): Promise<void> {
  const pictures = [...(await samplePictures()), ...(await facePictures(2, 120))];
  const source = hostile(generator, pictures);
  let left = count;
  const client = async (): Promise<void> => {
    while (left-- > 0) {
      const request = source.next();
      const answer = await send(port, request, 20_000);
      counts[`${request.kind} ${answer.status}`] = (counts[`${request.kind} ${answer.status}`] ?? 0) + 1;
      const fault = faultOf(request, answer);
      if (fault !== undefined)
        faults.push(`${request.kind}: ${fault}: ${request.bytes.toString("latin1").slice(0, 400)}`);
    }
  };
  await Promise.all(Array.from({ length: 8 }, client));
}

/** Its own verdict counts for server errors only; how many requests it made, the service knows. */
async function runSchemathesis({ url }: Served, python: string): Promise<void> {
  const before = await answered(url);
  const program = path.join(path.dirname(python), "schemathesis");
  const words = [
    "run",
    `${url}/openapi.json`,
    "--checks",
    "not_a_server_error",
    "--max-examples",
    "250",
    "--seed",
    values.seed,
  ];
  const options = [
    "--continue-on-failure",
    "--request-timeout",
    "20",
    "--no-color",
    "--phases",
    "examples,coverage,fuzzing",
  ];
  const child = spawn(program, [...words, ...options, "--max-time", "240"], {
    cwd: folder,
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (said += text));
  const code = await new Promise((resolve) => child.once("exit", resolve));
  if (code !== 0 && /Server error|Timeout|Traceback/i.test(said)) faults.push(`schemathesis: ${said.slice(-3000)}`);
  const after = await answered(url);
  for (const [key, count] of Object.entries(after)) {
    const made = count - (before[key] ?? 0);
    if (made > 0) counts[`schemathesis ${key}`] = made;
    if (made > 0 && key.startsWith("5") && key !== "503") faults.push(`schemathesis: ${made} answers of status ${key}`);
  }
}

/** Requests that the service has answered, by status. */
async function answered(url: string): Promise<Record<string, number>> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const found: Record<string, number> = {};
  for (const [, status, count] of text.matchAll(/^kindred_requests_total\{.*status="(\d+)"\} (\d+)/gm))
    found[status!] = (found[status!] ?? 0) + Number(count);
  return found;
}

async function checkWellBeing({ url }: Served): Promise<void> {
  const [picture] = await facePictures(1, 120);
  const body = { a: picture!.toString("base64"), b: picture!.toString("base64") };
  const headers = { "content-type": "application/json" };
  const answer = await fetch(`${url}/v1/verify`, { method: "POST", headers, body: JSON.stringify(body) });
  const { same } = (await answer.json()) as { same?: boolean };
  if (same !== true) faults.push(`afterwards a picture is not the same as itself: status ${answer.status}`);
}

function total(): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

// Mixed load on one service for some minutes: does its memory stay flat, and does every request get an answer?
//
//   npm run soak:service -- [--minutes 10] [--connections 8]
//
// Verifies, embeds, enrols, removes, searches and identifies, with broken pictures and forms among them, and clients that hang up. The
// service is processes of their own; their resident memory is printed every half minute. Ends with status 1 where an answer is none of
// those expected, or where the memory of the last quarter exceeds that of the second by more than a tenth.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { random } from "../src/core/random.js";
import { writeResult } from "./lib/results.js";
import { growth, served } from "./lib/served.js";
import { facePictures, untrainedModel } from "./lib/service-data.js";

const { values } = parseArgs({
  options: { minutes: { type: "string", default: "10" }, connections: { type: "string", default: "8" } },
});
const folder = mkdtempSync(path.join(tmpdir(), "kindred-soak-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
const model = path.join(folder, "model.onnx");
writeFileSync(model, (await untrainedModel()).bytes);
const pictures = await facePictures(16, 120);
const service = await served(19_555, [
  ...["--model", `people=${model}`, "--rate-limit", "0", "--log", "error"],
  ...["--gallery", "people", "--create", "--store", folder, "--audit", path.join(folder, "audit.jsonl")],
]);
const { url } = service;
const statuses = new Map<string, number>();
const generator = random(1, "soak");
const memory: number[] = [];
const end = Date.now() + 60_000 * Number(values.minutes);

function form(files: Readonly<Record<string, Buffer>>, fields: Readonly<Record<string, string>> = {}): FormData {
  const data = new FormData();
  for (const [name, text] of Object.entries(fields)) data.append(name, text);
  for (const [name, file] of Object.entries(files)) data.append(name, new Blob([new Uint8Array(file)]), "x.jpg");
  return data;
}

const some = (): Buffer => pictures[generator.integer(pictures.length)]!;
const broken = (): Buffer => some().subarray(0, generator.integer(3000));
const id = (): string => `p${generator.integer(500)}`;
const gallery = "/v1/galleries/people";

/** What is asked, and which statuses are right. */
const questions: readonly (() => readonly [
  path: string,
  method: string,
  body: FormData | string | undefined,
  right: string,
])[] = [
  () => ["/v1/verify", "POST", form({ a: some(), b: some() }), "200"],
  () => ["/v1/embed", "POST", form({ inputs: some() }), "200"],
  () => ["/v1/verify", "POST", form({ a: some(), b: broken() }), "422 400"],
  () => [`${gallery}/items`, "POST", form({ input: some() }, { id: id(), label: id(), metadata: '{"n": 1}' }), "200"],
  () => [`${gallery}/identify`, "POST", form({ input: some() }), "200"],
  () => [`${gallery}/search`, "POST", form({ input: some() }, { top: "3", filter: '{"n": 1}' }), "200"],
  () => [`${gallery}/items/${id()}`, "DELETE", undefined, "200 404"],
  () => [`${gallery}/items?limit=50`, "GET", undefined, "200"],
  () => ["/v1/verify", "POST", '{"a": 1', "415 400"],
  () => ["/metrics", "GET", undefined, "200"],
];

async function client(): Promise<void> {
  while (Date.now() < end) {
    const [route, method, body, right] = questions[generator.integer(questions.length)]!();
    const hangsUp = generator.next() < 0.02;
    const signal = AbortSignal.timeout(hangsUp ? 1 + generator.integer(20) : 60_000);
    const told = await fetch(url + route, { method, signal, ...(body !== undefined && { body }) }).then(
      async (answer) => {
        const text = await answer.text();
        const isRight = right.split(" ").includes(`${answer.status}`);
        return isRight ? "right" : `${method} ${route}: ${answer.status} ${text.slice(0, 300)}`;
      },
      (error: unknown) => (hangsUp ? "hung up" : `${method} ${route}: ${String(error)}`),
    );
    statuses.set(told, (statuses.get(told) ?? 0) + 1);
  }
}

const watch = setInterval(() => {
  memory.push(service.megabytes());
  const count = [...statuses.values()].reduce((sum, value) => sum + value, 0);
  console.log(`${(memory.length / 2).toFixed(1)} min: ${memory.at(-1)} MB, ${count} requests`);
}, 30_000);
await Promise.all(Array.from({ length: Number(values.connections) }, client));
clearInterval(watch);
const { early, late } = growth(memory);
const wrong = [...statuses].filter(([told]) => told !== "right" && told !== "hung up");
console.log(Object.fromEntries(statuses));
console.log(`memory: ${early} MB in the second quarter, ${late} MB in the last`);
const settings = { minutes: Number(values.minutes), connections: Number(values.connections), load: loadavg()[2] };
const requests = [...statuses.values()].reduce((sum, value) => sum + value, 0);
const answers = { requests, hungUp: statuses.get("hung up") ?? 0, wrong: Object.fromEntries(wrong) };
const written = writeResult("service-soak", {
  ...settings,
  ...answers,
  memoryMegabytes: { early, late, each: memory.join(" ") },
});
console.log(`written to ${written}`);
const status = await service.end();
process.exitCode = wrong.length > 0 || late > 1.1 * early || status !== 0 ? 1 : 0;

// What a triplet loss costs on a large batch: time of a step (loss and gradient by the embeddings) and the process's peak of
// memory, of one loss and miner. A process each, so that the peak is its own.
//
//   npm run bench:triplets -- [--batch 1024] [--width 128] [--steps 5] [--only triplet-semi-hard]

import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { runtime } from "#runtime";
import { random } from "../src/core/random.js";
import { createScope } from "../src/encoders/index.js";
import type { HostTensor } from "../src/engine/index.js";
import { encodeModel, gradients, input, lower, size } from "../src/graph/index.js";
import { lossByName } from "../src/losses/index.js";
import { minerByName } from "../src/miners/index.js";

const { values } = parseArgs({
  options: {
    batch: { type: "string", default: "1024" },
    width: { type: "string", default: "128" },
    steps: { type: "string", default: "5" },
    threads: { type: "string", default: "2" },
    only: { type: "string" },
  },
});

type Named = readonly [name: string, options?: Readonly<Record<string, unknown>>];

const cases: Readonly<Record<string, { readonly loss: Named; readonly miner?: Named }>> = {
  "triplet-semi-hard": { loss: ["triplet", { mining: "semi-hard" }] },
  "triplet-hard": { loss: ["triplet", { mining: "hard" }] },
  "triplet-all": { loss: ["triplet", { mining: "all" }] },
  "triplet, miner triplet-margin semi-hard": {
    loss: ["triplet"],
    miner: ["triplet-margin", { typeOfTriplets: "semi-hard" }],
  },
  "triplet, miner multi-similarity": { loss: ["triplet"], miner: ["multi-similarity"] },
  "triplet, miner distance-weighted": { loss: ["triplet"], miner: ["distance-weighted"] },
  "contrastive, miner hdc": { loss: ["contrastive"], miner: ["hdc"] },
};

if (values.only === undefined) {
  const rows = Object.keys(cases).map((name) => {
    const words = ["--conditions=kindred-source", "--import", "tsx", fileURLToPath(import.meta.url)];
    const own = Object.entries(values).flatMap(([key, value]) => [`--${key}`, String(value)]);
    const output = execFileSync(process.execPath, [...words, ...own, "--only", name], { encoding: "utf8" });
    return JSON.parse(output) as Record<string, unknown>;
  });
  console.table(rows);
} else {
  console.log(JSON.stringify({ case: values.only, ...(await measured(values.only)) }));
}

async function measured(name: string): Promise<Record<string, number>> {
  const { loss: named, miner } = cases[name]!;
  const [count, width] = [Number(values.batch), Number(values.width)];
  const embeddings = input("embeddings", "float32", [count, width]);
  const batch = { embeddings, labels: input("labels", "int64", [count]) };
  const { scope, noises } = createScope({ training: true });
  const loss = lossByName(...named);
  const mined = miner && minerByName(...miner).mine(batch, { scope, distance: loss.distance, unit: 1 });
  const result = loss.build({ ...batch, ...(mined && { mined }) }, { scope });
  const [gradient] = gradients(result.loss, [embeddings]);
  const bytes = encodeModel({ outputs: lower({ loss: result.loss, gradient: gradient! }) });
  const before = process.resourceUsage().maxRSS / 1024;
  const session = await runtime.createSession(bytes, { threads: Number(values.threads) });
  const generator = random(1, "embeddings");
  const floats = (shape: readonly number[], draw: () => number): HostTensor => {
    return { dtype: "float32", shape, data: Float32Array.from({ length: size(shape) }, draw) };
  };
  const feeds: Record<string, HostTensor> = {
    embeddings: floats([count, width], () => generator.normal() / Math.sqrt(width)),
    labels: { dtype: "int64", shape: [count], data: BigInt64Array.from({ length: count }, (_, i) => BigInt(i >> 2)) },
    ...Object.fromEntries(noises.map(({ name, shape }) => [name, floats(shape, () => generator.next())])),
  };
  let [best, processor] = [Infinity, Infinity];
  for (let i = 0; i < Number(values.steps); i++) {
    const [start, used] = [performance.now(), process.cpuUsage()];
    await session.run(feeds);
    best = Math.min(best, performance.now() - start);
    processor = Math.min(processor, process.cpuUsage(used).user / 1000);
  }
  const peak = process.resourceUsage().maxRSS / 1024;
  await session.release();
  return {
    "best ms": Math.round(best),
    "of processors, ms": Math.round(processor),
    "peak MiB": Math.round(peak),
    "of it Node before": Math.round(before),
  };
}

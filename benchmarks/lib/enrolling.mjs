// A process that enrols and removes until it is killed, and says on standard output what has been acknowledged: for
// benchmarks/durability.ts and its test.
//
//   node enrolling.mjs NAME STORE SEED PACKAGE      PACKAGE: the folder of the compiled package, such as dist
//
// Lines are JSON: {"begun": OPERATION} before an operation, {"done": OPERATION} once it has returned. Each is in the pipe before the
// next step begins, so that the reader knows of every operation that may have happened.

import { writeSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

/** Numbers of an embedding: the version in all of them, so that half of one write would be seen. */
const width = 16;

const [name, store, seed, folder] = process.argv.slice(2);
const load = (file) => import(pathToFileURL(path.join(folder, file)).href);
const { openGallery } = await load("gallery/index.js");
const { euclidean } = await load("distances/euclidean.js");
const { random } = await load("core/random.js");
const generator = random(Number(seed), "durability");
const gallery = await openGallery(name, { store, create: true, embeddings: { width, distance: euclidean() } });

for (let version = Number(seed) * 10_000; ; version++) {
  const count = 1 + generator.integer(40);
  const ids = [...new Set(Array.from({ length: count }, () => `item${generator.integer(300)}`))];
  const operation = generator.integer(4) === 0 ? { kind: "remove", ids } : { kind: "add", ids, version };
  say({ begun: operation });
  if (operation.kind === "remove") await gallery.remove({ ids });
  else {
    const embedding = new Float32Array(width).fill(version);
    await gallery.addEmbeddings(ids.map((id) => ({ id, label: `v${version}`, embedding, metadata: { version } })));
  }
  say({ done: operation });
}

function say(line) {
  writeSync(1, `${JSON.stringify(line)}\n`);
}

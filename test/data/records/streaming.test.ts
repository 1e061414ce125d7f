// A table larger than the memory there is: read as a stream, of which an even sample is kept.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { once } from "node:events";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { temporaryFolder } from "../../testkit/pictures.js";

const folder = temporaryFolder();
const megabytes = 40;
/** Heap of the process that reads it, in MiB; what it needs without any table is about half of that. */
const heap = 56;

async function bigTable(path: string): Promise<number> {
  const file = createWriteStream(path);
  file.write("who,title,price\n");
  const block = Array.from(
    { length: 1024 },
    (_, i) => `${i},"a title of some length, number ${i} ${"x".repeat(60)}",${i}.5\n`,
  ).join("");
  let rows = 0;
  for (let written = 0; written < megabytes * 2 ** 20; written += block.length, rows += 1024) {
    if (!file.write(block)) await once(file, "drain");
  }
  file.end();
  await once(file, "finish");
  return rows;
}

test(`a table of ${megabytes} MiB is read within a heap of ${heap} MiB, whose rows would not fit into it`, async () => {
  const path = join(folder, "big.csv");
  const rows = await bigTable(path);
  const source = fileURLToPath(new URL("../../../src/data/index.ts", import.meta.url));
  const program = `
    const { openDataset } = await import(${JSON.stringify(source)});
    const options = { columns: { class: "who" }, maxRows: 2000 };
    const { items, warnings } = await openDataset(${JSON.stringify(path)}, options);
    console.log(JSON.stringify([items.length, warnings.map(({ message }) => message)]));
  `;
  const flags = [
    "--conditions=kindred-source",
    `--max-old-space-size=${heap}`,
    "--import",
    "tsx",
    "--input-type=module",
  ];
  const { stdout, stderr, status } = spawnSync(process.execPath, [...flags, "-e", program], { encoding: "utf8" });
  assert.equal(status, 0, stderr.slice(-2000));
  assert.deepEqual(JSON.parse(stdout), [
    2000,
    [`2000 rows of ${rows} kept, evenly drawn: more are not held in memory (--max-rows)`],
  ]);
});

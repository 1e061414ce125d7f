// Is what a gallery has acknowledged there whenever its process is killed? Kills one that enrols and removes with SIGKILL at
// random, 200 times on each store, and compares after each kill.
//
//   npm run build && npm run bench:durability -- [--kills 200] [--stores embedded,postgres] [--seed 1]
//
// PostgreSQL is the test server (test/testkit/postgres.ts); every tenth time it is ended at once as well, as by a power cut.

import { mkdtempSync, rmSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { testDatabase, type TestDatabase } from "../test/testkit/postgres.js";
import { killRounds, type Tally } from "./lib/killing.js";
import { writeResult } from "./lib/results.js";

const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "200" },
    stores: { type: "string", default: "embedded,postgres" },
    seed: { type: "string", default: "1" },
  },
});
const kills = Number(values.kills);
const folder = fileURLToPath(new URL("../dist", import.meta.url));
const results: Record<string, Tally & { readonly kills: number; readonly seconds: number }> = {};

for (const kind of values.stores.split(",")) {
  const database = kind === "postgres" ? await testDatabase() : undefined;
  if (typeof database === "string") throw new Error(database);
  const store = database?.url ?? mkdtempSync(path.join(tmpdir(), "kindred-durability-"));
  const start = performance.now();
  const tally = await killRounds({
    store,
    name: "durability",
    folder,
    kills,
    seed: Number(values.seed),
    onKill: async (kill, { acknowledged, interrupted }) => {
      if (kill % 10 !== 0) return;
      console.log(
        `${kind}: ${kill} kills, ${acknowledged} writes acknowledged, ${interrupted} interrupted; all as it must be`,
      );
      await powerCut(database);
    },
  });
  results[kind] = { kills, ...tally, seconds: Math.round((performance.now() - start) / 1000) };
  await database?.stop();
  if (database === undefined) rmSync(store, { recursive: true, force: true });
}
console.table(results);
console.log(
  `written to ${writeResult("durability", { seed: Number(values.seed), load: loadavg()[2], stores: results })}`,
);

async function powerCut(database: TestDatabase | undefined): Promise<void> {
  await database?.stop("immediate");
  await database?.start();
}

// Killed at any moment, a gallery in a folder opens and has what it acknowledged; benchmarks/durability.ts does it 200 times.

import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import { killRounds } from "../../benchmarks/lib/killing.js";
import { program } from "../testkit/command.js";
import { temporaryFolder } from "../testkit/pictures.js";

test("five kills during enrolment and removal lose nothing and leave nothing half done", async () => {
  const folder = path.resolve(program(), "..", "..");
  const { acknowledged } = await killRounds({ store: temporaryFolder(), name: "killed", folder, kills: 5 });
  assert.ok(acknowledged > 0);
});

// The model that comes with Kindred keeps its promise: on Omniglot's official runs it errs as often as docs/models.md says.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { unzipSync } from "fflate";
import { json, kindred } from "../testkit/command.js";
import { temporaryFolder, write } from "../testkit/pictures.js";
import { missing, repository, shared } from "../testkit/shared.js";

const zip = shared("data/omniglot/all_runs.zip");
const model = path.join(repository, "models", "omniglot.onnx");

test("omniglot.onnx: 5.5 % error on the official runs, one view a picture", { skip: missing(zip) }, async () => {
  const folder = temporaryFolder();
  for (const [name, bytes] of Object.entries(unzipSync(await readFile(zip!)))) {
    if (!name.endsWith("/")) write(folder, name, bytes);
  }
  const found = json<{ officialRuns: { error: number; trials: number } }>(
    await kindred(["evaluate", model, "--runs", folder, "--json"]),
  );
  const { error, trials } = found.officialRuns;
  assert.equal(trials, 400);
  // Another processor may round one or two pictures to the other side.
  assert.ok(Math.abs(error - 0.055) < 0.0051, `error ${error}`);
});

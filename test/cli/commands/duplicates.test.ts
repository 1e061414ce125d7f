// kindred duplicates: groups in words and as JSON, and a report with pictures.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";
import { json, kindred } from "../../testkit/command.js";
import { picture, temporaryFolder, write } from "../../testkit/pictures.js";
import { blockMeansModel } from "../../testkit/tiny-model.js";

const folder = temporaryFolder();
const photos = join(folder, "photos");
const model = write(folder, "model.onnx", blockMeansModel());

before(async () => {
  const grey = (value: number): Promise<Buffer> =>
    picture(8, 8, (x) => [value, value, x < 4 ? value : 255 - value])
      .png()
      .toBuffer();
  for (const [name, value] of [
    ["a/1.png", 10],
    ["a/2.png", 100],
    ["b/copy of <1>.png", 10],
    ["b/3.png", 220],
  ] as const) {
    write(photos, name, await grey(value));
  }
});

test("a copy is found, in whichever folder, told to be of two classes, and shown in the report", async () => {
  const report = join(folder, "report.html");
  const finished = await kindred(["duplicates", photos, "--model", model, "--report", report, "--json"]);
  assert.equal(finished.status, 0, finished.stderr);
  const { items, threshold, groups } = json<{ items: number; threshold: number; groups: unknown[] }>(finished);
  assert.equal(items, 4);
  assert.ok(threshold > 0 && threshold < 1, `${threshold}`);
  const group = { mixed: true, items: ["a/1.png", "b/copy of <1>.png"].map((id) => ({ id, distance: 0 })) };
  assert.deepEqual(groups, [group]);
  const page = readFileSync(report, "utf8");
  assert.match(page, /1\. 2 items/);
  assert.match(page, /of several classes/);
  assert.match(page, /data:image\/png;base64,/);
  assert.doesNotMatch(page, /<1>/, "names are text");
});

test("--threshold says what is near; without a model it is no call", async () => {
  const wide = await kindred(["duplicates", photos, "--model", model, "--threshold", "100", "--threads", "1"]);
  assert.match(wide.stdout, /^4 items; 1 group of duplicates with 4 in them\nTwo items .* 100 or nearer, as given\./);
  const none = await kindred(["duplicates", join(photos, "a"), "--model", model, "--threshold", "0.001"]);
  assert.match(none.stdout, /^2 items; no duplicates\n/);
  const missing = await kindred(["duplicates", photos]);
  assert.deepEqual([missing.status, /--model <file>/.test(missing.stderr)], [2, true]);
});

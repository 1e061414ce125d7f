// Series under the same commands as pictures: class folders of files that are trained on, judged, embedded and compared.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";
import { random } from "../../../src/core/random.js";
import { json, kindred } from "../../testkit/command.js";
import { temporaryFolder, write } from "../../testkit/pictures.js";

const folder = temporaryFolder();
const run = join(folder, "run");
const model = join(run, "model.onnx");

/** Strokes that turn left or right, of x, y and pressure, 10 to 16 steps. */
function strokes(root: string, perClass: number): void {
  for (const [name, turn] of [
    ["left", 1],
    ["right", -1],
    ["straight", 0],
  ] as const) {
    for (let i = 0; i < perClass; i++) {
      const draw = random(1, root, name, i);
      const rows = Array.from({ length: 10 + draw.integer(7) }, (_, t) => {
        const angle = (turn * t) / 4 + 0.1 * draw.normal();
        return [Math.cos(angle), Math.sin(angle), 0.5 + 0.1 * draw.normal()].map((value) => value.toFixed(4)).join(",");
      });
      write(folder, `${root}/${name}/${i}.csv`, `x,y,pressure\n${rows.join("\n")}\n`);
    }
  }
}

before(async () => {
  strokes("train", 12);
  strokes("test", 6);
  const words = ["--epochs", "12", "--encoder.width", "8", "--encoder.depth", "2", "--threads", "1", "--run", run];
  const { status, stdout, stderr } = await kindred(["train", join(folder, "train"), ...words]);
  assert.equal(status, 0, stderr);
  assert.match(stdout, /kindred verify .*model\.onnx A\.csv B\.csv/);
  assert.match(stdout, /series, a folder for each class: 3 channels, 10 to 16 steps; batches padded to/);
});

test("the report shows series as pictures of lines", () => {
  const report = readFileSync(join(run, "report.html"), "utf8");
  assert.ok(report.includes("data:image/png;base64,"));
  assert.ok(report.includes("left/"));
});

test("evaluate, with a report of its own", async () => {
  const report = join(folder, "evaluation.html");
  const finished = await kindred(["evaluate", model, join(folder, "test"), "--json", "--report", report]);
  const { retrieval, items } = json<{ retrieval: { recallAt1: number }; items: number }>(finished);
  assert.equal(items, 18);
  assert.ok(retrieval.recallAt1 > 0.8, `recall@1 ${retrieval.recallAt1}`);
  assert.ok(readFileSync(report, "utf8").includes("data:image/png;base64,"));
});

test("verify two files; a file that is no series names the line", async () => {
  const file = (name: string): string => join(folder, "test", name);
  const near = json<{ distance: number }>(
    await kindred(["verify", model, file("left/0.csv"), file("left/1.csv"), "--json"]),
  );
  const far = json<{ distance: number; same: boolean }>(
    await kindred(["verify", model, file("left/0.csv"), file("right/0.csv"), "--json"]),
  );
  assert.ok(near.distance < far.distance && !far.same);
  const broken = write(folder, "broken.csv", "1,2,3\n1,2\n");
  const { status, stderr } = await kindred(["verify", model, file("left/0.csv"), broken]);
  assert.equal(status, 2);
  assert.match(stderr, /broken\.csv:2: expected 3 channels as in line 1, got 2/);
});

test("embed a folder, a file, a list", async () => {
  const out = join(folder, "embeddings.npy");
  const { count } = json<{ count: number }>(
    await kindred(["embed", model, join(folder, "test"), "--out", out, "--json"]),
  );
  assert.equal(count, 18);
  assert.ok(existsSync(out));
  assert.equal(readFileSync(join(folder, "embeddings.txt"), "utf8").split("\n")[0], "left/0.csv");
  const files = [0, 1].map((i) => join(folder, "test", "left", `${i}.csv`));
  for (const some of [files.slice(0, 1), files]) {
    const finished = await kindred(["embed", model, ...some, "--out", join(folder, "e.csv"), "--json"]);
    assert.equal(json<{ count: number }>(finished).count, some.length);
  }
});

test("info says what it takes", async () => {
  const { stdout } = await kindred(["info", model]);
  assert.match(stdout, /^takes +series of any length, 3 channels$/m);
  assert.match(stdout, /^trained on +\d+ series of 3 classes/m);
});

test("pictures are refused by a model of series", async () => {
  const { status, stderr } = await kindred([
    "verify",
    model,
    write(folder, "a.png", "no picture"),
    join(folder, "b.png"),
  ]);
  assert.equal(status, 2);
  assert.match(stderr, /a\.png/);
});

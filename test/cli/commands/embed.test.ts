// kindred embed: embeddings as files, from folders, lists of pictures and items files.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";
import { json, kindred } from "../../testkit/command.js";
import { temporaryFolder, write, writeClassFolder } from "../../testkit/pictures.js";
import { blockMeansModel } from "../../testkit/tiny-model.js";

const folder = temporaryFolder();
const model = write(folder, "model.onnx", blockMeansModel());
let pictures = "";

before(async () => {
  pictures = await writeClassFolder({ anna: 2, "bert, jr": 1 });
  write(pictures, "anna/9.png", "no picture");
});

test("to .npy, the names in a .txt beside it; what cannot be read is named, counted and left out", async () => {
  const out = join(folder, "new", "x.npy");
  const finished = await kindred(["embed", model, pictures, "--out", out, "--json"]);
  const { skipped, ...rest } = json<{ skipped: { id: string; message: string }[] }>(finished);
  assert.equal(finished.status, 0);
  assert.deepEqual(rest, { out, ids: join(folder, "new", "x.txt"), count: 3, dimensions: 16 });
  assert.deepEqual(
    skipped.map(({ id }) => id),
    ["anna/9.png"],
  );
  assert.match(finished.stderr, /skipped: .*9\.png: no picture that Kindred reads/);
  assert.match(readFileSync(out, "latin1"), /'shape': \(3, 16\)/);
  assert.equal(readFileSync(join(folder, "new", "x.txt"), "utf8"), "anna/0.png\nanna/1.png\nbert, jr/0.png\n");
  assert.deepEqual(readdirSync(join(folder, "new")).sort(), ["x.npy", "x.txt"], "no temporary file is left");
});

test("to .csv and .jsonl: the same numbers, with a name a row", async () => {
  const [csv, jsonl, npy] = ["y.csv", "y.jsonl", "y.npy"].map((name) => join(folder, name));
  for (const out of [csv!, jsonl!, npy!])
    assert.equal((await kindred(["embed", model, pictures, "--out", out])).status, 0);
  const [head, ...rows] = readFileSync(csv!, "utf8").trimEnd().split("\n");
  assert.equal(head, ["id", ...Array.from({ length: 16 }, (_, i) => i)].join());
  assert.match(rows[2]!, /^"bert, jr\/0\.png",/);
  const objects = readFileSync(jsonl!, "utf8").trimEnd().split("\n");
  const parsed = objects.map((line) => JSON.parse(line) as { id: string; embedding: number[] });
  assert.deepEqual(
    parsed.map(({ id }) => id),
    ["anna/0.png", "anna/1.png", "bert, jr/0.png"],
  );
  const bytes = readFileSync(npy!).subarray(128);
  parsed.forEach(({ embedding }, i) => {
    const stored = Array.from({ length: 16 }, (_, k) => bytes.readFloatLE(4 * (16 * i + k)));
    assert.deepEqual(embedding.map(Math.fround), stored);
    assert.equal(rows[i]!.split(",").slice(-16).join(), embedding.join());
  });
});

test("single pictures, and an items file with or without classes", async () => {
  const out = join(folder, "z.jsonl");
  const ids = (): string[] => {
    const lines = readFileSync(out, "utf8").trimEnd().split("\n");
    return lines.map((line) => (JSON.parse(line) as { id: string }).id);
  };
  const several = await kindred(["embed", model, "anna/1.png", "anna/0.png", "--out", out], { cwd: pictures });
  assert.deepEqual([several.status, ids()], [0, ["anna/1.png", "anna/0.png"]]);
  assert.match(several.stdout, /^2 embeddings of 16 numbers in .*z\.jsonl\n$/);
  const items = write(pictures, "items.csv", "path\nanna/0.png\n");
  assert.equal((await kindred(["embed", model, items, "--out", out])).status, 0);
  assert.deepEqual(ids(), ["anna/0.png"]);
});

test("--strict stops at the first picture that cannot be read, and writes nothing", async () => {
  const out = join(folder, "strict.npy");
  const { status, stderr } = await kindred(["embed", model, pictures, "--out", out, "--strict"]);
  assert.equal(status, 2);
  assert.match(stderr, /error: .*9\.png: no picture/);
  assert.ok(!readdirSync(folder).some((name) => name.startsWith("strict")));
});

test("an empty folder, and one that cannot be written to", async () => {
  const empty = await kindred(["embed", model, temporaryFolder(), "--out", join(folder, "e.npy")]);
  assert.equal(empty.status, 2);
  assert.match(empty.stderr, /no picture found/);
  const blocked = await kindred(["embed", model, pictures, "--out", join(model, "below-a-file.csv")]);
  assert.equal(blocked.status, 2);
  assert.match(blocked.stderr, /error: .*below-a-file\.csv: cannot be written: .*\.onnx is a file, not a folder\n$/);
});

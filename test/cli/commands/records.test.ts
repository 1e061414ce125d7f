// Tables on the command line: trained, evaluated, embedded and verified, columns said once.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { json, kindred } from "../../testkit/command.js";
import { temporaryFolder } from "../../testkit/pictures.js";

const folder = temporaryFolder();

const titles = ["sony tv", "lg washer", "bosch drill", "apple phone", "canon camera", "dell laptop"];

function table(name: string, seed: number): string {
  const rows = Array.from({ length: 24 }, (_, i) => {
    const [a, b] = [titles[i % 6]!, titles[(i * seed) % 6]!];
    return `${a} ${100 + i},${10 * (i + 1)},${b} ${100 + i},${10 * (i + 1) + 1},${a === b ? "yes" : "no"}`;
  });
  const path = join(folder, name);
  writeFileSync(path, `title_a,price_a,title_b,price_b,match\n${rows.join("\n")}\n`);
  return path;
}

const sides = ["--left", "title_a,price_a", "--right", "title_b,price_b", "--same", "match"];

test("pairs of records: trained, then evaluated, embedded and verified without their columns being said again", async () => {
  const [allSame, validation] = [table("same.csv", 7), table("valid.csv", 2)];
  const run = join(folder, "run");
  const refused = await kindred([
    "train",
    allSame,
    ...sides,
    "--validation",
    validation,
    "--run",
    run,
    "--threads",
    "1",
  ]);
  assert.equal(refused.status, 2);
  assert.match(refused.stderr, /all 24 pairs are same; some must be different/);
  const mixed = table("mixed.csv", 5);
  const again = await kindred([
    ...["train", mixed, ...sides, "--validation", validation, "--run", run, "--epochs", "1", "--threads", "1"],
    ...["--columns", "price=number", "--embedding", "64", "--threshold", "best-f1", "--overwrite"],
  ]);
  assert.equal(again.status, 0, again.stderr);
  assert.match(again.stdout, /title: text\nprice: number, median [\d.]+ \(as asked\)/);
  assert.match(again.stdout, /at the best F1/);
  assert.match(again.stdout, /verify .*model\.onnx .*\.csv#2\.left'? '?.*\.csv#2\.right/);
  const model = join(run, "model.onnx");
  const evaluated = await kindred(["evaluate", model, validation, "--protocol", "verification"]);
  assert.match(evaluated.stdout, /verification: \d+ pairs/, evaluated.stderr);
  const rows = join(folder, "rows.csv");
  writeFileSync(rows, "sku,title,price\n1,sony tv 100,10\n2,SONY tv 100,\n");
  const embedded = await kindred(["embed", model, rows, "--out", join(folder, "rows.jsonl")]);
  assert.match(embedded.stdout, /2 embeddings of 64 numbers/, embedded.stderr);
  const verified = await kindred(["verify", model, `${rows}#2`, '{"title":"sony tv 100","price":"$10.00"}', "--json"]);
  assert.equal(verified.status, 0, verified.stderr);
  assert.equal((JSON.parse(verified.stdout) as { distance: number }).distance < 1e-6, true, verified.stdout);
  const bySides = await kindred(["verify", model, `${validation}#2.left`, `${validation}#2.right`, "--json"]);
  assert.ok(bySides.status !== 2, bySides.stderr);
  const asRows = await kindred(["verify", model, `${validation}#2`, `${validation}#3`]);
  assert.match(
    asRows.stderr,
    /none of the columns that the model reads .*; a side of a pair is .*#LINE\.left or \.right\n$/,
  );
  const asTexts = await kindred(["verify", model, "sony tv 100", "SONY TV 100"]);
  assert.match(asTexts.stderr, /sony tv 100: no such file; the model takes a record: as JSON, as TABLE#LINE/);
  const gallery = (...words: string[]) =>
    kindred(["gallery", words[0]!, "stock", ...words.slice(1), "--store", folder, "--json"]);
  const added = await gallery("add", rows, "--model", model, "--class", "sku", "--keep-sources");
  assert.equal(json<{ added: number }>(added).added, 2, added.stderr);
  const found = await gallery("search", '{"title":"sony tv 100","price":"$10.00"}', "--top", "1");
  const [hit] = json<{ hits: readonly { id: string; label: string; distance: number }[] }>(found).hits;
  assert.deepEqual([hit!.id, hit!.label, hit!.distance < 1e-6], ["rows.csv#2", "1", true]);
  const rebuilt = await gallery("rebuild");
  assert.equal(rebuilt.status, 0, rebuilt.stderr);
  const wrong = await kindred(["verify", model, '{"titel":"x"}', '{"title":"y"}']);
  assert.equal(wrong.status, 2);
  assert.match(wrong.stderr, /no column "titel".*did you mean "title"/);
});

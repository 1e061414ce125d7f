// Texts on the command line: trained, verified, evaluated, embedded.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { json, kindred } from "../../testkit/command.js";
import { temporaryFolder, write } from "../../testkit/pictures.js";

const folder = temporaryFolder();
const things = ["red chair", "oak table", "desk lamp", "wool rug", "glass vase", "steel shelf"];
const places = ["hall", "office", "garden", "kitchen", "attic"];
const pairs = things.flatMap((thing, i) =>
  places.flatMap((place, j) => {
    const other = things[(i + 1 + (j % 3)) % things.length]!;
    const next = places[(j + 1) % places.length]!;
    return [
      `${thing} ${place}\tthe ${thing} of the ${next}\t5`,
      `${thing} ${place}\ta "${other}" there\t${1 + (j % 2)}`,
    ];
  }),
);
const file = write(folder, "pairs.tsv", `one\tother\thow alike\n${pairs.join("\n")}\n`);
const columns = ["--left", "one", "--right", "other", "--score", "how alike"];
const run = join(folder, "run");
const model = join(run, "model.onnx");

test("graded pairs: trained, and what the data were taken for is printed", async () => {
  const flags = ["--epochs", "12", "--threads", "1", "--run", run, "--tokens", "words", "--tokens.longest", "4"];
  const trained = await kindred(["train", file, ...columns, ...flags]);
  assert.equal(trained.status, 0, trained.stderr);
  assert.match(trained.stdout, /^pairs of texts, read as words \(\d+ different ones\), \d to \d of them/);
  assert.match(trained.stdout, /scores from 1 \(not alike\) to 5 \(alike\); .* pairs from 3 on are the same/);
  assert.match(trained.stdout, /encoder text-recurrent: .* loss cosine-mse/);
  assert.match(trained.stdout, /validation +Pearson 0\.\d+, Spearman/);
  assert.match(trained.stderr, /Pearson 0?\.\d+/);
  assert.match(trained.stderr, /warning: \d+ texts? cut: the model reads 4 words/);
  assert.match(trained.stdout, /verify .*model\.onnx "?'?ONE TEXT/);
});

test("verify takes the texts themselves, and says where one is cut", async () => {
  const words = ["verify", model, "red chair hall", "the red chair of the office", "--json"];
  const verdict = await kindred(words);
  assert.ok(verdict.status === 0 || verdict.status === 1, verdict.stderr);
  const { distance, cut } = json<{ distance: number; cut: number }>(verdict);
  assert.ok(distance >= 0 && cut === 1);
  assert.match(verdict.stderr, /1 text cut: the model reads 4 words/);
});

test("evaluate prints correlations with intervals, in the file's units, and as JSON", async () => {
  const told = await kindred(["evaluate", model, file, ...columns]);
  assert.equal(told.status, 0, told.stderr);
  assert.match(told.stdout, /graded similarity: \d+ pairs\n +Pearson +0\.\d+ +0\.\d+ to 0\.\d+\n +Spearman/);
  assert.match(told.stderr, /scores from 1 \(not alike\) to 5/);
  const result = await kindred(["evaluate", model, file, ...columns, "--json"]);
  const { graded } = json<{ graded: { pearson: number; mseFitted: number; intervals: object } }>(result);
  assert.ok(graded.pearson > 0 && graded.mseFitted > 0 && Object.keys(graded.intervals).includes("mseFitted"));
});

test("a table with the columns of the training is read without naming them, and another one by its own", async () => {
  const evaluated = async (data: string, ...words: string[]) =>
    json<{ graded: { pearson: number; pairs: number } }>(
      await kindred(["evaluate", model, data, "--protocol", "verification", "--json", ...words]),
    ).graded;
  assert.ok((await evaluated(file)).pairs > 0);
  assert.deepEqual(await evaluated(file), await evaluated(file, ...columns));
  const usual = write(folder, "usual.tsv", `a\tb\tscore\n${pairs.join("\n")}\n`);
  assert.deepEqual(await evaluated(usual), await evaluated(file));
  const unscored = write(folder, "unscored.tsv", `one\tother\tnote\n${pairs.join("\n")}\n`);
  const embedded = await kindred(["embed", model, unscored, "--out", join(folder, "unscored.csv"), "--json"]);
  assert.equal(
    json<{ count: number }>(embedded).count,
    new Set(pairs.flatMap((row) => row.split("\t").slice(0, 2))).size,
  );
});

test("a gallery enrols the texts of a table with their classes, or a text as it is", async () => {
  const table = write(folder, "answers.csv", "text,class\nred chair hall,chairs\noak table attic,tables\n");
  const gallery = (...words: string[]) =>
    kindred(["gallery", words[0]!, "answers", ...words.slice(1), "--store", folder, "--json"]);
  const added = await gallery("add", table, "--model", model);
  assert.equal(json<{ added: number }>(added).added, 2, added.stderr);
  const one = await gallery("add", "wool rug", "--id", "rug", "--label", "rugs");
  assert.equal(json<{ items: number }>(one).items, 3, one.stderr);
  const known = await gallery("identify", "red chair hall", "--threshold", "0.1");
  assert.deepEqual([known.status, json<{ identity: string }>(known).identity], [0, "chairs"]);
  const wrong = await gallery("add", write(folder, "no-text.csv", "name,class\nx,y\n"));
  assert.equal(wrong.status, 2);
  assert.match(wrong.stderr, /no-text\.csv/);
});

test("embed takes a table, a file of lines, or texts", async () => {
  const out = join(folder, "e.jsonl");
  const lines = write(folder, "lines.txt", "red chair\noak table\n\n");
  for (const [words, count] of [
    [[file, "--left", "one", "--right", "other"], undefined],
    [[lines], 2],
    [["red chair", "a, b", "c"], 3],
  ] as const) {
    const done = await kindred(["embed", model, ...words, "--out", out, "--json"]);
    assert.equal(done.status, 0, done.stderr);
    const rows = readFileSync(out, "utf8").trim().split("\n");
    assert.ok(count === undefined ? rows.length > 30 : rows.length === count, `${rows.length}`);
  }
  const wrong = await kindred(["embed", model, file, "--text", "nothing", "--out", out]);
  assert.match(wrong.stderr, /no column "nothing"; its columns are "one", "other", "how alike"/);
});

test("info, and the report, show what texts are", async () => {
  const { stdout } = await kindred(["info", model]);
  assert.match(stdout, /takes +texts, read as words, 4 at most, capital letters as small ones/);
  assert.ok(existsSync(join(run, "report.html")));
  assert.match(readFileSync(join(run, "report.html"), "utf8"), /Validation Pearson correlation/);
});

test("a column that is not there names those that are", async () => {
  const { status, stderr } = await kindred(["train", file, "--left", "on", "--right", "other", "--score", "how alike"]);
  assert.equal(status, 2);
  assert.match(stderr, /no column "on"; its columns are "one", "other", "how alike"/);
});

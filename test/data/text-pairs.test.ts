import assert from "node:assert/strict";
import { test } from "node:test";
import type { Dataset } from "../../src/data/dataset.js";
import { openDataset } from "../../src/data/open.js";
import { textPairs, type TextPairsOptions } from "../../src/data/text-pairs.js";
import { failure, temporaryFolder, write } from "../testkit/pictures.js";

const folder = temporaryFolder();
let files = 0;

function read(content: string, options?: TextPairsOptions): Promise<Dataset> {
  return textPairs(write(folder, `pairs-${files++}.tsv`, content), options);
}

const sick = { left: "sentence_A", right: "sentence_B", score: "relatedness_score" };

test("graded pairs by the names of their columns: each text once, scores brought to 0..1", async () => {
  const data = await read(
    "pair_ID\tsentence_A\tsentence_B\trelatedness_score\n1\tA dog runs\tA cat\t1.5\n2\tA cat\tA  dog runs\t5\n3\tA cat\tA cow\t3\n",
    { columns: sick },
  );
  assert.deepEqual(
    data.items.map(({ id, text, label }) => [id, text, label]),
    ["A dog runs", "A cat", "A cow"].map((text) => [text, text, -1]),
  );
  assert.deepEqual([data.kind, data.origin, data.scoreRange], ["text", "pairs", [1, 5]]);
  // The first two are one pair, in either order: its score is the mean.
  assert.deepEqual(data.pairs, [
    { a: 0, b: 1, same: true, score: (0.125 + 1) / 2 },
    { a: 1, b: 2, same: true, score: 0.5 },
  ]);
  assert.deepEqual(
    data.warnings.map(({ code, message }) => [code, message]),
    [["SCORES_AVERAGED", "1 pair listed before with another score: their mean counts"]],
  );
});

test("the range of scores: 0 to 1, whole numbers around them, or as it is said", async () => {
  const file = (...scores: readonly number[]): string =>
    `a\tb\tscore\n${scores.map((score, i) => `text ${i}\tother\t${score}`).join("\n")}`;
  assert.deepEqual((await read(file(0.2, 0.9))).scoreRange, [0, 1]);
  assert.deepEqual((await read(file(1.3, 4.2))).scoreRange, [1, 5]);
  assert.deepEqual((await read(file(3, 3))).scoreRange, [3, 4]);
  assert.deepEqual((await read(file(1.3, 4.2), { scoreRange: [0, 5] })).pairs![0]!.score, 1.3 / 5);
  await assert.rejects(
    read("a\tb\tscore\nx\ty\t2\nx\tz\tgood\n"),
    failure("DATA_INVALID", /:3: "score" .* got "good"/),
  );
});

test("same or not, in a column of any name", async () => {
  const data = await read("a,b,match,score\nx,y,1,7\nx,z,0,7\n", { columns: { same: "Match" } });
  assert.deepEqual(data.pairs, [
    { a: 0, b: 1, same: true },
    { a: 0, b: 2, same: false },
  ]);
  const contradiction = read("a,b,same\nx,y,1\ny, X,0\ny,x,no\n");
  await assert.rejects(contradiction, failure("LABEL_CONTRADICTION", /same by line 2 and different by line 4/));
});

test("rows without a text and pairs of one text are passed over and counted; strict refuses the former", async () => {
  const content = "a,b,same\nx,,1\nx,y,1\nx,x ,1\nx,z,0\nz,x,0\n";
  const { warnings, pairs } = await read(content);
  assert.deepEqual(
    warnings.map(({ code, examples }) => [code, examples]),
    [
      ["TEXTS_EMPTY", ["line 2"]],
      ["PAIRS_OF_ONE_TEXT", ["line 4"]],
      ["ROWS_REPEATED", ["line 6"]],
    ],
  );
  assert.equal(pairs!.length, 2);
  await assert.rejects(read(content, { strict: true }), failure("DATA_INVALID", /:2: a text is empty/));
  await assert.rejects(read("a,b,same\n"), failure("DATA_EMPTY", /has a header and no rows/));
  await assert.rejects(read("a,b,same\nx,,1\n"), failure("DATA_EMPTY", /no pair of two texts/));
});

test("a column that is not there is refused, with those that are", async () => {
  const columns = { ...sick, left: "sentence_a1" };
  await assert.rejects(
    read("sentence_A\tsentence_B\trelatedness_score\nx\ty\t1\n", { columns }),
    failure("DATA_INVALID", /no column "sentence_a1"; its columns are "sentence_A", .* did you mean "sentence_A"/),
  );
  await assert.rejects(read("a,b,same\nx,y,1\n", { columns: { score: "how" } }), failure("DATA_INVALID", /"how"/));
  const wrong = { lefft: "a" } as object;
  await assert.rejects(read("a,b,same\nx,y,1\n", { columns: wrong }), failure("INVALID_OPTION", /did you mean "left"/));
});

test("a file of nothing but two texts a row: what hangs together is a class", async () => {
  const data = await read("question,other\na,b\nc,d\nb,e\nf/x,c\n", { columns: { left: "question", right: "other" } });
  assert.deepEqual([data.classes, data.pairs, data.origin], [["a", "c"], undefined, "pairs"]);
  assert.deepEqual(
    data.items.map(({ text, label }) => `${text} ${label}`),
    ["a 0", "b 0", "c 1", "d 1", "e 0", "f/x 1"],
  );
  assert.deepEqual([...data.groupOfClass], [0, 1]);
  await assert.rejects(read("a,b,mach\nx,y,1\n"), failure("DATA_INVALID", /no column "same"/));
});

test("only the texts, whatever the rows say of them", async () => {
  const { items, pairs, warnings } = await read("a,b,more\nx,y,1\nx,,2\n", { textsOnly: true });
  assert.deepEqual(
    items.map(({ text, label }) => [text, label]),
    [
      ["x", -1],
      ["y", -1],
    ],
  );
  assert.deepEqual([pairs, warnings.length], [undefined, 1]);
});

test("texts are told from files by their cells", async () => {
  const open = (name: string, content: string, options = {}): Promise<Dataset> =>
    openDataset(write(folder, name, content), options);
  assert.equal((await open("texts.csv", "a,b,same\nred chair,chair (red),1\ndesk,red chair,0\n")).kind, "text");
  assert.equal((await open("named.csv", "l,r,same\nx,y,1\n", { columns: { left: "l", right: "r" } })).kind, "text");
  write(folder, "one.png", "");
  write(folder, "two.png", "");
  const pictures = "l,r,match\none.png,two.png,1\n";
  const named = { columns: { left: "l", right: "r", same: "match" } };
  assert.deepEqual((await open("pictures.csv", pictures, named)).kind, "image");
  await assert.rejects(open("gone.csv", "a,b,same\nx.png,y.png,1\n"), failure("NOT_FOUND", /x\.png/));
  await assert.rejects(openDataset(folder, { columns: { left: "a" } }), failure("INVALID_OPTION", /is a folder/));
});

test("of more pairs than are kept an even sample stays, the same each time; what is wrong is still found in all of them", async () => {
  const lines = Array.from({ length: 300 }, (_, i) => `left ${i},right ${i},${i % 2}`);
  const path = write(temporaryFolder(), "pairs.csv", ["a,b,same", ...lines, ",alone,1"].join("\n"));
  const dataset = await textPairs(path, { maxRows: 50 });
  assert.equal(dataset.pairs!.length, 50);
  const lefts = dataset.items.flatMap(({ text }) => (text!.startsWith("left") ? [Number(text!.slice(5))] : []));
  assert.deepEqual([lefts.filter((i) => i >= 150).length > 10, lefts.filter((i) => i < 150).length > 10], [true, true]);
  assert.deepEqual(
    dataset.warnings.map(({ code, count }) => [code, count]),
    [
      ["ROWS_SAMPLED", 250],
      ["TEXTS_EMPTY", 1],
    ],
  );
  assert.deepEqual(await textPairs(path, { maxRows: 50 }), dataset);
  const wrong = write(temporaryFolder(), "wrong.csv", ["a,b,same", ...lines, "a,b,maybe"].join("\n"));
  await assert.rejects(textPairs(wrong, { maxRows: 50 }), failure("DATA_INVALID", /:302/));
});

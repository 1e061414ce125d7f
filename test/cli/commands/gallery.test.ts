// kindred gallery: enrolled from folders, asked about pictures, with exit status and JSON as promised.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";
import { json, kindred, type Finished } from "../../testkit/command.js";
import { picture, temporaryFolder, write } from "../../testkit/pictures.js";
import { blockMeansModel } from "../../testkit/tiny-model.js";

const folder = temporaryFolder();
const model = write(folder, "model.onnx", blockMeansModel());
const photos = join(folder, "photos");

/** One brightness, with one corner of another. */
function grey(value: number, corner = value): Promise<Buffer> {
  const level = (x: number, y: number): number => (x < 2 && y < 2 ? corner : value);
  return picture(8, 8, (x, y) => [level(x, y), level(x, y), level(x, y)])
    .png()
    .toBuffer();
}

function gallery(...words: readonly string[]): Promise<Finished> {
  return kindred(["gallery", ...words], { cwd: folder });
}

before(async () => {
  for (const [name, value, corner] of [
    ["anna/1.png", 40, 40],
    ["anna/2.png", 44, 60],
    ["bert/1.png", 120, 120],
    ["carl/1.png", 220, 220],
  ] as const) {
    write(photos, name, await grey(value, corner));
  }
  write(photos, "carl/2.png", "no picture");
  write(folder, "visitor.png", await grey(41));
  write(folder, "stranger.png", await grey(170));
  const { status, stdout, stderr } = await gallery("add", "staff", photos, "--model", model);
  assert.equal(status, 0, stderr);
  assert.match(stdout, /^4 items enrolled; staff holds 4 items\nsearches compare with every item\n$/);
  assert.match(stderr, /^skipped: .*carl\/2\.png/m);
});

test("identify: status 0 and a name, status 1 and unknown", async () => {
  const known = await gallery("identify", "staff", "visitor.png");
  assert.equal(known.status, 0, known.stderr);
  assert.match(known.stdout, /^anna\ndistance +0\.0\d+\nthreshold +2\n/);
  const unknown = await gallery("identify", "staff", "stranger.png", "--json");
  const { identity, ranked } = json<{ identity: null; ranked: { identity: string }[] }>(unknown);
  assert.deepEqual([unknown.status, identity, ranked.length], [1, null, 3]);
  assert.equal((await gallery("identify", "staff", "visitor.png", "--threshold", "0.001")).status, 1);
});

test("search finds the nearest items, by metadata where asked", async () => {
  const found = json<{ method: string; hits: { id: string; label: string; distance: number }[] }>(
    await gallery("search", "staff", "visitor.png", "--top", "2", "--json"),
  );
  assert.equal(found.method, "memory");
  assert.deepEqual(
    found.hits.map(({ id, label }) => [id, label]),
    [
      ["anna/1.png", "anna"],
      ["anna/2.png", "anna"],
    ],
  );
  await gallery("add", "staff", "stranger.png", "--label", "dora", "--metadata", "site=berlin", "--metadata", "age=30");
  for (const [conditions, ids] of [
    [["--where", "site=berlin", "--where", "age>=30", "--where", "age<31"], ["stranger.png"]],
    [["--where", "site!=berlin", "--where", "age>1"], []],
    [["--where", 'age="30"'], []],
  ] as const) {
    const { hits } = json<typeof found>(await gallery("search", "staff", "visitor.png", ...conditions, "--json"));
    assert.deepEqual(
      hits.map(({ id }) => id),
      ids,
    );
  }
  assert.equal((await gallery("remove", "staff", "--id", "stranger.png")).status, 0);
});

test("remove takes the item of an id, else all of an identity, and says which", async () => {
  await gallery("add", "leavers", photos, "--model", model);
  const item = await gallery("remove", "leavers", "--id", "anna/1.png");
  assert.equal(item.stdout, "removed the item anna/1.png\n");
  const person = await gallery("remove", "leavers", "--id", "anna", "--json");
  assert.deepEqual(json(person), {
    gallery: "leavers",
    removed: [{ name: "anna", kind: "identity", items: 1 }],
    items: 2,
  });
  const nobody = await gallery("remove", "leavers", "--id", "anna");
  assert.equal(nobody.status, 2);
  assert.match(nobody.stderr, /no item and no identity anna/);
});

test("list, stats and export say what is there", async () => {
  const page = json<{ items: { id: string }[]; next: string }>(
    await gallery("list", "staff", "--limit", "3", "--json"),
  );
  assert.deepEqual(
    [page.items.map(({ id }) => id), page.next],
    [["anna/1.png", "anna/2.png", "bert/1.png"], "bert/1.png"],
  );
  const rest = json<typeof page>(await gallery("list", "staff", "--after", page.next, "--json"));
  assert.deepEqual([rest.items.map(({ id }) => id), rest.next], [["carl/1.png"], null]);
  const stats = json<{ items: number; identities: number; recall: { at10: number } }>(
    await gallery("stats", "staff", "--recall", "--json"),
  );
  assert.deepEqual([stats.items, stats.identities, stats.recall.at10], [4, 3, 1]);
  assert.match((await gallery("stats", "staff")).stdout, /items +4 items of 3 identities/);
  const out = join(folder, "staff.jsonl");
  assert.equal((await gallery("export", "staff", "--out", out)).status, 0);
  const lines = readFileSync(out, "utf8").trim().split("\n");
  const first = lines.map((line) => JSON.parse(line) as { id: string; embedding: number[] });
  assert.deepEqual([lines.length, first[0]!.embedding.length], [4, 16]);
});

test("what goes wrong is told in a line", async () => {
  const other = write(folder, "other.onnx", blockMeansModel({ input: { ...input, mean: [0.1] } }));
  for (const [words, message] of [
    [["identify", "stuff", "visitor.png"], /no such gallery/],
    [["add", "new", photos], /no such gallery/],
    [["add", "../new", photos, "--id", "x"], /--id: is for one item, got 5/],
    [["add", "a b", photos], /expected a name of letters, digits/],
    [["add", "staff", photos, "--model", other], /another model/],
    [["add", "staff", "visitor.png", "--metadata", "__proto__=1"], /names are of letters/],
    [["serach", "staff"], /kindred gallery: unknown "serach", did you mean "search"\?/],
    [
      ["search", "staff", "visitor.png", "--tpo", "1"],
      /kindred gallery search: unknown "--tpo", did you mean "--top"\?/,
    ],
    [["search", "staff", "visitor.png", "--where", "x"], /expected a condition such as/],
    [["remove", "staff"], /give --id or --label/],
  ] as const) {
    const { status, stderr } = await gallery(...words);
    assert.equal(status, 2, words.join(" "));
    assert.match(stderr, message);
  }
});

const input = {
  kind: "image",
  height: 8,
  width: 8,
  colour: "grey",
  fit: "stretch",
  mean: [0.5],
  std: [0.25],
} as const;

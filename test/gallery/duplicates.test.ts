// Groups of near-identical rows, against all pairs; and the threshold that copies measure.

import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { matrix } from "../../src/core/matrix.js";
import { row, type Embeddings } from "../../src/core/embeddings.js";
import { random } from "../../src/core/random.js";
import { imageFolder, selectItems } from "../../src/data/index.js";
import { cosine, euclidean } from "../../src/distances/index.js";
import { copyDistance, duplicateGroups } from "../../src/gallery/index.js";
import { loadModel, type SiameseModel } from "../../src/model/index.js";
import { failure, fakeDataset, write, writeClassFolder } from "../testkit/pictures.js";
import { blockMeansModel } from "../testkit/tiny-model.js";

function embeddingsOf(rows: readonly number[][], labels?: readonly number[]): Embeddings {
  const ids = rows.map((_, i) => `row${i}`);
  return { ...matrix(rows), ids, ...(labels && { labels: Int32Array.from(labels), classes: ["x", "y"] }) };
}

test("groups are what is joined, directly or through others; the middle comes first", async () => {
  const rows = [[0], [10], [1], [2], [10.4], [50]];
  const groups = await duplicateGroups(euclidean(), embeddingsOf(rows, [0, 0, 0, 1, 0, 0]), 1);
  assert.deepEqual(
    groups.map(({ rows: members, mixed }) => [members, mixed]),
    [
      [[1, 4], false],
      [[2, 0, 3], true],
    ],
  );
  assert.deepEqual(groups[1]!.distances, [0, 1, 1]);
});

for (const distance of [euclidean(), cosine()]) {
  test(`${distance.name}: every pair is found, also in groups larger than the first look`, async () => {
    const generator = random(3, "rows");
    const centres = Array.from({ length: 12 }, () => [generator.normal(), generator.normal(), generator.normal()]);
    const rows = Array.from({ length: 300 }, (_, i) =>
      centres[i % 12]!.map((value) => value + 0.05 * generator.normal()),
    );
    const embeddings = embeddingsOf(rows);
    const threshold = distance.name === "cosine" ? 0.0004 : 0.05;
    const groups = await duplicateGroups(distance, embeddings, threshold);
    const groupOf = new Map(groups.flatMap(({ rows: members }, g) => members.map((member) => [member, g] as const)));
    let pairs = 0;
    for (let a = 0; a < 300; a++) {
      for (let b = 0; b < a; b++) {
        if (distance.between(row(embeddings, a), row(embeddings, b)) > threshold * (1 - 1e-6)) continue;
        pairs++;
        assert.ok(groupOf.has(a) && groupOf.get(a) === groupOf.get(b), `${a} and ${b}`);
      }
    }
    assert.ok(pairs > 100, `${pairs}`);
    // Nobody is in a group who is near to none of it.
    for (const [a, g] of groupOf) {
      const others = groups[g]!.rows.filter((b) => b !== a);
      assert.ok(others.some((b) => distance.between(row(embeddings, a), row(embeddings, b)) <= threshold * (1 + 1e-6)));
    }
  });
}

test("fewer than two rows, or none alike, make no group; a threshold below 0 is refused", async () => {
  assert.deepEqual(await duplicateGroups(euclidean(), embeddingsOf([]), 1), []);
  assert.deepEqual(await duplicateGroups(euclidean(), embeddingsOf([[1]]), 1), []);
  assert.deepEqual(await duplicateGroups(euclidean(), embeddingsOf([[1], [9]]), 1), []);
  await assert.rejects(duplicateGroups(euclidean(), embeddingsOf([[1]]), -1), failure("INVALID_OPTION", /threshold/));
});

test("copies lie nearer to their originals than other pictures do", async () => {
  const root = await writeClassFolder({ a: 3, b: 3 });
  const model = await loadModel(blockMeansModel());
  const dataset = await imageFolder(root);
  const near = await copyDistance(model, dataset);
  const files = dataset.items.map(({ id }) => join(root, id));
  const embeddings = await model.embed(files);
  const others = model.distance.between(row(embeddings, 0), row(embeddings, 1));
  assert.ok(near > 0 && near < others, `${near} and ${others}`);
  await model.close();
});

test("copies are made of every format that is read, not only of those that sharp reads", async () => {
  const root = await writeClassFolder({ a: 2 });
  write(
    root,
    "b/0.pgm",
    Buffer.concat([Buffer.from("P5\n12 10\n255\n"), Uint8Array.from({ length: 120 }, (_, i) => 2 * i)]),
  );
  const model = await loadModel(blockMeansModel());
  const dataset = await imageFolder(root);
  const onlyPgm = selectItems(
    dataset,
    dataset.items.flatMap(({ id }, i) => (id.endsWith(".pgm") ? [i] : [])),
  );
  assert.equal(onlyPgm.items.length, 1);
  assert.ok((await copyDistance(model, onlyPgm)) < 0.2);
  await model.close();
});

test("texts and rows are copied with a slip of the keyboard, what has no letters as it is", async () => {
  const asked: unknown[] = [];
  const listening = {
    distance: euclidean(),
    embed: async (inputs: readonly unknown[]) => {
      asked.push(...inputs);
      return Promise.resolve({ ...matrix(inputs.map(() => [0])), unreadable: [] });
    },
  } as unknown as SiameseModel;
  const base = fakeDataset({ a: 1 });
  const item = base.items[0]!;
  await copyDistance(listening, { ...base, items: [{ ...item, text: "blue kettle" }] });
  const [text, typed] = asked.splice(0) as [string, string];
  assert.equal(text, "blue kettle");
  assert.notEqual(typed, text);
  assert.deepEqual([...typed].sort(), [...text].sort());
  const record = { title: "kettle", price: "599.00", left: "" };
  await copyDistance(listening, { ...base, items: [{ ...item, record }] });
  const [original, copy] = asked as [typeof record, typeof record];
  assert.deepEqual(original, record);
  assert.deepEqual({ ...copy, title: "" }, { ...record, title: "" });
  assert.notEqual(copy.title, record.title);
});

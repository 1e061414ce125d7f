// Whichever way items are found, in memory, by the store or by a look at each, the nearest are those that the distance says.

import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { selectRows } from "../../src/core/matrix.js";
import { row } from "../../src/core/embeddings.js";
import {
  chebyshev,
  cosine,
  euclidean,
  fitMahalanobis,
  mahalanobis,
  manhattan,
  nearest,
  type Distance,
} from "../../src/distances/index.js";
import { finderOf } from "../../src/gallery/finder.js";
import { searchSpace } from "../../src/gallery/space.js";
import { lanceStore } from "../../src/gallery/stores/lance.js";
import { clouds } from "../testkit/embeddings.js";
import { temporaryFolder } from "../testkit/pictures.js";
import { record } from "./store-contract.js";

const embeddings = clouds({ classes: 150, perClass: 10, width: 12, noise: 0.4 });
const probes = clouds({ classes: 150, perClass: 10, width: 12, noise: 0.4, seed: 9 });
const some = selectRows(probes, [0, 200, 400, 600, 800, 1000, 1200, 1400]);
const learned = mahalanobis(fitMahalanobis(embeddings, { labels: embeddings.labels! }));
const distances: readonly Distance[] = [euclidean(), cosine(), manhattan(), learned, chebyshev()];

for (const distance of distances) {
  test(`${distance.name}: exact search is exact in memory and beyond, and the index finds nearly all`, async () => {
    const space = searchSpace(distance);
    const prepared = space.prepare(embeddings);
    const store = await lanceStore(join(temporaryFolder(), "g"));
    await store.create({ ...record, width: 12, storedWidth: prepared.columns });
    const items = embeddings.ids.map((id, i) => {
      return { id, label: null, vector: row(prepared, i), metadata: { half: i % 2 }, source: null };
    });
    await store.upsert(items);
    const k = 10;
    const { indices, distances: measured } = await nearest(distance, some, embeddings, k);
    const [inMemory, beyond] = [finderOf(store, space), finderOf(store, space, 0)];
    const state = (await store.state())!;
    await store.buildIndex("l2");
    const ready = (await store.state())!;
    let found = 0;
    for (let i = 0; i < some.rows; i++) {
      const vector = row(space.prepare(selectRows(some, [i])), 0);
      const wanted = Array.from(indices.subarray(i * k, i * k + k), (place) => embeddings.ids[place]);
      for (const [finder, at] of [
        [inMemory, state],
        [beyond, ready],
      ] as const) {
        const exact = await finder.find(at, vector, { k, exact: true });
        assert.deepEqual(
          exact.map(({ item }) => item.id),
          wanted,
        );
        exact.forEach((hit, place) => {
          assert.ok(Math.abs(hit.distance - measured[i * k + place]!) < 1e-4, `${hit.distance}`);
        });
      }
      const quick = await beyond.find(ready, vector, { k });
      found += quick.filter(({ item }) => wanted.includes(item.id)).length;
      const half = await beyond.find(ready, vector, { k: 3, filter: { half: 1 } });
      assert.deepEqual([half.length, half.every(({ item }) => item.metadata["half"] === 1)], [3, true]);
    }
    assert.ok(found >= 0.9 * some.rows * k, `${found} of ${some.rows * k}`);
    await store.close();
  });
}

test("memory follows the writes of its process, and is read anew after another's", async () => {
  const space = searchSpace(euclidean());
  const folder = join(temporaryFolder(), "g");
  const [store, other] = [await lanceStore(folder), await lanceStore(folder)];
  await store.create({ ...record, width: 2, storedWidth: 2 });
  const finder = finderOf(store, space);
  const at = (id: string, x: number): Parameters<typeof store.upsert>[0][number] => {
    return { id, label: null, vector: Float32Array.of(x, 0), metadata: {}, source: null };
  };
  const ids = async (): Promise<string[]> =>
    (await finder.find((await store.state())!, Float32Array.of(0, 0), { k: 10 })).map(({ item }) => item.id);
  assert.deepEqual(await ids(), []);
  const items = [at("a", 3), at("b", 1), at("c", 2)];
  finder.wrote(await store.upsert(items), { upserted: items });
  assert.deepEqual(await ids(), ["b", "c", "a"]);
  const memory = await finder.memory((await store.state())!);
  finder.wrote(await store.remove({ ids: ["b"] }), { gone: ({ id }) => id === "b" });
  assert.deepEqual(await ids(), ["c", "a"]);
  assert.equal(await finder.memory((await store.state())!), memory, "not read anew");
  await other.upsert([at("d", 0.5)]);
  assert.deepEqual(await ids(), ["d", "c", "a"]);
  const again = [at("c", 9), at("e", 0.1)];
  finder.wrote(await store.upsert(again), { upserted: again });
  assert.deepEqual(await ids(), ["e", "d", "a", "c"]);
  await assert.rejects(finder.find((await store.state())!, Float32Array.of(NaN, 0), { k: 1 }), /finite/);
  await Promise.all([store.close(), other.close()]);
});

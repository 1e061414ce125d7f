// What every store of a gallery promises, as tests to run over each.
//
// Why it is long: one suite, read from top to bottom, is what both stores are held to.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { matrix } from "../../src/core/matrix.js";
import { random } from "../../src/core/random.js";
import { euclidean, manhattan, nearest } from "../../src/distances/index.js";
import { meets, testsOf, type Filter, type MetadataValue } from "../../src/gallery/filter.js";
import type { GalleryRecord, GalleryStore, Selection, StoredItem } from "../../src/gallery/store.js";
import { failure } from "../testkit/pictures.js";

export interface StoreMaker {
  /** The store of a gallery; another call with the same name is another connection to the same gallery. */
  open(name: string): Promise<GalleryStore>;
}

const width = 8;

export const record: GalleryRecord = {
  format: 1,
  created: "2026-01-01T00:00:00.000Z",
  width,
  storedWidth: width,
  distance: { name: "euclidean", options: {} },
  keepSources: false,
  generation: 1,
};

/** Text that has been trouble somewhere: quotes, comments, wildcards, escapes, other scripts, JSON within text. */
export const hostile: readonly string[] = [
  "'; drop table kindred.galleries; --",
  "' OR '1'='1",
  '"; delete from items; "',
  "a\\' or 1=1 /*",
  "\\",
  "\\1",
  "$1",
  "100%_",
  '","site":"berlin","x":"',
  '{"site":"berlin"}',
  "line\nfeed\ttab\r",
  "\u0001\u001f\u007f",
  "ключ 钥匙 🔑",
  "e\u0301 \u00e9",
  "${process.exit(1)}",
  "null",
  "true",
  "18",
  " ",
];

export function item(id: string, changes: Partial<StoredItem> = {}): StoredItem {
  const generator = random(1, id);
  const vector = Float32Array.from({ length: width }, () => generator.normal());
  return { id, label: null, vector, metadata: {}, source: null, ...changes };
}

export function storeContract(name: string, make: () => Promise<StoreMaker | string>): void {
  describe(name, async () => {
    const maker = await make();
    let galleries = 0;
    const cases = (
      title: string,
      run: (store: GalleryStore, again: () => Promise<GalleryStore>) => Promise<void>,
    ): void => {
      const own = `contract-${process.pid}-${galleries++}`;
      test(title, { skip: typeof maker === "string" ? maker : false }, async () => {
        const { open } = maker as StoreMaker;
        const stores: GalleryStore[] = [];
        const another = async (): Promise<GalleryStore> => {
          stores.push(await open(own));
          return stores.at(-1)!;
        };
        const store = await another();
        assert.equal(await store.state(), undefined);
        await store.create(record);
        try {
          await run(store, another);
        } finally {
          for (const opened of stores.slice(1)) await opened.close();
          await store.drop();
          await store.close();
        }
      });
    };
    writing(cases);
    selecting(cases);
    searching(cases);
    sharing(cases);
  });
}

type Cases = (title: string, run: (store: GalleryStore, again: () => Promise<GalleryStore>) => Promise<void>) => void;

function writing(cases: Cases): void {
  cases("items come back as they went in, and an item of the same id is replaced", async (store) => {
    const first = item("a", {
      label: "anna",
      metadata: { site: "berlin", age: 30.5, ok: true },
      source: Uint8Array.of(0, 255, 7),
    });
    assert.deepEqual((await store.upsert([first, item("b")])).replaced, 0);
    assert.deepEqual(await all(store, true), [first, item("b")]);
    const second = { ...item("c"), id: "a" };
    const written = await store.upsert([second, item("d")]);
    assert.deepEqual([written.items, written.replaced], [2, 1]);
    assert.deepEqual(await all(store, true), [second, item("b"), item("d")]);
    assert.equal(await store.count(), 3);
  });

  cases("each write moves the revision on, from where the last one left it", async (store) => {
    const start = (await store.state())!.revision;
    const first = await store.upsert([item("a")]);
    const second = await store.remove({ ids: ["a"] });
    assert.deepEqual([first.before, second.before], [start, first.after]);
    assert.equal((await store.state())!.revision, second.after);
    assert.equal(new Set([start, first.after, second.after]).size, 3);
  });

  cases("removal takes what is selected and nothing else, and counts it", async (store) => {
    await store.upsert(
      ["a", "b", "c", "d"].map((id) => item(id, { label: id < "c" ? "x" : "y", metadata: { n: id } })),
    );
    assert.equal((await store.remove({ ids: ["a", "nobody"] })).items, 1);
    assert.equal((await store.remove({ labels: ["y"], filter: { n: "d" } })).items, 1);
    assert.deepEqual(await ids(store), ["b", "c"]);
    assert.equal((await store.remove({ ids: [] })).items, 0);
    assert.equal((await store.remove({})).items, 2);
  });

  cases("a write that is refused changes nothing", async (store) => {
    await store.upsert([item("a")]);
    const narrow = item("b", { vector: Float32Array.of(1, 2) });
    await assert.rejects(store.upsert([item("c"), { ...narrow, vector: new Float32Array(width + 1) }]));
    assert.deepEqual(await ids(store), ["a"]);
  });

  cases(
    "a successor takes the gallery's place as a whole; items made for the old one are refused",
    async (store, again) => {
      const other = await again();
      await store.upsert([item("a"), item("b")]);
      const next = { ...record, generation: 2, width: 3, storedWidth: 3 };
      const given = await store.successor(next);
      await given.upsert([{ ...item("x"), vector: Float32Array.of(1, 2, 3) }]);
      await assert.rejects(other.successor(next), failure("GALLERY_BUSY", /process|rebuilding/));
      await given.discard();
      assert.deepEqual(await ids(store), ["a", "b"]);
      const successor = await store.successor(next);
      await successor.upsert(["y", "z"].map((id) => ({ ...item(id), vector: Float32Array.of(1, 2, 3) })));
      await successor.remove(["z"]);
      await successor.takeOver(async () => {
        await successor.upsert([{ ...item("last"), vector: Float32Array.of(4, 5, 6) }]);
      });
      await successor.discard();
      for (const own of [store, other]) assert.deepEqual(await ids(own), ["last", "y"]);
      assert.deepEqual((await other.state())!.record, next);
      await assert.rejects(other.upsert([item("late")], 1), failure("GALLERY_MISMATCH", /rebuilt with another model/));
      assert.equal((await other.upsert([{ ...item("late"), vector: Float32Array.of(7, 8, 9) }], 2)).items, 1);
    },
  );

  cases("what a gallery is can be changed, and making it twice changes nothing", async (store) => {
    await store.upsert([item("a")]);
    await store.create({ ...record, keepSources: true });
    assert.equal((await store.state())!.record.keepSources, false);
    await store.describe({ ...record, keepSources: true });
    assert.deepEqual((await store.state())!.record, { ...record, keepSources: true });
    assert.equal(await store.count(), 1);
  });

  cases("once dropped, there is no gallery", async (store) => {
    await store.drop();
    assert.equal(await store.state(), undefined);
    await assert.rejects(store.upsert([item("a")]), failure("NOT_FOUND", /no such gallery/));
    await store.create(record);
    assert.equal(await store.count(), 0);
  });
}

function selecting(cases: Cases): void {
  cases("hostile text is text: as id, label, metadata, and in selections", async (store) => {
    const items = hostile.map((text) => item(text, { label: `${text}!`, metadata: { text, site: "here" } }));
    await store.upsert([...items, item("bystander", { label: "bystander" })]);
    for (const { id, label, metadata } of items) {
      const wanted = [id];
      assert.deepEqual(await ids(store, { ids: [id] }), wanted);
      assert.deepEqual(await ids(store, { labels: [label!] }), wanted);
      assert.deepEqual(await ids(store, { filter: { text: metadata["text"]! } }), wanted, id);
      assert.deepEqual((await store.page({ after: id, limit: 1, filter: { text: id } })).length, 0);
    }
    assert.deepEqual(await ids(store, { filter: { site: "berlin" } }), []);
    for (const { id } of items) assert.equal((await store.remove({ ids: [id] })).items, 1);
    assert.deepEqual(await ids(store), ["bystander"]);
  });

  cases("filters select as their definition says", async (store) => {
    const values: readonly MetadataValue[] = ["18", 18, 18.5, -3, 1e21, 1e-7, true, false, "berlin", "a'b", ""];
    const generator = random(5, "metadata");
    const items = Array.from({ length: 120 }, (_, i) => {
      const metadata: Record<string, MetadataValue> = {};
      for (const key of ["age", "age2", "page"]) {
        if (generator.next() < 0.7) metadata[key] = values[generator.integer(values.length)]!;
      }
      return item(String(i).padStart(3, "0"), { metadata });
    });
    await store.upsert(items);
    const filters: Filter[] = values.flatMap((value): Filter[] => [
      { age: value },
      { age: { not: value } },
      { age: [value, "berlin"], page: { exists: true } },
      ...(typeof value === "number"
        ? [{ age: { atLeast: value } }, { age: { above: value }, page: { atMost: value } }, { age2: { below: value } }]
        : []),
    ]);
    filters.push({ age: { exists: false } }, { age: [] }, { other: { not: 1 } }, { age: { atLeast: -5, below: 18.5 } });
    for (const filter of filters) {
      const wanted = items.filter(({ metadata }) => meets(metadata, testsOf(filter))).map(({ id }) => id);
      assert.deepEqual(await ids(store, { filter }), wanted, JSON.stringify(filter));
      assert.equal(await store.count({ filter }), wanted.length);
    }
  });

  cases("pages go through all ids in the order of their bytes, without gap or repeat", async (store) => {
    const names = ["a", "B", "ä", "Z", "z", "_", "é", "10", "9", "aa", "钥", "🔑", "\uffee"];
    await store.upsert(names.map((id) => item(id)));
    const wanted = [...names].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    const seen: string[] = [];
    for (let after: string | undefined; ; after = seen.at(-1)) {
      const page = await store.page({ limit: 5, ...(after !== undefined && { after }) });
      seen.push(...page.map(({ id }) => id));
      if (page.length < 5) break;
    }
    assert.deepEqual(seen, wanted);
  });
}

function searching(cases: Cases): void {
  cases("exact search finds what a look at every item finds, filtered too", async (store) => {
    const items = Array.from({ length: 300 }, (_, i) => item(`i${i}`, { metadata: { even: i % 2 === 0 } }));
    await store.upsert(items);
    for (const metric of store.metrics) {
      for (const filter of [undefined, { even: true }]) {
        const among = filter === undefined ? items : items.filter(({ metadata }) => metadata["even"]);
        const probes = Array.from({ length: 10 }, (_, i) => item(`probe${i}`).vector);
        const distance = metric === "l2" ? euclidean() : manhattan();
        const { indices } = await nearest(distance, matrix(probes), matrix(among.map(({ vector }) => vector)), 7);
        for (const [i, vector] of probes.entries()) {
          const found = await store.nearest({ vector, k: 7, metric, exact: true, ...(filter && { filter }) });
          const wanted = Array.from(indices.subarray(i * 7, i * 7 + 7), (place) => among[place]!.id);
          assert.deepEqual(
            found.map(({ id }) => id),
            wanted,
            metric,
          );
        }
      }
    }
  });

  cases("the index finds nearly all, also items that came after it, and never one that is gone", async (store) => {
    const items = Array.from({ length: 3000 }, (_, i) => item(`i${i}`, { metadata: { third: i % 3 } }));
    await store.upsert(items);
    for (const metric of store.metrics) {
      await store.buildIndex(metric);
      assert.notEqual((await store.index()).kind, "none");
      let [found, wanted] = [0, 0];
      for (let i = 0; i < 30; i++) {
        const { vector } = item(`probe${i}`);
        for (const filter of [undefined, { third: 1 }]) {
          const query = { vector, k: 10, metric, ...(filter && { filter }) };
          const exact = new Set((await store.nearest({ ...query, exact: true })).map(({ id }) => id));
          const quick = await store.nearest({ ...query, exact: false });
          assert.ok(quick.every(({ metadata }) => filter === undefined || metadata["third"] === 1));
          wanted += exact.size;
          found += quick.filter(({ id }) => exact.has(id)).length;
        }
      }
      assert.ok(found >= 0.9 * wanted, `${metric}: ${found} of ${wanted}`);
    }
    const late = item("late");
    await store.upsert([late]);
    await store.remove({ ids: ["i7"] });
    const metric = store.metrics[0]!;
    assert.equal((await store.nearest({ vector: late.vector, k: 1, metric, exact: false }))[0]?.id, "late");
    const near = await store.nearest({ vector: items[7]!.vector, k: 20, metric, exact: false });
    assert.ok(near.length === 20 && near.every(({ id }) => id !== "i7"));
  });
}

function sharing(cases: Cases): void {
  cases("writers that work at once lose nothing and make nothing double", async (store, again) => {
    const others = [store, await again(), await again()];
    await Promise.all(
      others.map(async (own, writer) => {
        for (let i = 0; i < 5; i++) {
          await own.upsert([item(`w${writer}-${i}`), item(`shared-${i}`, { label: `by ${writer}` })]);
          if (i > 0) await own.remove({ ids: [`w${writer}-${i - 1}`] });
        }
      }),
    );
    const wanted = [...[0, 1, 2, 3, 4].map((i) => `shared-${i}`), ...[0, 1, 2].map((writer) => `w${writer}-4`)];
    for (const own of others) assert.deepEqual(await ids(own), wanted);
  });

  cases("another connection sees a write as soon as it has returned", async (store, again) => {
    const other = await again();
    for (let i = 0; i < 3; i++) {
      const { after } = await store.upsert([item(`i${i}`)]);
      assert.equal((await other.state())!.revision, after);
      assert.equal((await ids(other)).length, i + 1);
    }
  });
}

async function all(store: GalleryStore, sources: boolean): Promise<StoredItem[]> {
  const items: StoredItem[] = [];
  for await (const some of store.scan({ vectors: true, sources })) items.push(...some);
  return items.sort((a, b) => (a.id < b.id ? -1 : 1));
}

async function ids(store: GalleryStore, selection: Selection = {}): Promise<string[]> {
  return (await store.page({ ...selection, limit: 1000 })).map(({ id }) => id);
}

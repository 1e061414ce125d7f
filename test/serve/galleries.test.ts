// Galleries over HTTP: enrol, list, search, identify, remove; and what the audit keeps of it.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { before, test } from "node:test";
import { openGallery } from "../../src/gallery/index.js";
import { loadModel } from "../../src/model/index.js";
import { serve, type Service } from "../../src/serve/index.js";
import { failure, temporaryFolder, write } from "../testkit/pictures.js";
import { ask, form, grey, greyDistance, started, tinyModel } from "../testkit/service.js";
import { blockMeansInfo, blockMeansModel } from "../testkit/tiny-model.js";

const store = temporaryFolder();
const audit = path.join(store, "audit.jsonl");
let service: Service;

before(async () => {
  service = await started({ galleries: ["staff"], store, createGalleries: true, audit });
  for (const [id, label, value] of [
    ["anna/1", "anna", 100],
    ["anna/2", "anna", 104],
    ["bert/1", "bert", 200],
  ] as const) {
    const metadata = JSON.stringify({ site: label === "anna" ? "rome" : "berlin" });
    const { status, body } = await ask(service, items, form({ id, label, metadata, input: await grey(value) }));
    assert.deepEqual([status, body], [200, { id, replaced: false }]);
  }
});

const items = "POST /v1/galleries/staff/items";
const identify = "POST /v1/galleries/staff/identify";
const search = "POST /v1/galleries/staff/search";

const probe = async (value: number): Promise<string> => (await grey(value)).toString("base64");

test("identify: somebody known, and nobody", async () => {
  const known = await ask(service, identify, { input: await probe(101) });
  const { identity, distance, threshold, ranked } = known.body as Record<string, unknown> & { ranked: unknown[] };
  assert.deepEqual([known.status, identity, threshold, ranked.length], [200, "anna", 2, 2]);
  assert.ok(Math.abs((distance as number) - greyDistance(100, 101)) < 1e-5);
  const unknown = await ask(service, identify, { input: await probe(20) });
  assert.equal(unknown.body["identity"], null);
  assert.ok((unknown.body["distance"] as number) > 2);
});

test("identify: a request may tighten the threshold, never loosen it", async () => {
  const tight = await ask(service, identify, { input: await probe(103.5), threshold: 0.01 });
  assert.deepEqual([tight.body["identity"], tight.body["threshold"]], [null, 0.01]);
  const loose = await ask(service, identify, { input: await probe(20), threshold: 2.5 });
  assert.deepEqual([loose.status, loose.body["code"]], [400, "INVALID_INPUT"]);
});

test("search: nearest first, filtered by metadata", async () => {
  const { body } = await ask(service, search, { input: await probe(105), top: 2 });
  const hits = body["hits"] as { id: string; label: string; metadata: object; similarity: number }[];
  assert.deepEqual(
    hits.map(({ id }) => id),
    ["anna/2", "anna/1"],
  );
  assert.deepEqual(hits[0]!.metadata, { site: "rome" });
  const only = await ask(service, search, form({ input: await grey(105), filter: '{"site": "berlin"}' }));
  assert.deepEqual(
    (only.body["hits"] as { id: string }[]).map(({ id }) => id),
    ["bert/1"],
  );
});

test("list: pages", async () => {
  const first = await ask(service, "GET /v1/galleries/staff/items?limit=2");
  assert.equal(first.body["next"], "anna/2");
  const second = await ask(service, "GET /v1/galleries/staff/items?limit=2&after=anna%2F2");
  assert.deepEqual(second.body, { items: [{ id: "bert/1", label: "bert", metadata: { site: "berlin" } }] });
  const { body } = await ask(service, "GET /v1/galleries");
  assert.deepEqual(body, {
    galleries: [{ name: "staff", items: 3, model: "tiny", distance: "euclidean", threshold: 2 }],
  });
});

test("enrol again replaces; remove removes, once; a label goes with all its items", async () => {
  const enrol = async (id: string): Promise<unknown> =>
    (await ask(service, items, { id, label: "carl", input: await probe(240) })).body;
  assert.deepEqual(await enrol("carl/1"), { id: "carl/1", replaced: false });
  assert.deepEqual(await enrol("carl/1"), { id: "carl/1", replaced: true });
  await enrol("carl/2");
  await enrol("carl/3");
  const removed = await ask(service, "DELETE /v1/galleries/staff/items/carl%2F1");
  assert.deepEqual(removed.body, { removed: 1 });
  const again = await ask(service, "DELETE /v1/galleries/staff/items/carl%2F1");
  assert.deepEqual([again.status, again.body["code"]], [404, "NOT_FOUND"]);
  const all = await ask(service, "DELETE /v1/galleries/staff/items?label=carl");
  assert.deepEqual(all.body, { removed: 2 });
  assert.equal((await ask(service, identify, { input: await probe(240) })).body["identity"], null);
});

test("audit: a line for each enrolment, removal, search and identification, without pictures", async () => {
  await ask(service, identify, { input: await probe(101) });
  const lines = readFileSync(audit, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  const last = lines.at(-1)!;
  const { time, request, ...rest } = last;
  assert.deepEqual(rest, {
    ...{ action: "identify", client: "anonymous", address: "127.0.0.1", gallery: "staff" },
    ...{ outcome: "known", ids: ["anna"] },
  });
  assert.match(`${String(time)} ${String(request)}`, /^20\d\d-.*Z \w+-\w+$/);
  const actions = new Set(lines.map(({ action, outcome }) => `${String(action)} ${String(outcome)}`));
  for (const wanted of ["enrol added", "enrol replaced", "remove removed 1", "remove absent", "identify unknown"])
    assert.ok(actions.has(wanted), wanted);
  const removals = lines.filter(({ action, outcome }) => action === "remove" && outcome !== "absent");
  assert.deepEqual(
    removals.slice(-2).map(({ ids, labels }) => [ids, labels]),
    [
      [["carl/1"], undefined],
      [undefined, ["carl"]],
    ],
  );
  const enrolled = lines.find(({ action, outcome }) => action === "enrol" && outcome === "replaced")!;
  assert.deepEqual([enrolled["ids"], enrolled["labels"]], [["carl/1"], ["carl"]]);
  assert.ok(!readFileSync(audit, "utf8").includes("iVBOR"), "a picture in the audit");
});

test("names from outside are names, never paths or queries", async () => {
  for (const name of ["..%2F..%2Fetc", "%2e%2e", "staff%00", "staff'--", "__proto__", "constructor", "a".repeat(70)]) {
    const { status, body } = await ask(service, `GET /v1/galleries/${name}/items`);
    assert.ok(status === 404 || status === 400, `${name}: ${status}`);
    assert.match(body["code"] as string, /^(NOT_FOUND|INVALID_INPUT)$/, name);
  }
  const evil = ["' OR 1=1 --", "x'; DROP TABLE items; --", "../../etc/passwd", "${7*7}", "id) OR (1=1"];
  for (const id of evil) {
    const gone = await ask(service, `DELETE /v1/galleries/staff/items/${encodeURIComponent(id)}`);
    assert.deepEqual([gone.status, gone.body["code"]], [404, "NOT_FOUND"], id);
    const filters = [{ site: id }, { site: { not: id, is: "rome" } }, { site: [id] }];
    for (const filter of filters) {
      const { status, body } = await ask(service, search, { input: await probe(100), filter });
      assert.equal(status, 200, JSON.stringify(body));
      assert.ok((body["hits"] as unknown[]).length <= 2, id);
    }
    const named = await ask(service, search, { input: await probe(100), filter: { [id]: "rome" } });
    assert.deepEqual([named.status, named.body["code"]], [400, "INVALID_INPUT"], id);
  }
  const { body } = await ask(service, "GET /v1/galleries/staff/items");
  assert.equal((body["items"] as unknown[]).length, 3);
});

test("an id that looks like SQL is an id", async () => {
  const id = "o'hara; DELETE FROM items --";
  assert.equal((await ask(service, items, { id, input: await probe(10) })).status, 200);
  const { body } = await ask(service, search, { input: await probe(10), top: 1 });
  assert.equal((body["hits"] as { id: string }[])[0]!.id, id);
  assert.equal((await ask(service, `DELETE /v1/galleries/staff/items/${encodeURIComponent(id)}`)).status, 200);
});

test("what a gallery refuses comes as a problem", async () => {
  const input = await probe(100);
  const refused: readonly (readonly [body: object, detail: RegExp])[] = [
    [{ id: "", input }, /id/],
    [{ id: "x", input, metadata: { "a b": 1 } }, /names are of letters/],
    [{ id: "x", input, metadata: { a: { b: 1 } } }, /metadata/],
    [{ id: "x", label: "", input }, /label/],
    [{ id: "x" }, /input/],
  ];
  for (const [body, detail] of refused) {
    const answer = await ask(service, items, body);
    assert.equal(answer.status, 400, JSON.stringify(answer.body));
    assert.match(answer.body["detail"] as string, detail);
  }
});

test("a gallery that keeps its sources gets the picture as it came", async () => {
  const model = tinyModel();
  const gallery = await openGallery("kept", { store, model, create: true, keepSources: true });
  await gallery.close();
  const kept = await started({ models: { tiny: model }, galleries: ["kept"], store });
  const answer = await ask(kept, "POST /v1/galleries/kept/items", form({ id: "a", input: await grey(50) }));
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  const found = await ask(kept, "POST /v1/galleries/kept/search", { input: await probe(50) });
  const [hit] = found.body["hits"] as { id: string; distance: number }[];
  assert.deepEqual([hit!.id, hit!.distance], ["a", 0]);
  // A rebuild embeds from what was kept, and refuses where there is nothing.
  const other = write(store, "other.onnx", blockMeansModel({ input: { ...blockMeansInfo.input, fit: "pad" } }));
  const anew = await openGallery("kept", { store, model });
  await anew.rebuild({ model: other });
  assert.equal(anew.info.items, 1);
  await anew.close();
});

test("at a false-identification rate the gallery finds the threshold", async () => {
  const model = tinyModel();
  const opened = await loadModel(model);
  const gallery = await openGallery("crowd", { store, model: opened, create: true });
  // Ever farther apart, so that every rate has a threshold of its own.
  const people = await Promise.all(
    Array.from({ length: 20 }, async (_, i) => ({ id: `p${i}`, input: await grey((i * (i + 1)) / 2) })),
  );
  await gallery.add(people);
  const { threshold } = await gallery.identify(await grey(3), { falseIdentificationRate: 0.3 });
  await gallery.close();
  await opened.close();
  const crowd = await started({ models: { tiny: model }, galleries: ["crowd"], store, falseIdentificationRate: 0.3 });
  const { body } = await ask(crowd, "POST /v1/galleries/crowd/identify", { input: await probe(3) });
  assert.equal(body["threshold"], threshold);
  const loose = await ask(crowd, "POST /v1/galleries/crowd/identify", {
    input: await probe(3),
    threshold: threshold + 1,
  });
  assert.equal(loose.status, 400);
});

test("a gallery of another model, and one that is not there, are refused at the start", async () => {
  const options = { port: 0, logLevel: "silent", store } as const;
  const models = { tiny: tinyModel() };
  await assert.rejects(serve({ ...options, models, galleries: ["absent"] }), failure("NOT_FOUND", /no such gallery/));
});

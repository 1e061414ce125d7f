// Names, ids and filters that are paths, queries or prototypes: over HTTP, in both stores.

import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { after, test } from "node:test";
import type { Service } from "../../src/serve/index.js";
import { temporaryFolder } from "../testkit/pictures.js";
import { testDatabase } from "../testkit/postgres.js";
import { ask, form, grey, started } from "../testkit/service.js";

const database = await testDatabase();
after(async () => {
  if (typeof database !== "string") await database.stop();
});

const probe = async (value: number): Promise<string> => (await grey(value)).toString("base64");
const items = "POST /v1/galleries/staff/items";
const search = "POST /v1/galleries/staff/search";

for (const kind of ["embedded", "postgres"] as const) {
  const skip = kind === "postgres" && typeof database === "string" ? database : false;
  const folder = temporaryFolder();
  let service: Service | undefined;
  /** With two items, of rome and of berlin. */
  const ready = async (): Promise<Service> => {
    if (service !== undefined) return service;
    const store = kind === "postgres" ? (database as { url: string }).url : path.join(folder, "store");
    service = await started({ galleries: ["staff"], store, createGalleries: true });
    for (const [id, site, value] of [
      ["anna", "rome", 100],
      ["bert", "berlin", 200],
    ] as const) {
      const fields = { id, metadata: JSON.stringify({ site }), input: await grey(value) };
      assert.equal((await ask(service, items, form(fields))).status, 200);
    }
    return service;
  };
  const listed = async (): Promise<string[]> => {
    const { body } = await ask(await ready(), "GET /v1/galleries/staff/items");
    return (body["items"] as { id: string }[]).map(({ id }) => id);
  };

  test(`${kind}: path traversal in gallery names and ids`, { skip }, async () => {
    const to = await ready();
    for (const name of [
      "..%2F..%2Fetc",
      "%2e%2e",
      "%2e%2e%2f",
      "staff%2F..%2Fstaff",
      "..%5Cstaff",
      "staff%00",
      "%2Fetc",
    ]) {
      for (const route of ["GET", "DELETE"]) {
        const { status, body } = await ask(to, `${route} /v1/galleries/${name}/items?label=x`);
        assert.ok(status === 404 || status === 400, `${name}: ${status}`);
        assert.match(body["code"] as string, /^(NOT_FOUND|INVALID_INPUT)$/, name);
      }
    }
    for (const id of ["../../escaped", "/tmp/escaped", "..", "C:\\escaped", "file:///etc/passwd"]) {
      assert.equal((await ask(to, items, { id, input: await probe(5) })).status, 200, id);
      assert.ok((await listed()).includes(id));
      assert.equal(
        (await ask(to, `DELETE /v1/galleries/staff/items/${encodeURIComponent(id)}`)).status,
        id === ".." ? 404 : 200,
        id,
      );
    }
    await ask(to, "DELETE /v1/galleries/staff/items?label=..");
    assert.ok(!readdirSync(folder).includes("escaped") && !existsSync("/tmp/escaped"));
    const input = { input: "../../../../etc/passwd" };
    assert.equal((await ask(to, search, input)).status, 400, "a string is never a path");
  });

  test(`${kind}: SQL in ids, labels, pages and filters`, { skip }, async () => {
    const to = await ready();
    const before = await listed();
    const evil = [
      "' OR 1=1 --",
      "x'; DROP TABLE items; --",
      "id) OR (1=1",
      "\\'; select 1",
      "1; select pg_sleep(30)",
      '"x"',
      "%",
      "_",
    ];
    for (const text of evil) {
      const named = encodeURIComponent(text);
      assert.equal((await ask(to, `DELETE /v1/galleries/staff/items/${named}`)).status, 404, text);
      assert.equal((await ask(to, `DELETE /v1/galleries/staff/items?label=${named}`)).status, 404, text);
      assert.equal((await ask(to, `GET /v1/galleries/staff/items?after=${named}`)).status, 200, text);
      for (const filter of [{ site: text }, { site: { in: [text] } }, { site: { is: text } }]) {
        const { status, body } = await ask(to, search, { input: await probe(100), filter });
        assert.deepEqual([status, body["hits"]], [200, []], `${text}: ${JSON.stringify(body)}`);
      }
      const { status, body } = await ask(to, search, { input: await probe(100), filter: { [`${text}'`]: "rome" } });
      assert.deepEqual([status, body["code"]], [400, "INVALID_INPUT"], text);
      assert.equal(
        (await ask(to, items, { id: text, label: text, metadata: { site: text }, input: await probe(9) })).status,
        200,
      );
      const found = await ask(to, search, { input: await probe(9), filter: { site: text } });
      assert.deepEqual(
        (found.body["hits"] as { id: string }[]).map(({ id }) => id),
        [text],
      );
      assert.deepEqual((await ask(to, `DELETE /v1/galleries/staff/items?label=${named}`)).body, { removed: 1 });
    }
    assert.deepEqual(await listed(), before);
  });

  test(`${kind}: prototype pollution in bodies, metadata, filters, forms and queries`, { skip }, async () => {
    const to = await ready();
    const input = await probe(100);
    const before = await listed();
    for (const name of ["__proto__", "constructor", "prototype"]) {
      const polluting = `{"${name}": {"polluted": true}, "input": "${input}"`;
      const inside = `{"input": "${input}", "id": "x", "metadata": {"${name}": {"polluted": true}}}`;
      const bodies: readonly (readonly [route: string, body: unknown])[] = [
        [search, `${polluting}}`],
        [items, `${polluting}, "id": "x"}`],
        [items, inside],
        [items, inside.replace('{"polluted": true}', '"x"')],
        [search, `{"input": "${input}", "filter": {"${name}": {"polluted": true}}}`],
        [search, `{"input": {"${name}": {"polluted": true}, "width": 8}}`],
        ["POST /v1/verify", `{"a": "${input}", "b": "${input}", "${name}": 1}`],
        ["POST /v1/embed", `{"inputs": [{"${name}": 1}]}`],
        [search, form({ input: await grey(1), [name]: "1" })],
        [items, form({ id: "x", input: await grey(1), metadata: `{"${name}": {"polluted": true}}` })],
      ];
      for (const [route, body] of bodies) {
        const answer = await ask(to, route, body);
        assert.equal(answer.status, 400, `${route} ${name}: ${JSON.stringify(answer.body)}`);
      }
      for (const query of [`${name}=1`, `${name}[polluted]=1`, `limit[${name}]=1`, `limit=1&${name}.polluted=1`]) {
        const { status } = await ask(to, `GET /v1/galleries/staff/items?${query}`);
        assert.equal(status, 400, query);
      }
      assert.equal((await ask(to, `DELETE /v1/galleries/staff/items/${name}`)).status, 404);
      assert.equal((await ask(to, `GET /v1/galleries/${name}/items`)).status, 404);
    }
    assert.deepEqual([({} as { polluted?: unknown }).polluted, await listed()], [undefined, before]);
  });
}

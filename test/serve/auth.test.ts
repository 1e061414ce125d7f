// Who may ask, and for what.

import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import path from "node:path";
import { before, test } from "node:test";
import { allows, findToken, makeToken, readTokens, serve, writeTokens } from "../../src/serve/index.js";
import type { Scope, Service } from "../../src/serve/index.js";
import { failure, temporaryFolder, write } from "../testkit/pictures.js";
import { ask, grey, started, tinyModel } from "../testkit/service.js";

const folder = temporaryFolder();
const file = path.join(folder, "tokens.json");
const tokens: Record<string, string> = {};
let service: Service;

before(async () => {
  const made = (["verify", "enrol", "admin"] as const).map((scope) => makeToken({ name: scope, scopes: [scope] }));
  const expired = makeToken({ name: "old", scopes: ["admin"], expires: new Date(Date.now() - 1000) });
  for (const { token, record } of made) tokens[record.name] = token;
  tokens["expired"] = expired.token;
  await writeTokens(
    file,
    [...made, expired].map(({ record }) => record),
  );
  service = await started({ tokens: file, galleries: ["staff"], store: folder, createGalleries: true });
});

const bearer = (token: string): Readonly<Record<string, string>> => ({ authorization: `Bearer ${token}` });

test("every route but the open ones wants a token, before it looks at anything else", async () => {
  const routes = ["POST /v1/embed", "POST /v1/verify", "GET /v1/models", "GET /metrics", "GET /v1/galleries"];
  const ofGalleries = ["POST search", "POST identify", "POST items", "GET items", "DELETE items", "DELETE items/x"].map(
    (route) => route.replace(" ", " /v1/galleries/staff/"),
  );
  for (const route of [...routes, ...ofGalleries]) {
    for (const headers of [{}, bearer("nonsense"), bearer(tokens["expired"]!), { authorization: "Basic YTpi" }]) {
      const body = route.startsWith("POST") ? "{" : undefined;
      const answer = await ask(service, route, body, headers);
      assert.deepEqual([answer.status, answer.body["code"]], [401, "UNAUTHENTICATED"], route);
      assert.match(answer.headers.get("www-authenticate")!, /^Bearer/);
    }
  }
  for (const route of ["GET /healthz", "GET /readyz", "GET /openapi.json", "GET /"])
    assert.equal((await ask(service, route)).status, 200, route);
});

test("a token does what its scopes say", async () => {
  const input = (await grey(1)).toString("base64");
  const allowed: readonly (readonly [route: string, body: unknown, who: readonly string[]])[] = [
    ["POST /v1/verify", { a: input, b: input }, ["verify", "admin"]],
    ["POST /v1/embed", { inputs: [input] }, ["verify", "admin"]],
    ["GET /v1/models", undefined, ["verify", "admin"]],
    ["POST /v1/galleries/staff/identify", { input }, ["verify", "admin"]],
    ["POST /v1/galleries/staff/items", { id: "x", input }, ["enrol", "admin"]],
    ["GET /v1/galleries/staff/items", undefined, ["enrol", "admin"]],
  ];
  for (const [route, body, who] of allowed) {
    for (const name of ["verify", "enrol", "admin"]) {
      const answer = await ask(service, route, body, bearer(tokens[name]!));
      assert.equal(answer.status, who.includes(name) ? 200 : 403, `${name} ${route}: ${JSON.stringify(answer.body)}`);
      if (!who.includes(name)) assert.equal(answer.body["code"], "FORBIDDEN");
    }
  }
});

test("what is made or revoked counts without a restart", async () => {
  const { token, record } = makeToken({ name: "new", scopes: ["verify"] });
  const former = await readTokens(file);
  const status = async (): Promise<number> => (await ask(service, "GET /v1/models", undefined, bearer(token))).status;
  assert.equal(await status(), 401);
  await writeTokens(file, [...former, record]);
  await pause(1100);
  assert.equal(await status(), 200);
  await writeTokens(file, former);
  await pause(1100);
  assert.equal(await status(), 401);
});

test("the file holds no token, and only its owner may read it", () => {
  const text = readFileSync(file, "utf8");
  for (const token of Object.values(tokens)) assert.ok(!text.includes(token.slice(-20)));
  assert.equal(statSync(file).mode & 0o777, 0o600);
});

test("a token is found by all of it", () => {
  const now = Date.parse("2026-01-01T00:00:00Z");
  const { token, record } = makeToken({ name: "door", scopes: ["verify"], expires: new Date(now + 1000) }, now);
  const { record: other } = makeToken({ name: "other", scopes: ["verify"] }, now);
  assert.equal(findToken(token, [other, record], now), record);
  assert.equal(findToken(token, [other, record], now + 1000), undefined, "expired");
  const last = token.at(-1) === "A" ? "B" : "A";
  assert.equal(findToken(token.slice(0, -1) + last, [record], now), undefined);
  assert.equal(findToken(token.replace(record.id, other.id), [other, record], now), undefined);
  for (const nonsense of ["", "kindred_", `kindred_${record.id}_`, record.hash])
    assert.equal(findToken(nonsense, [record], now), undefined);
});

test("admin may everything, the others their own", () => {
  const may = (granted: Scope, wanted: Scope): boolean => allows({ scopes: [granted] }, wanted);
  assert.deepEqual([may("admin", "verify"), may("admin", "enrol"), may("verify", "verify")], [true, true, true]);
  assert.deepEqual([may("verify", "enrol"), may("enrol", "verify"), may("enrol", "admin")], [false, false, false]);
});

test("no listening beyond loopback without tokens, no damaged file of them", async () => {
  const models = { tiny: tinyModel() };
  for (const host of ["0.0.0.0", "::", "192.168.1.5", "example.org"])
    await assert.rejects(
      serve({ models, host, port: 0 }),
      failure("INVALID_OPTION", /can be reached from other machines/),
    );
  const options = { models, port: 0, logLevel: "silent" } as const;
  await assert.rejects(
    serve({ ...options, tokens: path.join(folder, "none.json") }),
    failure("NOT_FOUND", /none\.json/),
  );
  const damaged = write(folder, "damaged.json", '{"version": 1, "tokens": [{"id": "x"}]}');
  await assert.rejects(serve({ ...options, tokens: damaged }), failure("DATA_INVALID", /damaged\.json/));
});

test("pages of other origins may not ask, unless allowed", async () => {
  const open = await started({ allowOrigins: ["https://app.example"] });
  const asked = async (headers: Readonly<Record<string, string>>): Promise<number> =>
    (await ask(open, "GET /v1/models", undefined, headers)).status;
  assert.equal(await asked({ origin: "https://evil.example" }), 403);
  assert.equal(await asked({ origin: "null" }), 403);
  assert.equal(await asked({ origin: open.url }), 200);
  const allowed = await ask(open, "GET /v1/models", undefined, { origin: "https://app.example" });
  assert.deepEqual([allowed.status, allowed.headers.get("access-control-allow-origin")], [200, "https://app.example"]);
  const before = await fetch(`${open.url}/v1/verify`, {
    method: "OPTIONS",
    headers: { origin: "https://app.example" },
  });
  assert.deepEqual([before.status, before.headers.get("access-control-allow-origin")], [204, "https://app.example"]);
});

// The client against a real service: every method, and that its routes and types are those of /openapi.json.

import assert from "node:assert/strict";
import path from "node:path";
import { before, test } from "node:test";
import { fitDetector } from "../../src/anomalies/index.js";
import { createClient, ServiceError, type Client } from "../../src/client/index.js";
import { random } from "../../src/core/random.js";
import { typeErrors } from "../repo/snippets.js";
import { failure, temporaryFolder } from "../testkit/pictures.js";
import { grey, greyDistance, started } from "../testkit/service.js";

const asked = new Set<string>();
let client: Client;
let url: string;
let dark: Buffer;
let light: Buffer;

before(async () => {
  const data = Float32Array.from(
    { length: 600 },
    (
      (generator) => () =>
        generator.normal()
    )(random(1, "rows")),
  );
  const detector = await fitDetector({ data, rows: 200, columns: 3 });
  const file = path.join(temporaryFolder(), "detector.onnx");
  await detector.save(file);
  await detector.close();
  const store = temporaryFolder();
  ({ url } = await started({ galleries: ["staff"], store, createGalleries: true, detectors: { detector: file } }));
  client = createClient({
    url: `${url}/`,
    fetch: (to, init) => {
      asked.add(`${init?.method} ${new URL(to).pathname}`);
      return fetch(to, init);
    },
  });
  [dark, light] = [await grey(100), await grey(250)];
});

test("every method, in forms and in JSON; no route of the description is left out", async () => {
  const pixels = { width: 8, height: 8, channels: 1, data: new Uint8Array(64).fill(90) } as const;
  const verified = await client.verify(new Blob([new Uint8Array(dark)]), pixels, { threshold: 1 });
  assert.deepEqual([verified.same, verified.threshold, verified.model], [true, 1, "tiny"]);
  assert.ok(Math.abs(verified.distance - greyDistance(100, 90)) < 1e-5);
  const asJson = await client.embed([dark.toString("base64"), light.toString("base64")], { model: "tiny" });
  assert.deepEqual(await client.embed([dark, light.toString("base64")]), asJson);
  assert.equal((await client.models()).models[0]!.name, "tiny");
  const staff = client.gallery("staff");
  const anna = { id: "anna/1", label: "anna", metadata: { site: "rome" }, input: dark };
  assert.deepEqual(await staff.enrol(anna), { id: "anna/1", replaced: false });
  assert.equal((await staff.enrol(anna)).replaced, true);
  await staff.enrol({ id: "bert", input: light.toString("base64") });
  assert.equal((await client.galleries()).galleries[0]!.items, 2);
  const page = await staff.items({ limit: 1 });
  assert.deepEqual(page.items, [{ id: "anna/1", label: "anna", metadata: { site: "rome" } }]);
  assert.equal((await staff.items({ after: page.next! })).items[0]!.id, "bert");
  const found = await staff.search(dark, { filter: { site: ["rome"] }, top: 5, exact: true });
  assert.deepEqual(
    found.hits.map(({ id }) => id),
    ["anna/1"],
  );
  assert.equal((await staff.identify(dark, { combine: "nearest", threshold: 1 })).identity, "anna");
  assert.deepEqual(await staff.remove("anna/1"), { removed: 1 });
  await staff.enrol(anna);
  assert.deepEqual(await staff.removeLabel("anna"), { removed: 1 });
  const { scores } = await client.anomalies.score({ rows: [[0, NaN, 0.1]] }, { detector: "detector" });
  assert.equal(scores.length, 1);
  assert.deepEqual(await client.health(), { status: "ok" });
  assert.equal(await client.ready(), true);
  assert.match(await client.metrics(), /kindred_requests_total/);
  const { paths } = (await client.openapi()) as { paths: Record<string, Record<string, unknown>> };
  const described = Object.entries(paths).flatMap(([route, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${route}`),
  );
  const known = [...asked].map((each) => each.replace("staff", "{name}").replace(/items\/.*/, "items/{id}"));
  assert.deepEqual([...new Set(known), "GET /"].sort(), described.sort());
});

test("a refusal is an error with code, status and message; a proxy's answer is unexpected", async () => {
  const refused = (code: string, status: number) => (error: unknown) => {
    assert.ok(error instanceof ServiceError);
    assert.deepEqual([error.code, error.status], [code, status]);
    return true;
  };
  await assert.rejects(client.verify("?", "?"), refused("INVALID_INPUT", 400));
  await assert.rejects(client.gallery("none").items(), refused("NOT_FOUND", 404));
  const headers = { "retry-after": "7" };
  const busy = createClient({ url, fetch: async () => new Response("<p>", { status: 503, headers }) });
  await assert.rejects(
    busy.models(),
    (error) => refused("UNEXPECTED", 503)(error) && (error as ServiceError).retryAfter === 7,
  );
  assert.throws(() => createClient({ url: "faces" }), failure("INVALID_OPTION", /url/));
  assert.throws(() => client.gallery(".."), failure("INVALID_INPUT", /gallery/));
  await assert.rejects(client.gallery("staff").enrol({ id: "a\nb", input: dark }), failure("INVALID_INPUT", /line/));
  await assert.rejects(client.models({ signal: AbortSignal.abort() }), { name: "AbortError" });
});

interface Schema {
  readonly type?: string | readonly string[];
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | false;
}

/** A schema as a TypeScript type. */
function typeOf({ type, anyOf, items, properties, required = [], additionalProperties }: Schema): string {
  if (anyOf !== undefined) return `(${anyOf.map(typeOf).join(" | ")})`;
  if (typeof type === "object") return `(${type.join(" | ")})`;
  if (type === "array") return `readonly (${typeOf(items!)})[]`;
  if (type !== "object") return type === "integer" ? "number" : (type ?? "unknown");
  const fields = Object.entries(properties ?? {}).map(
    ([name, schema]) => `readonly ${name}${required.includes(name) ? "" : "?"}: ${typeOf(schema)}`,
  );
  if (additionalProperties) fields.push(`readonly [field: string]: ${typeOf(additionalProperties)}`);
  return `{ ${fields.join("; ")} }`;
}

test("the types of answers are those of the description", async () => {
  const { paths } = (await client.openapi()) as {
    paths: Record<
      string,
      Record<
        string,
        { operationId: string; responses: Record<string, { content: Record<string, { schema: Schema }> }> }
      >
    >;
  };
  const names: Readonly<Record<string, string>> = { removeLabel: "Remove", health: "Status" };
  const lines = Object.values(paths)
    .flatMap((methods) => Object.values(methods))
    .filter(({ operationId }) => !["ready", "metrics", "openapi", "page"].includes(operationId))
    .map(({ operationId, responses }) => {
      const name = names[operationId] ?? operationId.charAt(0).toUpperCase() + operationId.slice(1);
      const described = typeOf(responses["200"]!.content["application/json"]!.schema);
      return `export const ${operationId}: Equal<client.${name}Answer, ${described}> = true;`;
    });
  assert.equal(lines.length, 12);
  const code = [
    'import type * as client from "kindred/client";',
    "type Flat<T> = T extends object ? { [K in keyof T]: Flat<T[K]> } : T;",
    "type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;",
    "type Equal<A, B> = Same<Flat<A>, Flat<B>>;",
    ...lines,
  ].join("\n");
  assert.deepEqual(typeErrors([{ document: "answers", line: 1, code, info: ["ts"], given: "", givenLine: 1 }]), []);
});

// The service as its clients have it: every route, in JSON and as forms, over a real connection.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import type { Service } from "../../src/serve/index.js";
import { ask, form, grey, greyDistance, started } from "../testkit/service.js";

let service: Service;
const pictures: Record<"dark" | "darker" | "light", Buffer> = {
  dark: Buffer.alloc(0),
  darker: Buffer.alloc(0),
  light: Buffer.alloc(0),
};

before(async () => {
  service = await started();
  pictures.dark = await grey(100);
  pictures.darker = await grey(90);
  pictures.light = await grey(250);
});

const base64 = (bytes: Buffer): string => bytes.toString("base64");

function near(actual: unknown, expected: number): void {
  assert.ok(typeof actual === "number" && Math.abs(actual - expected) < 1e-5, `${String(actual)} is not ${expected}`);
}

test("verify: JSON", async () => {
  const { dark, darker, light } = pictures;
  const same = await ask(service, "POST /v1/verify", { a: base64(dark), b: base64(darker) });
  assert.equal(same.status, 200);
  near(same.body["distance"], greyDistance(100, 90));
  near(same.body["similarity"], 1 / (1 + Math.exp(2 * greyDistance(100, 90) - 4)));
  assert.deepEqual([same.body["same"], same.body["threshold"], same.body["model"]], [true, 2, "tiny"]);
  const different = await ask(service, "POST /v1/verify", { a: base64(dark), b: base64(light) });
  assert.equal(different.body["same"], false);
  near(different.body["distance"], greyDistance(100, 250));
});

test("verify: a form gives the same answer", async () => {
  const { dark, darker } = pictures;
  const asJson = await ask(service, "POST /v1/verify", { a: base64(dark), b: base64(darker), threshold: 0.5 });
  const asForm = await ask(service, "POST /v1/verify", form({ a: dark, b: darker, threshold: "0.5" }));
  assert.deepEqual(asForm.body, asJson.body);
  assert.deepEqual([asForm.status, asForm.body["same"]], [200, false]);
});

test("pictures as data URLs and as pixels", async () => {
  const pixels = { width: 8, height: 8, channels: 1, data: Buffer.alloc(64, 90).toString("base64") };
  const url = `data:image/png;base64,${base64(pictures.dark)}`;
  const { status, body } = await ask(service, "POST /v1/verify", { a: url, b: pixels });
  assert.equal(status, 200);
  near(body["distance"], greyDistance(100, 90));
});

test("embed: a row for each input, in order", async () => {
  const { dark, light } = pictures;
  const asForm = await ask(service, "POST /v1/embed", form({ inputs: [dark, light] }));
  const asJson = await ask(service, "POST /v1/embed", { inputs: [base64(dark), base64(light)], model: "tiny" });
  assert.deepEqual(asForm.body, asJson.body);
  const { embeddings, columns } = asJson.body as { embeddings: number[][]; columns: number };
  assert.deepEqual([asJson.status, columns, embeddings.length, embeddings[0]!.length], [200, 16, 2, 16]);
  near(embeddings[0]![7], (100 / 255 - 0.5) / 0.25);
  near(embeddings[1]![0], (250 / 255 - 0.5) / 0.25);
});

test("models, health, readiness", async () => {
  const { body } = await ask(service, "GET /v1/models");
  const [model] = body["models"] as Record<string, unknown>[];
  assert.deepEqual(model, {
    name: "tiny",
    input: { kind: "image", height: 8, width: 8, colour: "grey", fit: "stretch" },
    columns: 16,
    encoder: "conv4",
    distance: "euclidean",
    threshold: 2,
    far: 0.01,
    frr: 0.02,
    calibrated: true,
    created: "2025-01-01T00:00:00.000Z",
  });
  assert.deepEqual((await ask(service, "GET /healthz")).body, { status: "ok" });
  assert.deepEqual((await ask(service, "GET /readyz")).body, { status: "ready" });
});

test("metrics count what was asked", async () => {
  await ask(service, "POST /v1/verify", form({ a: pictures.dark, b: pictures.dark }));
  const { headers, body } = await ask(service, "GET /metrics");
  assert.match(headers.get("content-type")!, /^text\/plain/);
  const text = body["text"] as string;
  assert.match(text, /^kindred_requests_total\{route="\/v1\/verify",method="POST",status="200"\} [1-9]/m);
  assert.match(text, /^kindred_batch_size_count\{model="tiny"\} [1-9]/m);
  assert.match(text, /^kindred_inputs_pending 0$/m);
  assert.match(text, /^process_resident_memory_bytes \d/m);
});

test("every answer tells browsers to keep their hands off", async () => {
  for (const route of ["GET /healthz", "GET /nowhere", "POST /v1/verify"]) {
    const { headers } = await ask(service, route, route.startsWith("POST") ? "{" : undefined);
    assert.equal(headers.get("x-content-type-options"), "nosniff", route);
    assert.match(headers.get("content-security-policy")!, /default-src 'none'/, route);
  }
});

// Beginning and end: overload is answered, a shutdown finishes what was accepted, TLS speaks TLS, several models are told apart.

import assert from "node:assert/strict";
import { request } from "node:https";
import { connect } from "node:net";
import path from "node:path";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { serve } from "../../src/serve/index.js";
import { certificate, certificateKey } from "../testkit/certificate.js";
import { failure, picture, temporaryFolder, write } from "../testkit/pictures.js";
import { ask, form, grey, started, tinyModel } from "../testkit/service.js";
import { blockMeansModel } from "../testkit/tiny-model.js";

/** A picture whose decoding takes a while. */
function largePicture(): Promise<Buffer> {
  return picture(600, 600, (x, y) => [x % 256, y % 256, (x * y) % 256])
    .png()
    .toBuffer();
}

test("more than the service holds: 503 with Retry-After, and the rest is answered", async () => {
  const service = await started({ maxRequests: 4 });
  const large = await largePicture();
  const answers = await Promise.all(
    Array.from({ length: 24 }, () => ask(service, "POST /v1/embed", form({ inputs: [large] }))),
  );
  const statuses = answers.map(({ status }) => status);
  assert.ok(statuses.includes(200) && statuses.includes(503), statuses.join());
  const refused = answers.find(({ status }) => status === 503)!;
  assert.equal(refused.body["code"], "OVERLOADED");
  assert.match(refused.headers.get("retry-after")!, /^\d+$/);
  assert.equal((await ask(service, "POST /v1/embed", form({ inputs: [await grey(1)] }))).status, 200, "recovered");
});

test("bodies beyond the memory set aside: 503, without reading them", async () => {
  const service = await started({ maxBody: 1000 });
  const { port } = new URL(service.url);
  const head =
    "POST /v1/verify HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{";
  const sockets = Array.from({ length: 16 }, () => {
    const socket = connect(Number(port), "127.0.0.1", () => socket.write(head));
    return socket;
  });
  await pause(200);
  const refused = await ask(service, "POST /v1/verify", { a: "x", b: "x" });
  sockets.forEach((socket) => socket.destroy());
  assert.deepEqual([refused.status, refused.body["code"]], [503, "OVERLOADED"]);
  await pause(200);
  assert.equal((await ask(service, "POST /v1/verify", { a: "x", b: "x" })).status, 400, "their places are free again");
});

test("a shutdown finishes what was accepted, and takes no more", async () => {
  const service = await started();
  const large = await largePicture();
  const many = form({ inputs: Array.from({ length: 8 }, () => large) });
  const inside = Array.from({ length: 4 }, () => ask(service, "POST /v1/embed", many));
  // The one that asks is inside as well.
  while (!/kindred_requests_inside 5/.test((await ask(service, "GET /metrics")).body["text"] as string)) await pause(5);
  const closed = service.close();
  const answers = await Promise.all(inside);
  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 200, 200, 200],
  );
  await closed;
  await assert.rejects(fetch(`${service.url}/healthz`));
  await service.close();
});

test("HTTPS with the operator's certificate", async () => {
  const folder = temporaryFolder();
  const tls = { cert: write(folder, "cert.pem", certificate), key: write(folder, "key.pem", certificateKey) };
  const service = await started({ tls });
  assert.match(service.url, /^https:/);
  const text = await new Promise<string>((resolve, reject) => {
    const sent = request(`${service.url}/healthz`, { ca: certificate, servername: "localhost" }, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (chunk: string) => (body += chunk));
      response.on("end", () => resolve(body));
    });
    sent.on("error", reject).end();
  });
  assert.equal(text, '{"status":"ok"}');
  const options = { models: { tiny: tinyModel() }, port: 0, logLevel: "silent" } as const;
  const swapped = { cert: tls.key, key: tls.cert };
  await assert.rejects(serve({ ...options, tls: swapped }), failure("INVALID_OPTION", /no certificate and key/));
  const absent = { ...tls, key: path.join(folder, "none.pem") };
  await assert.rejects(serve({ ...options, tls: absent }), failure("NOT_FOUND", /none\.pem/));
});

test("several models are told apart by name", async () => {
  const folder = temporaryFolder();
  const strict = write(
    folder,
    "strict.onnx",
    blockMeansModel({ threshold: { threshold: 0.01, far: 0, frr: 0.5, kind: "far" } }),
  );
  const bare = write(folder, "bare.onnx", blockMeansModel({ threshold: undefined, calibration: undefined }));
  const service = await started({ models: { tiny: tinyModel(), strict, bare } });
  const verify = async (model?: string): Promise<Record<string, unknown>> => {
    const pair = { a: (await grey(100)).toString("base64"), b: (await grey(110)).toString("base64") };
    return { ...(await ask(service, "POST /v1/verify", { ...pair, ...(model !== undefined && { model }) })).body };
  };
  assert.deepEqual([(await verify())["same"], (await verify("strict"))["same"]], [true, false]);
  assert.equal((await verify("bare"))["code"], "MODEL_UNCALIBRATED");
  const absent = await verify("strickt");
  assert.equal(absent["code"], "NOT_FOUND");
  assert.match(absent["detail"] as string, /did you mean "strict"\?; there are tiny, strict, bare/);
});

test("the operator's threshold decides, and no request loosens it", async () => {
  const service = await started({ threshold: 0.1 });
  const ofThreshold = async (threshold?: number): Promise<Record<string, unknown>> => {
    const pair = { a: (await grey(100)).toString("base64"), b: (await grey(103)).toString("base64") };
    return {
      ...(await ask(service, "POST /v1/verify", { ...pair, ...(threshold !== undefined && { threshold }) })).body,
    };
  };
  assert.deepEqual([(await ofThreshold())["same"], (await ofThreshold())["threshold"]], [false, 0.1]);
  assert.equal((await ofThreshold(0.05))["threshold"], 0.05);
  for (const looser of [0.100001, 2, 1e308]) assert.equal((await ofThreshold(looser))["code"], "INVALID_INPUT");
});

test("a damaged model, an unknown option's value and a taken port are said at the start", async () => {
  const options = { port: 0, logLevel: "silent" } as const;
  const noModel = write(temporaryFolder(), "x.onnx", "nonsense");
  await assert.rejects(serve({ ...options, models: { x: noModel } }), failure("MODEL_INVALID", /x\.onnx/));
  const models = { tiny: tinyModel() };
  await assert.rejects(serve({ ...options, models, maxBatch: 0 }), failure("INVALID_OPTION", /maxBatch/));
  await assert.rejects(
    serve({ ...options, models: {} }),
    failure("INVALID_OPTION", /expected a model \(--model\) or a detector/),
  );
  const service = await started();
  const port = Number(new URL(service.url).port);
  await assert.rejects(serve({ ...options, models, port }), { code: "EADDRINUSE" });
});

test("the page and the description need nothing from elsewhere", async () => {
  const service = await started();
  const { body, headers } = await ask(service, "GET /");
  const page = body["text"] as string;
  assert.match(headers.get("content-type")!, /^text\/html/);
  assert.match(headers.get("content-security-policy")!, /style-src 'sha256-/);
  assert.doesNotMatch(page, /<script|src=|https?:\/\//);
  for (const route of ["/v1/verify", "/v1/embed", "IMAGE_UNREADABLE"]) assert.ok(page.includes(route), route);
});

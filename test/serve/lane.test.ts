// Lanes: processes that decode and encode. They give the service's own answers, in order; one that dies takes one batch with it.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { before, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { loadModel } from "../../src/model/index.js";
import { encoderOf, type Outcome } from "../../src/serve/encode.js";
import { serve, type Service } from "../../src/serve/index.js";
import { openLane } from "../../src/serve/lane.js";
import { failure, picture, temporaryFolder, write } from "../testkit/pictures.js";
import { ask, form, grey, started, tinyModel } from "../testkit/service.js";

const model = tinyModel();
let service: Service;

before(async () => {
  service = await started({ models: { tiny: model }, lanes: 2, maxBatch: 4, maxPixels: 10_000 });
});

test("a lane's outcomes are those of the service's own encoder", async () => {
  const lane = await openLane({ models: { tiny: model }, threads: 1, maxPixels: 10_000 }, assert.fail);
  const own = await loadModel(model);
  const large = await picture(200, 200, () => [1, 2, 3])
    .png()
    .toBuffer();
  const inputs = [
    { where: "a", input: await grey(7) },
    { where: "b", input: Buffer.from("nonsense") },
    { where: "c", input: large },
    {
      where: "d",
      input: await picture(31, 17, (x, y) => [x, y, x * y])
        .jpeg()
        .toBuffer(),
    },
  ];
  const told = (outcomes: readonly Outcome[]): unknown[] =>
    outcomes.map((each) => (each instanceof Float32Array ? [...each] : `${each.code} ${each.message}`));
  try {
    const [there, here] = [await lane.encoder("tiny").encode(inputs), await encoderOf(own, 10_000).encode(inputs)];
    assert.deepEqual(told(there), told(here));
    assert.match(String(told(there)[1]), /^IMAGE_UNREADABLE b: no picture/);
    assert.match(String(told(there)[2]), /^IMAGE_UNREADABLE c: exceeds the limit of 10000 pixels/);
  } finally {
    await Promise.all([lane.close(), own.close()]);
  }
});

test("fifty at once get the numbers of one at a time", async () => {
  const pictures = await Promise.all(Array.from({ length: 50 }, (_, i) => grey(5 * i)));
  const answers = await Promise.all(
    pictures.map((one) => ask(service, "POST /v1/embed", form({ inputs: [one, Buffer.from(one)] }))),
  );
  answers.forEach(({ status, body }, i) => {
    const rows = body["embeddings"] as number[][];
    assert.equal(status, 200);
    for (const row of rows) assert.ok(Math.abs(row[3]! - ((5 * i) / 255 - 0.5) / 0.25) < 1e-5, `${i}: ${row[3]}`);
  });
  const { body, status } = await ask(service, "POST /v1/embed", form({ inputs: [pictures[0]!, Buffer.from("x")] }));
  assert.deepEqual([status, body["code"]], [422, "IMAGE_UNREADABLE"]);
});

test("a lane that is killed takes its batch with it, and comes back", async () => {
  const children = (): number[] =>
    execFileSync("ps", ["-o", "pid=,args=", "--ppid", `${process.pid}`], { encoding: "utf8" })
      .split("\n")
      .filter((line) => line.includes("lane-process"))
      .map((line) => Number.parseInt(line, 10));
  const former = children();
  assert.equal(former.length, 2);
  const large = await picture(99, 99, (x, y) => [x, y, x * y])
    .png()
    .toBuffer();
  const many = form({ inputs: Array.from({ length: 40 }, () => large) });
  const asked = Promise.all(Array.from({ length: 6 }, () => ask(service, "POST /v1/embed", many)));
  await pause(30);
  for (const pid of former) process.kill(pid, "SIGKILL");
  for (const { status, body, headers } of await asked) {
    assert.ok(status === 200 || (status === 503 && body["code"] === "OVERLOADED"), JSON.stringify(body));
    if (status === 503) assert.match(headers.get("retry-after")!, /^\d+$/);
  }
  const answer = await ask(service, "POST /v1/embed", form({ inputs: [await grey(255)] }));
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  assert.ok(children().every((pid) => !former.includes(pid)));
});

test("models that a lane cannot load are told at the start, and no process stays", async () => {
  const damaged = write(temporaryFolder(), "x.onnx", "nonsense");
  const start = { models: { x: damaged }, threads: 1, maxPixels: 100 };
  await assert.rejects(openLane(start, assert.fail), failure("MODEL_INVALID", /x\.onnx/));
  await assert.rejects(
    serve({ models: { x: damaged }, port: 0, lanes: 2, logLevel: "silent" }),
    failure("MODEL_INVALID", /x\.onnx/),
  );
  await assert.rejects(serve({ models: { x: damaged }, lanes: -1 }), failure("INVALID_OPTION", /lanes/));
});

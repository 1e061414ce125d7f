// Some hundred requests that nobody means well with; `npm run fuzz:service` sends ten thousand.

import assert from "node:assert/strict";
import { test } from "node:test";
import { faultOf, hostile, samplePictures, send } from "../../benchmarks/lib/hostile.js";
import { random } from "../../src/core/random.js";
import { temporaryFolder } from "../testkit/pictures.js";
import { ask, form, grey, started } from "../testkit/service.js";

test("hostile requests: an answer each, no 500, no stack, and the service is well afterwards", async () => {
  const service = await started({
    galleries: ["people"],
    store: temporaryFolder(),
    createGalleries: true,
    timeout: 2,
    lanes: 1,
  });
  const port = Number(new URL(service.url).port);
  const source = hostile(random(7, "fuzz"), await samplePictures());
  const statuses = new Set<number>();
  for (let round = 0; round < 50; round++) {
    const requests = Array.from({ length: 8 }, () => source.next());
    const answers = await Promise.all(requests.map((request) => send(port, request, 15_000)));
    answers.forEach((answer, i) => {
      statuses.add(answer.status);
      assert.equal(
        faultOf(requests[i]!, answer),
        undefined,
        `${requests[i]!.kind}: ${requests[i]!.bytes.toString("latin1").slice(0, 500)}`,
      );
    });
  }
  for (const status of [200, 400, 404, 413, 415, 422]) assert.ok(statuses.has(status), `no answer was ${status}`);
  assert.equal(
    (await ask(service, "POST /v1/verify", form({ a: await grey(9), b: await grey(9) }))).body["same"],
    true,
  );
  assert.equal(({} as { x?: unknown }).x, undefined, "no prototype was polluted");
});

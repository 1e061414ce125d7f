// Anomalies over HTTP: the scores of the detector itself.

import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import { fitDetector, fitDetectorOn } from "../../src/anomalies/index.js";
import { random } from "../../src/core/random.js";
import { temporaryFolder, write } from "../testkit/pictures.js";
import { ask, form, grey, started, tinyModel } from "../testkit/service.js";

test("rows get the scores that the detector gives; what is no row is refused", async () => {
  const generator = random(1, "rows");
  const data = Float32Array.from({ length: 400 * 3 }, () => generator.normal());
  const detector = await fitDetector({ data, rows: 400, columns: 3 });
  const file = path.join(temporaryFolder(), "detector.onnx");
  await detector.save(file);
  const rows = [
    [0, 0.1, -0.2],
    [9, -9, 9],
    [null, 0, 0],
  ];
  const given = Float32Array.from(rows.flat(), (value) => value ?? NaN);
  const own = await detector.score({ data: given, rows: 3, columns: 3 });
  await detector.close();
  const service = await started({ detectors: { detector: file } });
  const { status, body } = await ask(service, "POST /v1/anomalies/score", { rows });
  assert.equal(status, 200, JSON.stringify(body));
  assert.deepEqual(body, {
    detector: "detector",
    threshold: own.threshold,
    scores: rows.map((_, i) => ({ score: own.scores[i], pValue: own.pValues[i], anomaly: own.anomalies[i] === 1 })),
  });
  assert.deepEqual([own.anomalies[0], own.anomalies[1]], [0, 1]);
  for (const wrong of [
    { rows: [[1, 2]] },
    { rows: [[1, 2, 3], [1]] },
    { rows: [["a", 1, 2]] },
    {},
    { inputs: ["x"] },
  ]) {
    const refused = await ask(service, "POST /v1/anomalies/score", wrong);
    assert.equal(refused.status, 400, JSON.stringify(refused.body));
  }
});

test("a detector with a model inside takes what the model takes, and no rows", async () => {
  const folder = temporaryFolder();
  const normal = await Promise.all(
    Array.from({ length: 24 }, async (_, i) => write(folder, `${i}.png`, await grey(100 + i))),
  );
  const { detector } = await fitDetectorOn(tinyModel(), normal, { falseAlarms: 0.1, method: "nearest-neighbours" });
  const file = path.join(folder, "detector.onnx");
  await detector.save(file);
  await detector.close();
  const service = await started({ detectors: { pictures: file } });
  const { status, body } = await ask(
    service,
    "POST /v1/anomalies/score",
    form({ inputs: [await grey(110), await grey(250)] }),
  );
  assert.equal(status, 200, JSON.stringify(body));
  const { scores } = body as { scores: readonly { score: number; pValue: number; anomaly: boolean }[] };
  assert.deepEqual(
    scores.map(({ anomaly }) => anomaly),
    [false, true],
  );
  const rows = await ask(service, "POST /v1/anomalies/score", { rows: [[1, 2]] });
  assert.deepEqual([rows.status, rows.body["detail"]], [400, "rows: the detector has a model inside and takes inputs"]);
  const misnamed = await ask(service, "POST /v1/anomalies/score", form({ input: await grey(110) }));
  assert.equal(misnamed.body["detail"], 'form: the field "input" holds a file; files go into inputs');
  const broken = await ask(service, "POST /v1/anomalies/score", form({ inputs: [Buffer.from("no picture")] }));
  assert.deepEqual([broken.status, broken.body["code"]], [422, "IMAGE_UNREADABLE"]);
});

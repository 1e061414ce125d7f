// Anomalies over HTTP: the scores of the detector itself.

import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import { fitDetector } from "../../src/anomalies/index.js";
import { random } from "../../src/core/random.js";
import { temporaryFolder } from "../testkit/pictures.js";
import { ask, started } from "../testkit/service.js";

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

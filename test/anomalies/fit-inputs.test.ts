// Detectors on a model's embeddings: the encoder becomes part of the detector.

import assert from "node:assert/strict";
import { test } from "node:test";
import { fitDetectorOn } from "../../src/anomalies/index.js";
import { random } from "../../src/core/random.js";
import type { PixelImage } from "../../src/model/index.js";
import { temporaryFolder, write } from "../testkit/pictures.js";
import { blockMeansModel } from "../testkit/tiny-model.js";

const model = blockMeansModel();

/** Grey noise about a level. */
function pictures(count: number, level: number, seed: number): PixelImage[] {
  const generator = random(seed, "pictures");
  return Array.from({ length: count }, () => ({
    width: 8,
    height: 8,
    channels: 1,
    data: Uint8Array.from({ length: 64 }, () => level + generator.integer(40)),
  }));
}

test("pictures go in as they are, and what is brighter than all normal ones is an anomaly", async () => {
  const { detector, unreadable } = await fitDetectorOn(model, pictures(200, 60, 1), { falseAlarms: 0.05 });
  assert.deepEqual(unreadable, []);
  const { input, width } = detector.info;
  assert.deepEqual([input.kind, width], ["model", 16]);
  const usual = await detector.scoreInputs(pictures(100, 60, 2));
  const bright = await detector.scoreInputs(pictures(50, 100, 3));
  assert.ok(usual.anomalies.reduce((sum, value) => sum + value, 0) < 18);
  assert.ok(bright.anomalies.every((value) => value === 1));
  await assert.rejects(detector.score({ data: new Float32Array(16), rows: 1, columns: 16 }), { code: "INVALID_INPUT" });
  await detector.close();
});

test("what cannot be read is left out and named, when fitting and in use", async () => {
  const broken = write(temporaryFolder(), "broken.png", "no picture");
  const normal = [...pictures(60, 60, 1), broken];
  const options = { falseAlarms: 0.1, method: "nearest-neighbours" };
  const { detector, unreadable } = await fitDetectorOn(model, normal, options);
  assert.deepEqual(
    unreadable.map(({ index }) => index),
    [60],
  );
  assert.equal(detector.info.normal.seen, 60);
  const [first, second] = pictures(2, 60, 4);
  const scored = await detector.scoreInputs([first!, broken, second!]);
  const alone = await detector.scoreInputs([second!]);
  assert.deepEqual([scored.scores.length, scored.unreadable.map(({ index }) => index)], [2, [1]]);
  assert.ok(Math.abs(scored.scores[1]! - alone.scores[0]!) < 1e-5);
  await detector.close();
});

test("known anomalies are pictures too", async () => {
  const anomalies = pictures(10, 90, 5);
  const { detector } = await fitDetectorOn(model, pictures(120, 60, 1), { falseAlarms: 0.1, anomalies });
  assert.deepEqual([detector.info.anomalies, detector.info.methods.at(-1)?.name], [10, "twins"]);
  await detector.close();
});

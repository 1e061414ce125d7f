// A Mahalanobis distance learned when training is over.

import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import { loadModel, train } from "../../src/index.js";
import { classNames, grating, gratingFolder, quick } from "../testkit/gratings.js";
import { temporaryFolder } from "../testkit/pictures.js";

test("a Mahalanobis distance is learned from the training embeddings, travels with the model, and decides", async () => {
  const run = path.join(temporaryFolder(), "run");
  const data = await gratingFolder(classNames(8), 6);
  const trained = await train(data, { ...quick, run, distance: "mahalanobis", refit: false });
  await trained.close();
  const loaded = await loadModel(trained.summary.modelPath!, { threads: 1 });
  const { distance, threshold, embedding } = loaded.info;
  const whitening = distance.options["whitening"] as number[][];
  assert.deepEqual([distance.name, whitening.length], ["mahalanobis", embedding]);
  assert.ok(whitening.some((values, i) => values[i] !== whitening[0]![0]));
  const verdict = await loaded.verify(await grating(0, 0), await grating(0, 0));
  assert.deepEqual([verdict.distance, verdict.threshold, verdict.same], [0, threshold!.threshold, true]);
  await loaded.close();
});

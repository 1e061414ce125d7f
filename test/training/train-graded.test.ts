// Training on pairs that say how alike two pictures are, from the file to a distance that follows the scores.

import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import { spearman } from "../../src/core/statistics.js";
import { random } from "../../src/core/random.js";
import { train, type TrainedModel } from "../../src/index.js";
import type { TrainOptions } from "../../src/training/index.js";
import { failure, picture, temporaryFolder, write } from "../testkit/pictures.js";

const generator = random(4, "graded");
const folder = temporaryFolder();

/** A disc of radius 1..7 in noise: pictures are as alike as their radii. */
async function disc(radius: number): Promise<Buffer> {
  return picture(16, 16, (x, y) => {
    const value = (Math.hypot(x - 7.5, y - 7.5) < radius ? 200 : 60) + generator.integer(40);
    return [value, value, value];
  })
    .png()
    .toBuffer();
}

/** Writes pairs of discs, each disc in one pair; the score, 0..5, falls with the gap of the radii. */
async function gradedPairs(name: string, count: number): Promise<string> {
  const lines = ["a,b,score"];
  for (let i = 0; i < count; i++) {
    const radii = [1 + 6 * generator.next(), 1 + 6 * generator.next()] as const;
    for (const [side, radius] of radii.entries()) write(folder, `${name}/${i}-${side}.png`, await disc(radius));
    const score = 5 * (1 - Math.abs(radii[0] - radii[1]) / 6);
    lines.push(`${name}/${i}-0.png,${name}/${i}-1.png,${score.toFixed(3)}`);
  }
  return write(folder, `${name}.csv`, `${lines.join("\n")}\n`);
}

const options: TrainOptions = {
  encoder: { name: "conv4", options: { width: 6, depth: 2, embedding: 8, dropout: 0 } },
  augment: "none",
  batch: { pairs: 16 },
  epochs: 12,
  lr: 0.005,
  threads: 1,
  seed: 2,
};
const known = await gradedPairs("known", 80);

for (const loss of ["cosent", "cosine-mse", "malstm"]) {
  test(`${loss}: distances of new pairs follow their scores`, async () => {
    const model = await train(known, { ...options, loss, scoreRange: [0, 5] });
    assert.ok(model.summary.best!.auc > 0.8, `AUC ${model.summary.best!.auc} of the upper half of the scores`);
    const { distances, scores } = await measured(model, 30);
    await model.close();
    const agreement = -spearman(distances, scores);
    assert.ok(agreement > 0.7, `Spearman ${agreement}`);
  });
}

async function measured(model: TrainedModel, count: number): Promise<{ distances: number[]; scores: number[] }> {
  const [distances, scores]: [number[], number[]] = [[], []];
  for (let i = 0; i < count; i++) {
    const radii = [1 + 6 * generator.next(), 1 + 6 * generator.next()] as const;
    const { distance } = await model.verify(await disc(radii[0]), await disc(radii[1]));
    distances.push(distance);
    scores.push(-Math.abs(radii[0] - radii[1]));
  }
  return { distances, scores };
}

test("a loss that only knows same and different takes the upper half of the scores for same", async () => {
  const model = await train(known, { ...options, epochs: 1, loss: "contrastive", scoreRange: [0, 5] });
  await model.close();
  assert.equal(model.info.training?.loss?.name, "contrastive");
});

test("scores outside the range are refused with file and line", async () => {
  const message = new RegExp(`${path.basename(known)}:\\d+: "score" must be a number from 0 to 1.*--score-range`);
  await assert.rejects(train(known, options), failure("DATA_INVALID", message));
});

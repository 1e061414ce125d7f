// Pairs of records through the whole of it: hard to tell apart, with a file of their own to validate on.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { random, type Random } from "../../src/core/random.js";
import { evaluateModel } from "../../src/evaluation/index.js";
import { record } from "../../src/encoders/index.js";
import { train, type TrainOptions } from "../../src/training/index.js";
import { failure, temporaryFolder } from "../testkit/pictures.js";

const folder = temporaryFolder();
const [makers, things, colours] = [
  ["sony", "lg", "bosch", "apple", "canon"],
  ["washer", "camera", "phone", "printer"],
  ["black", "white", "silver"],
];

/** Two catalogues' words for one product, or for two of one maker that differ in their model numbers. */
function products(file: string, count: number): string {
  const draw = random(1, file);
  const pick = (list: readonly string[]): string => list[draw.integer(list.length)]!;
  const lines = ["title_a,price_a,title_b,price_b,match"];
  for (let i = 0; i < count; i++) {
    const [maker, thing, number] = [pick(makers), pick(things), modelNumber(draw)];
    const price = 50 + draw.integer(900);
    const same = draw.next() < 0.25;
    const other = same ? number : modelNumber(draw);
    const b = `${maker} ${other.replace("-", "")} ${pick(colours)}`;
    const otherPrice =
      draw.next() < 0.3 ? "" : (same ? price * (0.9 + 0.2 * draw.next()) : 50 + draw.integer(900)).toFixed(2);
    lines.push(`${maker} ${pick(colours)} ${thing} ${number},$${price},${b} ${thing},${otherPrice},${same ? 1 : 0}`);
  }
  const path = join(folder, file);
  writeFileSync(path, `${lines.join("\n")}\n`);
  return path;
}

function modelNumber(draw: Random): string {
  const letters = Array.from({ length: 3 }, () => String.fromCharCode(97 + draw.integer(26))).join("");
  return `${letters}-${100 + draw.integer(900)}`;
}

const [training, validation, testing] = [
  products("train.csv", 240),
  products("valid.csv", 120),
  products("test.csv", 120),
];
const small: TrainOptions = { encoder: record({ embedding: 256 }), threads: 1, seed: 3, columns: { same: "match" } };

test("pairs of products become a model that knows new ones, decided at the best F1 of the file given to validate on", async () => {
  const model = await train(training, { ...small, validation, epochs: 6 });
  const { info, summary } = model;
  assert.deepEqual([info.threshold?.kind, info.training?.loss.name], ["f1", "cosent"]);
  assert.ok(info.input.kind === "record");
  assert.deepEqual(info.input.source, { left: "title_a,price_a", right: "title_b,price_b", same: "match" });
  assert.match(summary.choices.join("\n"), /title: text\nprice: number/);
  assert.match(summary.choices.join("\n"), /validated on 120 pairs of \d+ records: given apart/);
  const { verification } = await evaluateModel(model, testing);
  assert.ok(verification!.f1AtThreshold! > 0.9, `F1 ${verification!.f1AtThreshold}`);
  await model.close();
});

test("without a file to validate on, no record is on both sides", async () => {
  const model = await train(training, { ...small, epochs: 1, threshold: "eer" });
  assert.match(model.summary.choices.join("\n"), /pairs that share no record with the others are held out/);
  assert.equal(model.info.threshold?.kind, "eer");
  await model.close();
  const path = join(folder, "rows.csv");
  writeFileSync(path, "title,price,class\nx,1,a\ny,2,b\n");
  await assert.rejects(train(training, { ...small, validation: path }), failure("DATA_INVALID", /no column "title_a"/));
});

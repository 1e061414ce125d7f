// Texts through the whole of it: from a file to a model that verifies raw text, in one process and resumed in the middle.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { random } from "../../src/core/random.js";
import { textConv } from "../../src/encoders/index.js";
import { evaluateModel } from "../../src/evaluation/index.js";
import { loadModel } from "../../src/model/index.js";
import { train, type TrainOptions } from "../../src/training/index.js";
import { failure, temporaryFolder, write } from "../testkit/pictures.js";

const folder = temporaryFolder();
const products = [
  "red chair",
  "oak table",
  "desk lamp",
  "wool rug",
  "glass vase",
  "steel shelf",
  "wall clock",
  "bean bag",
];
const places = ["hall", "office", "garden", "kitchen"];

/** A product somewhere, mistyped. */
function offer(product: number, draw = random(1, "offers", product)): () => string {
  return () => {
    const letters = Array.from(`${products[product]!} for the ${places[draw.integer(places.length)]!}`);
    letters.splice(draw.integer(letters.length), 1);
    return letters.join("");
  };
}

const offers = products.map((_, product) => offer(product));
const rows = offers.flatMap((next, product) =>
  Array.from({ length: 12 }, () => `${next()},${products[product]!.replace(" ", "-")}`),
);
const labelled = write(folder, "offers.csv", `text,class\n${rows.join("\n")}\n`);

/** Pairs of which the same ones score 4 or 5 and the others 1 or 2. */
const graded = write(
  folder,
  "graded.tsv",
  [
    "one\tother\thow alike",
    ...Array.from({ length: 160 }, (_, i) => {
      const [a, b] = [i % 8, i % 2 === 0 ? i % 8 : (i + 3) % 8];
      return `${offers[a]!()}\t${offers[b]!()}\t${(a === b ? 4 : 1) + (i % 3) / 2}`;
    }),
  ].join("\n"),
);

const small: TrainOptions = {
  encoder: textConv({ tokenWidth: 12, width: 12, depth: 1, kernel: 5, embedding: 8 }),
  threads: 1,
  seed: 3,
  batch: 32,
};

test("texts with their classes become a model that tells new texts apart", async () => {
  const model = await train(labelled, { ...small, epochs: 20, refit: false });
  const { info, summary } = model;
  assert.equal(info.input.kind, "text");
  assert.match(summary.choices.join("\n"), /^texts with their classes, read as bytes, \d\d to \d\d of them/);
  assert.match(summary.choices.join("\n"), /texts of classes that are trained on as well are held out/);
  const { verification } = await evaluateModel(model, labelled);
  assert.ok(verification!.auc > 0.85, `AUC ${verification!.auc}`);
  const near = await model.verify("Red chair for the hall", "red  chairs for THE office");
  const far = await model.verify("Red chair for the hall", "oak table for the garden");
  assert.ok(near.distance < far.distance, `${near.distance} for one product, ${far.distance} for two`);
  await model.save(join(folder, "model.onnx"));
  const again = await loadModel(join(folder, "model.onnx"), { threads: 1 });
  const texts = ["oak table", "a desk lamp that stands in the office", "", "x"];
  const together = await again.embed(texts, { batchSize: 3 });
  for (const [i, text] of texts.entries()) {
    const alone = await again.embed([text]);
    alone.data.forEach((value, k) => assert.ok(Math.abs(value - together.data[i * 8 + k]!) < 1e-6, `${text}, ${k}`));
  }
  const { cut, rows } = await again.embed(["a".repeat(600), "b"]);
  assert.deepEqual([cut, rows], [1, 2]);
  await assert.rejects(again.embed([new Uint8Array(3)]), failure("INVALID_INPUT", /input 0: the model takes texts/));
  await again.close();
  await model.close();
});

test("stopped and resumed, a training on graded pairs of texts ends with the same bits", async () => {
  const columns = { left: "one", right: "other", score: "How alike" };
  const options: TrainOptions = {
    ...{ ...small, columns, epochs: 3, checkpointSeconds: 0, augment: { typos: 0.1, drop: 0.1, swap: 0.1 } },
  };
  const weights = (run: string): Buffer => {
    const file = readFileSync(join(run, "checkpoint", "last.safetensors"));
    return file.subarray(8 + Number(file.readBigUInt64LE(0)));
  };
  const whole = join(folder, "whole");
  const model = await train(graded, { ...options, run: whole });
  assert.match(model.summary.choices.join("\n"), /scores from 1 \(not alike\) to 5 \(alike\)/);
  assert.equal(model.info.training!.loss.name, "cosine-mse");
  const result = await evaluateModel(model, graded, { columns });
  assert.ok(result.graded!.pairs > 150);
  await model.close();
  const page = readFileSync(join(whole, "report.html"), "utf8");
  assert.match(page, /class="tile text"[^>]*><bdi>[a-z ]+ for the/, "the report shows the texts");
  const parts = join(folder, "parts");
  const stop = new AbortController();
  const stopped = train(graded, {
    ...{ ...options, run: parts, signal: stop.signal },
    onEvent: (event) => event.type === "step" && event.step === 5 && stop.abort(),
  });
  await assert.rejects(stopped, failure("INTERRUPTED", /resume the run/));
  await (await train(graded, { run: parts, resume: true, threads: 1 })).close();
  assert.ok(weights(parts).equals(weights(whole)), "the same weights");
});

test("what only pictures or series have is refused", async () => {
  await assert.rejects(train(labelled, { ...small, size: 32 }), failure("INVALID_OPTION", /size is about pictures/));
  await assert.rejects(train(labelled, { ...small, zNormalise: true }), failure("INVALID_OPTION", /about series/));
  await assert.rejects(train(labelled, { ...small, augment: "photo" }), failure("INVALID_OPTION", /changes for texts/));
  await assert.rejects(
    train(labelled, { ...small, augment: { jitter: 1 } }),
    failure("INVALID_OPTION", /unknown option "jitter"/),
  );
});

test("pairs that are all the same teach classes, or each left side to find its right one", async () => {
  const pairs = offers.flatMap((next) => Array.from({ length: 8 }, () => `${next()},${next()}`));
  const file = write(folder, "same.csv", `question,other\n${pairs.join("\n")}\n`);
  const columns = { left: "question", right: "other" };
  const model = await train(file, { ...small, columns, epochs: 2, refit: false });
  assert.match(model.summary.choices.join("\n"), /^pairs of texts that are the same: what hangs together is a class/);
  assert.equal(model.info.training!.loss.name, "multi-similarity");
  await model.close();
  const { batch: _, ...usual } = small;
  const ranked = await train(file, { ...usual, columns, epochs: 2, refit: false, loss: "multiple-negatives-ranking" });
  assert.match(ranked.summary.choices.join("\n"), /batches of 64 pairs, all but one of them the same/);
  await ranked.close();
});

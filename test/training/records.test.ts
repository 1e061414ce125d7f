// Records through the whole of it: from a table to a model that verifies, in one process and resumed in the middle.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { random } from "../../src/core/random.js";
import { evaluateModel } from "../../src/evaluation/index.js";
import { record } from "../../src/encoders/index.js";
import { openDataset } from "../../src/data/index.js";
import { loadModel } from "../../src/model/index.js";
import { train, type TrainOptions } from "../../src/training/index.js";
import { failure, temporaryFolder } from "../testkit/pictures.js";

const folder = temporaryFolder();
const names = ["Anna", "Bert", "Carla", "David", "Eva", "Felix", "Greta", "Hans"];
const surnames = ["Bauer", "Huber", "Maier", "Gruber", "Wagner", "Steiner"];

/** People, three rows each, in which slips, other spellings and empty cells happen. */
function people(file: string, count: number): string {
  const draw = random(1, file);
  const lines = ["person,name,born,city,income"];
  const pick = (list: readonly string[]): string => list[draw.integer(list.length)]!;
  for (let person = 0; person < count; person++) {
    const [first, last, city] = [pick(names), pick(surnames), pick(["Wien", "Graz", "Linz"])];
    const [year, month, day] = [1950 + draw.integer(50), 1 + draw.integer(12), 1 + draw.integer(28)];
    const income = 20_000 + draw.integer(60_000);
    for (let row = 0; row < 3; row++) {
      const name = row === 1 ? `${first[0]}. ${last}` : `${first} ${last}`;
      const date = row === 2 ? `${day}.${month}.${year}` : `${year}-${month}-${day}`;
      const cells = [name, date, draw.next() < 0.2 ? "" : city, draw.next() < 0.3 ? "" : income + draw.integer(200)];
      lines.push([person, ...cells].join(","));
    }
  }
  const path = join(folder, file);
  writeFileSync(path, `${lines.join("\n")}\n`);
  return path;
}

const [training, test_] = [people("people.csv", 40), people("test.csv", 25)];
const small: TrainOptions = {
  ...{ encoder: record({ embedding: 128, layers: [32] }), threads: 1, seed: 3, refit: false },
  columns: { class: "person" },
};

test("a table becomes a model that tells new people apart, by rows as objects, as JSON or in a file", async () => {
  const model = await train(training, { ...small, epochs: 15 });
  const { info, summary } = model;
  assert.ok(info.input.kind === "record");
  assert.deepEqual(
    info.input.columns.map(({ name, type }) => [name, type]),
    [
      ["name", "text"],
      ["born", "date"],
      ["city", "category"],
      ["income", "number"],
    ],
  );
  assert.deepEqual(info.input.source, { class: "person" });
  assert.match(
    summary.choices.join("\n"),
    /^records, rows of a table, 40 classes: 120 records with 4 columns\nname: text\nborn: date, median/,
  );
  const { verification } = await evaluateModel(model, await openDataset(test_, { columns: { class: "person" } }));
  assert.ok(verification!.auc > 0.95, `AUC ${verification!.auc}`);
  const anna = { name: "Anna Bauer", born: "1984-02-11", city: "Wien", income: 42_000 };
  const near = await model.verify(anna, '{"name":"A. Bauer","born":"11.02.1984","income":null}');
  const far = await model.verify(anna, { name: "Hans Huber", born: "1961-07-30", city: "Graz", income: 30_000 });
  assert.ok(near.distance < far.distance && !far.same, `${near.distance} and ${far.distance}`);
  await model.save(join(folder, "model.onnx"));
  const again = await loadModel(join(folder, "model.onnx"), { threads: 1 });
  const inFile = await again.verify(`${test_}#2`, `${test_}#4`);
  const { items } = await openDataset(test_, { columns: { class: "person" } });
  const asObjects = await model.verify(items[0]!.record!, items[2]!.record!);
  assert.ok(Math.abs(inFile.distance - asObjects.distance) < 1e-6);
  await assert.rejects(
    again.embed([{ nmae: "x" }]),
    failure("INVALID_INPUT", /no column "nmae", but name, born.*did you mean "name"/),
  );
  await assert.rejects(again.embed(["{name}"]), failure("INVALID_INPUT", /not a JSON object: \{name\}/));
  await assert.rejects(again.embed([test_]), failure("INVALID_INPUT", /expected one row, or .*test\.csv#LINE/));
  await assert.rejects(again.embed([`${test_}#999`]), failure("INVALID_INPUT", /no row in line 999/));
  const skipped = await again.embed([{}, anna], { unreadable: "skip" });
  assert.deepEqual([skipped.rows, skipped.unreadable.length], [1, 1]);
  await again.close();
  await model.close();
});

test("stopped and resumed, a training on records ends with the same bits", async () => {
  const options: TrainOptions = { ...small, epochs: 4, checkpointSeconds: 0 };
  const tensors = (run: string): Buffer => {
    const bytes = readFileSync(join(run, "checkpoint", "last.safetensors"));
    return bytes.subarray(8 + Number(bytes.readBigUInt64LE(0)));
  };
  const [whole, parts] = [join(folder, "whole"), join(folder, "parts")];
  await (await train(training, { ...options, run: whole })).close();
  const stop = new AbortController();
  const stopped = train(training, {
    ...{ ...options, run: parts, signal: stop.signal },
    onEvent: (event) => event.type === "step" && event.step === 2 && stop.abort(),
  });
  await assert.rejects(stopped, failure("INTERRUPTED", /resume the run/));
  await (await train(training, { ...options, run: parts, resume: true })).close();
  assert.ok(tensors(parts).equals(tensors(whole)), "the same weights");
  assert.match(readFileSync(join(whole, "report.html"), "utf8"), /name: [A-Z].*, born: .*, city: |name: [A-Z]/);
});

test("a table of numbers alone is drawn from in batches as large as any other's", async () => {
  const draw = random(1, "numbers");
  const lines = Array.from({ length: 160 }, (_, i) =>
    [i % 40, ...[1, 2, 3].map(() => (i % 40) + draw.next())].join(","),
  );
  const path = join(folder, "numbers.csv");
  writeFileSync(path, ["machine,heat,speed,load", ...lines, ""].join("\n"));
  const model = await train(path, { ...small, columns: { class: "machine" }, epochs: 1 });
  assert.match(model.summary.choices.join("\n"), /^batches of 32 classes with 4 records each$/m);
  await model.close();
});

test("options for other kinds of data, and columns that there are not, are refused", async () => {
  const dataset = await openDataset(training, { columns: { class: "person" } });
  await assert.rejects(
    train(dataset, { ...small, size: 32 }),
    failure("INVALID_OPTION", /size is about pictures.*holds records/),
  );
  await assert.rejects(
    train(dataset, { ...small, zNormalise: true }),
    failure("INVALID_OPTION", /zNormalise is about series/),
  );
  await assert.rejects(
    train(dataset, { ...small, columnTypes: { bron: "date" } }),
    failure("INVALID_OPTION", /"bron"/),
  );
  await assert.rejects(
    train(dataset, { ...small, augment: { wrods: 1 } as object }),
    failure("INVALID_OPTION", /"wrods", did you mean "words"/),
  );
  await assert.rejects(
    train(training, { ...small, columns: { class: "persno" } }),
    failure("DATA_INVALID", /no column "persno".*did you mean "person"/),
  );
});

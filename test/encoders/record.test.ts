// The encoder of records: what every encoder promises, on columns of every kind, and what missing and unseen cells become.

import assert from "node:assert/strict";
import { test } from "node:test";
import { random } from "../../src/core/random.js";
import { measureRarity, rowEncoder, type RecordColumn, type Row } from "../../src/data/index.js";
import { createScope, encoderByName, mlp, record, type Encoder, type ScopeContents } from "../../src/encoders/index.js";
import { runtime, type HostTensor } from "../../src/engine/index.js";
import {
  encodeModel,
  gradients,
  input,
  lower,
  mul,
  reduceMean,
  size,
  square,
  type Tensor,
} from "../../src/graph/index.js";
import { encoderGraph, encodeEncoder, recordFeeds, recordInputs, type RecordInput } from "../../src/model/index.js";
import { failure } from "../testkit/pictures.js";

const value = { centre: 10, scale: 4, log: false, periods: [16, 8], dayFirst: false } as const;
const columns: readonly RecordColumn[] = [
  { name: "title", type: "text" },
  { name: "price", type: "number", ...value },
  { name: "brand", type: "category", values: ["sony", "lg"] },
  { name: "maker", type: "text" },
  { name: "sold", type: "date", ...value, centre: 12_600 },
];
const texts = ["sony tv 40", "lg washer", "kdl-40"];
const spec: RecordInput = {
  kind: "record",
  columns,
  text: { buckets: 128, most: 50, rarity: measureRarity(texts, 128, 50) },
};
const rows: readonly Row[] = [
  { title: "sony tv 40", price: "12.5", brand: "Sony", maker: "Sony Corp", sold: "2004-07-31" },
  { title: "lg washer", price: "", brand: "lg", maker: "LG", sold: "2005-01-01" },
  { title: "kdl-40", price: "10", brand: "unheard", maker: "", sold: "" },
  { title: "", price: "7", brand: "", maker: "", sold: "2001-02-03" },
  {},
];
const encoded = rows.map(rowEncoder(spec));

const cases: readonly (readonly [string, Encoder])[] = [
  ["defaults", record({ embedding: 32 })],
  [
    "attention, layers, dropout, free length",
    record({ embedding: 16, join: "attention", layers: [8], dropout: 0.3, normalise: false }),
  ],
];

function begin({ parameters, noises }: Pick<ScopeContents, "parameters" | "noises">): Record<string, HostTensor> {
  const drawn = (name: string, shape: readonly number[]): Float32Array =>
    Float32Array.from({ length: size(shape) }, random(2, name).next);
  return Object.fromEntries([
    ...parameters.map(({ name, shape, initialiser }) => {
      return [
        name,
        { dtype: "float32", shape, data: initialiser(random(1, name), shape) } satisfies HostTensor,
      ] as const;
    }),
    ...noises.map(
      ({ name, shape }) => [name, { dtype: "float32", shape, data: drawn(name, shape) } satisfies HostTensor] as const,
    ),
  ]);
}

async function embed(encoder: Encoder, batch = encoded): Promise<number[][]> {
  const graph = encoderGraph(encoder, spec);
  const session = await runtime.createSession(encodeEncoder(graph), { threads: 1 });
  const weights = begin({ parameters: graph.weights.map((weight) => ({ ...weight, decay: false })), noises: [] });
  const { embeddings } = await session.run({ ...weights, ...recordFeeds(batch) });
  await session.release();
  const flat = Array.from(embeddings!.data, Number);
  return batch.map((_, i) => flat.slice(i * encoder.embedding, (i + 1) * encoder.embedding));
}

for (const [name, encoder] of cases) {
  test(`record, ${name}: an embedding does not depend on the batch it is in, and is finite whatever is missing`, async () => {
    const together = await embed(encoder);
    for (const [i, row] of encoded.entries()) {
      const [alone] = await embed(encoder, [row]);
      alone!.forEach((number, k) => {
        assert.ok(Number.isFinite(number), `row ${i}, number ${k}: ${number}`);
        assert.ok(
          Math.abs(number - together[i]![k]!) < 1e-5,
          `row ${i}, number ${k}: ${number} for ${together[i]![k]}`,
        );
      });
    }
  });

  test(`record, ${name}: training and inference have the same parameters, each reached by a finite gradient`, async () => {
    const contents = createScope({ training: true });
    const { fields } = recordInputs(spec, rows.length, 64);
    const embeddings = encoder.buildRecords!(fields, contents.scope.within("encoder"));
    assert.deepEqual(
      encoderGraph(encoder, spec).weights.map(({ name, shape }) => [name, shape]),
      contents.parameters.map(({ name, shape }) => [name, shape]),
    );
    const weight = input("weight", "float32", [rows.length, encoder.embedding]);
    const all: readonly Tensor[] = gradients(
      reduceMean(square(mul(embeddings, weight))),
      contents.parameters.map(({ tensor }) => tensor),
    );
    const outputs = lower(Object.fromEntries(all.map((gradient, i) => [`g${i}`, gradient])));
    const session = await runtime.createSession(encodeModel({ outputs }), { threads: 1 });
    const draw = random(4).normal;
    const shape = [rows.length, encoder.embedding];
    const results = await session.run({
      ...{ ...begin(contents), ...recordFeeds(encoded, 64) },
      weight: { dtype: "float32", shape, data: Float32Array.from({ length: size(shape) }, draw) },
    });
    await session.release();
    contents.parameters.forEach(({ name }, i) => {
      const values = Array.from(results[`g${i}`]!.data, Number);
      assert.ok(values.every(Number.isFinite), `${name} has a gradient that is not finite`);
      assert.ok(
        values.some((each) => Math.abs(each) > 1e-9),
        `${name} has no gradient`,
      );
    });
  });

  test(`record, ${name}: rebuilt from its name and options`, () => {
    const copy = encoderByName("record", JSON.parse(JSON.stringify(encoder.options)) as Record<string, unknown>);
    assert.deepEqual(copy.options, encoder.options);
  });
}

test("a network that has learned nothing yet puts alike records near", async () => {
  const near = rowEncoder(spec)({ ...rows[0]!, title: "sony tv 40 black", price: "12.4" });
  const [a, b, c] = await embed(record({ embedding: 256 }), [encoded[0]!, near, encoded[1]!]);
  const cosine = (x: readonly number[], y: readonly number[]): number =>
    x.reduce((sum, value, i) => sum + value * y[i]!, 0);
  assert.ok(cosine(a!, b!) > 0.7 && cosine(a!, b!) > cosine(a!, c!) + 0.2, `${cosine(a!, b!)}, ${cosine(a!, c!)}`);
});

test("values that nobody has seen are one, as missing ones are another", async () => {
  const encode = rowEncoder(spec);
  const brands = ["unheard", "never", "", "sony"].map((brand) => encode({ ...rows[0]!, brand }));
  const [unheard, never, missing, sony] = await embed(record({ embedding: 16 }), brands);
  assert.deepEqual(unheard, never);
  assert.notDeepEqual(unheard, missing);
  assert.notDeepEqual(unheard, sony);
});

test("records and other encoders refuse each other by name", () => {
  assert.throws(() => encoderGraph(mlp(), spec), failure("INVALID_OPTION", /mlp: does not take records; use "record"/));
  const { scope } = createScope({ training: false });
  assert.throws(
    () => record().build(input("x", "float32", [2, 3]), scope),
    failure("SHAPE_MISMATCH", /record: needs rows of a table/),
  );
});

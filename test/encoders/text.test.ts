// Encoders of texts of several lengths: an embedding is the one that the text has alone, whatever stands in the padding; and what they
// compute, by plain loops.

import assert from "node:assert/strict";
import { test } from "node:test";
import { random } from "../../src/core/random.js";
import {
  type Encoder,
  type Scope,
  createScope,
  embedTokens,
  placeCodes,
  poolSeries,
  textConv,
  textMean,
  textRecurrent,
  textTransformer,
} from "../../src/encoders/index.js";
import type { HostTensor } from "../../src/engine/index.js";
import { gradients, input, mul, reduceSum, square } from "../../src/graph/index.js";
import { meanOfTokens, suitsMeanOfTokens } from "../../src/encoders/layers/mean-of-tokens.js";
import { runGraph } from "../testkit/run-graph.js";
import { failure } from "../testkit/pictures.js";

const vocabulary = 11;
const lengths = [6, 1, 9];

const encoders: Readonly<Record<string, Encoder>> = {
  conv: textConv({ vocabulary, tokenWidth: 4, width: 5, normalise: false }),
  "conv, mean": textConv({ vocabulary, tokenWidth: 4, width: 5, pooling: "mean", normalise: false }),
  mean: textMean({ vocabulary, tokenWidth: 6, dense: true, embedding: 4, normalise: false }),
  "max, nothing behind it": textMean({ vocabulary, tokenWidth: 6, pooling: "max", normalise: false }),
  recurrent: textRecurrent({ vocabulary, tokenWidth: 3, width: 4, bidirectional: true, normalise: false }),
  transformer: textTransformer({ vocabulary, width: 8, heads: 2, embedding: 5, normalise: false, dropout: 0 }),
};

for (const [name, encoder] of Object.entries(encoders)) {
  test(`${name}: padding changes no embedding`, async () => {
    const together = await embed(encoder, lengths, 12, 0);
    for (const [n, length] of lengths.entries()) {
      const alone = await embed(encoder, [length], length, n);
      alone.forEach((value, i) => {
        const other = together[n * encoder.embedding + i]!;
        assert.ok(Math.abs(value - other) <= 1e-6 * Math.max(1, Math.abs(value)), `${n}, ${i}: ${other} for ${value}`);
      });
    }
  });

  test(`${name}: in training, padding changes neither embeddings nor the gradient of the tokens' table`, async () => {
    const [short, long] = [await trained(encoder, 9), await trained(encoder, 14)];
    short.forEach((value, i) => assert.ok(Math.abs(value - long[i]!) <= 1e-4 * Math.max(1, Math.abs(value)), `${i}`));
  });
}

test("text-mean is the dense layer of the mean of rows", async () => {
  const encoder = encoders["mean"]!;
  const feeds = feedsFor([3], 5, 0);
  const contents = createScope({ training: false });
  const built = built_(encoder, 1, 5, contents);
  const values = begun(contents);
  const { y } = await runGraph({ y: built }, { ...feeds, ...values });
  const [table, weight, bias] = ["tokens.weight", "embedding.weight", "embedding.bias"].map(
    (part) => values[part]!.data as Float32Array,
  );
  const ids = Array.from(feeds["x"]!.data as Int32Array).slice(0, 3);
  const mean = Array.from({ length: 6 }, (_, k) => ids.reduce((sum, id) => sum + table![id * 6 + k]!, 0) / 3);
  for (let j = 0; j < 4; j++) {
    const expected = mean.reduce((sum, value, k) => sum + value * weight![k * 4 + j]!, bias![j]!);
    assert.ok(Math.abs(y![j]! - expected) < 1e-5);
  }
});

test("the mean of tokens as a product: values and gradients are those of the mean of rows", async () => {
  const [ids, ends] = [input("x", "int32", [3, 9]), input("lengths", "int64", [3])];
  const options = { vocabulary, width: 4 };
  assert.deepEqual([suitsMeanOfTokens(ids, options), suitsMeanOfTokens(ids, { vocabulary: 2000 })], [true, false]);
  const both = [
    (scope: Scope) => meanOfTokens(ids, scope, options, ends),
    (scope: Scope) => poolSeries(embedTokens(ids, scope, options), scope, { pooling: "mean" }, ends),
  ].map(async (build) => {
    const contents = createScope({ training: true });
    const y = build(contents.scope);
    const slope = mul(y, input("slope", "float32", [3, 4]));
    const [dTable] = gradients(reduceSum(slope, [0, 1]), [contents.parameters[0]!.tensor]);
    const draw = random(7).normal;
    const data = Float32Array.from({ length: 12 }, draw);
    return runGraph(
      { y, dTable: dTable! },
      { ...feedsFor(lengths, 9, 0), ...begun(contents), slope: { dtype: "float32", shape: [3, 4], data } },
    );
  });
  const [product, rows] = await Promise.all(both);
  for (const name of ["y", "dTable"])
    rows![name]!.forEach((value, i) => assert.ok(Math.abs(value - product![name]![i]!) < 1e-5, `${name} ${i}`));
});

test("place codes are sines and cosines of the place", async () => {
  const { y } = await runGraph(
    { y: placeCodes(input("x", "float32", ["batch", "time", 6])) },
    {
      x: { dtype: "float32", shape: [1, 4, 6], data: new Float32Array(24) },
    },
  );
  assert.equal(y!.length, 4 * 6);
  for (let t = 0; t < 4; t++) {
    for (let i = 0; i < 3; i++) {
      const angle = t / 10_000 ** ((2 * i) / 6);
      assert.ok(Math.abs(y![t * 6 + i]! - Math.sin(angle)) < 1e-6);
      assert.ok(Math.abs(y![t * 6 + 3 + i]! - Math.cos(angle)) < 1e-6);
    }
  }
});

test("what is no text, and options that do not fit, are refused", () => {
  const { scope } = createScope({ training: false });
  const series = input("x", "float32", ["batch", 5, 2]);
  assert.throws(() => textMean().build(series, scope), /embedTokens: needs token ids/);
  assert.throws(() => textMean({ embedding: 3 }), failure("INVALID_OPTION", /embedding must be >= 128/));
  assert.throws(() => textTransformer({ width: 10, heads: 4 }), failure("INVALID_OPTION", /multiple of heads/));
  assert.throws(() => textConv({ vocabulary: 1 }), failure("INVALID_OPTION", /vocabulary must be/));
});

function feedsFor(own: readonly number[], length: number, first: number): Record<string, HostTensor> {
  const data = new Int32Array(own.length * length);
  own.forEach((end, n) => {
    const [draw, noise] = [random(1, "text", first + n), random(2, "padding", n, length)];
    for (let i = 0; i < length; i++) data[n * length + i] = (i < end ? draw : noise).integer(vocabulary);
  });
  return {
    x: { dtype: "int32", shape: [own.length, length], data },
    lengths: { dtype: "int64", shape: [own.length], data: BigInt64Array.from(own, BigInt) },
  };
}

type Contents = ReturnType<typeof createScope>;

function built_(encoder: Encoder, count: number, length: number, contents: Contents) {
  return encoder.build(input("x", "int32", [count, length]), contents.scope, input("lengths", "int64", [count]));
}

function begun({ parameters, states }: Contents): Record<string, HostTensor> {
  return Object.fromEntries(
    [...parameters, ...states].map(({ name, shape, initialiser }) => [
      name,
      { dtype: "float32", shape, data: initialiser(random(3, name), shape) },
    ]),
  );
}

async function embed(encoder: Encoder, own: readonly number[], length: number, first: number): Promise<number[]> {
  const contents = createScope({ training: false });
  const y = built_(encoder, own.length, length, contents);
  const result = await runGraph({ y }, { ...feedsFor(own, length, first), ...begun(contents) });
  return result["y"]!;
}

/** Embeddings and the gradient of the tokens' table, in a training graph padded to `length`. */
async function trained(encoder: Encoder, length: number): Promise<number[]> {
  const contents = createScope({ training: true });
  const y = built_(encoder, lengths.length, length, contents);
  const table = contents.parameters.find(({ name }) => name === "tokens.weight")!.tensor;
  const [dTable] = gradients(reduceSum(square(y), [0, 1]), [table]);
  const { parameters } = contents;
  const feeds = { ...feedsFor(lengths, length, 0), ...begun({ ...contents, parameters, states: [] }) };
  const result = await runGraph({ y, dTable: dTable! }, feeds);
  return [...result["y"]!, ...result["dTable"]!];
}

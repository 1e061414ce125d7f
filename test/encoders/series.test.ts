// Encoders of series of several lengths: an embedding is the one that the series has alone, in training and at inference, and
// no gradient comes from padding.

import assert from "node:assert/strict";
import { test } from "node:test";
import { random } from "../../src/core/random.js";
import { type Encoder, createScope, inceptionTime, recurrent, temporalConv } from "../../src/encoders/index.js";
import type { HostTensor } from "../../src/engine/index.js";
import { type Tensor, gradients, input, reduceSum, size, square } from "../../src/graph/index.js";
import { runGraph } from "../testkit/run-graph.js";

const lengths = [6, 1, 9];
const [steps, channels] = [11, 2];

const encoders: Readonly<Record<string, Encoder>> = {
  last: recurrent({ width: 4, bidirectional: true, normalise: false }),
  mean: recurrent({ cell: "gru", width: 4, pooling: "mean", normalise: false }),
  max: recurrent({ cell: "rnn", width: 4, pooling: "max", normalise: false }),
  attention: recurrent({ width: 4, pooling: "attention", normalise: false }),
  convolutions: temporalConv({ width: 4, depth: 3, kernel: 3, normalise: false }),
  "convolutions without norm, last": temporalConv({ width: [3, 4], norm: "none", pooling: "last", normalise: false }),
  modules: inceptionTime({ width: 3, depth: 4, kernel: 9, normalise: false }),
  "modules without norm, max": inceptionTime({ width: 3, depth: 2, norm: "none", pooling: "max", normalise: false }),
};

for (const [name, encoder] of Object.entries(encoders)) {
  test(`${name}: padding changes no embedding`, async () => {
    const together = await embed(encoder, lengths, steps, 0);
    for (const [n, length] of lengths.entries()) {
      const alone = await embed(encoder, [length], length, n);
      alone.forEach((value, i) => {
        const other = together[n * encoder.embedding + i]!;
        assert.ok(Math.abs(value - other) <= 1e-6 * Math.max(1, Math.abs(value)), `${n}, ${i}: ${other} for ${value}`);
      });
    }
  });

  test(`${name}: in training, padding has no gradient and changes nothing`, async () => {
    const [short, long] = [await trained(encoder, 9), await trained(encoder, 14)];
    short.embeddings.forEach((value, i) => assert.ok(Math.abs(value - long.embeddings[i]!) <= 1e-5, `embedding ${i}`));
    for (const [n, length] of lengths.entries()) {
      const of = (dx: number[], t: number, total: number): number[] =>
        dx.slice((n * total + t) * channels, (n * total + t + 1) * channels);
      for (let t = 0; t < 14; t++) {
        const slope = of(long.dx, t, 14);
        if (t >= length) assert.deepEqual(slope.map(Math.abs), [0, 0], `series ${n}, step ${t}`);
        else slope.forEach((value, c) => assert.ok(Math.abs(value - of(short.dx, t, 9)[c]!) <= 1e-4, `${n}, ${t}`));
      }
    }
  });
}

test("an encoder of series refuses pictures", () => {
  const { scope } = createScope({ training: false });
  const pictures = input("x", "float32", ["batch", 1, 8, 8]);
  assert.throws(
    () => recurrent().build(pictures, scope),
    /recurrent: needs series \[N, T, C\].*got \[batch, 1, 8, 8\]/,
  );
  assert.throws(() => temporalConv({ kernel: 4 }), /temporal-conv: kernel must be odd, got 4/);
});

function feedsFor(own: readonly number[], length: number, first: number): Record<string, HostTensor> {
  const data = new Float32Array(own.length * length * channels);
  own.forEach((end, n) => {
    const [draw, noise] = [random(1, "series", first + n).normal, random(2, "padding", n, length).normal];
    for (let i = 0; i < length * channels; i++)
      data[n * length * channels + i] = i < end * channels ? draw() : 5 * noise();
  });
  return {
    x: { dtype: "float32", shape: [own.length, length, channels], data },
    lengths: { dtype: "int64", shape: [own.length], data: BigInt64Array.from(own, BigInt) },
  };
}

function begun(contents: ReturnType<typeof createScope>, states: boolean): Record<string, HostTensor> {
  const specs = [...contents.parameters, ...(states ? contents.states : [])];
  return Object.fromEntries(
    specs.map(({ name, shape, initialiser }) => {
      const draw = random(3, name);
      // Running statistics that do something.
      const data = name.endsWith("mean")
        ? Float32Array.from({ length: size(shape) }, () => draw.normal())
        : initialiser(draw, shape);
      return [name, { dtype: "float32", shape, data }];
    }),
  );
}

async function embed(encoder: Encoder, own: readonly number[], length: number, first: number): Promise<number[]> {
  const contents = createScope({ training: false });
  const x = input("x", "float32", ["batch", "time", channels]);
  const y: Tensor = encoder.build(x, contents.scope, input("lengths", "int64", ["batch"]));
  return (await runGraph({ y }, { ...feedsFor(own, length, first), ...begun(contents, true) }))["y"]!;
}

async function trained(encoder: Encoder, length: number): Promise<{ embeddings: number[]; dx: number[] }> {
  const contents = createScope({ training: true });
  const x = input("x", "float32", [lengths.length, length, channels]);
  const embeddings = encoder.build(x, contents.scope, input("lengths", "int64", [lengths.length]));
  const [dx] = gradients(reduceSum(square(embeddings)), [x]);
  const results = await runGraph(
    { embeddings, dx: dx! },
    { ...feedsFor(lengths, length, 0), ...begun(contents, false) },
  );
  return { embeddings: results["embeddings"]!, dx: results["dx"]! };
}

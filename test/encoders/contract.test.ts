// What every encoder promises, checked on every encoder: shapes, a symbolic batch, embeddings that do not depend on who else is in
// the batch, gradients that reach every parameter, and a way back from name and options.

import assert from "node:assert/strict";
import { test } from "node:test";
import { random } from "../../src/core/random.js";
import {
  type Encoder,
  type ScopeContents,
  conv4,
  createScope,
  encoderByName,
  encoderNames,
  inceptionTime,
  koch,
  mlp,
  recurrent,
  resnet,
  temporalConv,
  textConv,
  textMean,
  textRecurrent,
  textTransformer,
} from "../../src/encoders/index.js";
import { type HostTensor, runtime } from "../../src/engine/index.js";
import {
  type Shape,
  encodeModel,
  gradients,
  input,
  lower,
  reduceMean,
  size,
  square,
  mul,
} from "../../src/graph/index.js";

interface Case {
  readonly name: string;
  readonly encoder: Encoder;
  /** Of one input. */
  readonly shape: readonly number[];
  /** Of encoders of texts: number of token ids. */
  readonly ids?: number;
}

const cases: readonly Case[] = [
  { name: "conv4, 28x28", encoder: conv4({ width: 8 }), shape: [1, 28, 28] },
  { name: "conv4, a few pixels", encoder: conv4({ width: [4, 8], embedding: 5 }), shape: [3, 3, 2] },
  {
    name: "conv4, group norm, not square",
    encoder: conv4({ width: 6, norm: "group", normalise: true }),
    shape: [3, 20, 33],
  },
  {
    name: "conv4, no norm, dropout",
    encoder: conv4({ width: 4, depth: 3, pools: 1, norm: "none", dropout: 0.5 }),
    shape: [1, 9, 9],
  },
  { name: "resnet", encoder: resnet({ width: 4, embedding: 6, normalise: true }), shape: [3, 17, 24] },
  {
    name: "resnet, two blocks, flattened",
    encoder: resnet({ width: [4, 6], blocks: 2, pooling: "flatten" }),
    shape: [1, 8, 8],
  },
  { name: "koch", encoder: koch({ embedding: 16 }), shape: [1, 65, 68] },
  { name: "mlp", encoder: mlp({ layers: [8, 7], embedding: 3 }), shape: [5] },
  {
    name: "mlp, batch norm, dropout",
    encoder: mlp({ layers: [8], norm: "batch", dropout: 0.3, normalise: true }),
    shape: [5],
  },
  { name: "mlp, layer norm", encoder: mlp({ layers: [8], norm: "layer", activation: "gelu" }), shape: [5] },
  { name: "recurrent, lstm", encoder: recurrent({ width: 6, embedding: 5 }), shape: [7, 3] },
  {
    name: "recurrent, gru both ways, attention, dropout",
    encoder: recurrent({ cell: "gru", width: 4, layers: 2, bidirectional: true, pooling: "attention", dropout: 0.3 }),
    shape: [6, 2],
  },
  { name: "recurrent, both ways, last", encoder: recurrent({ width: 3, bidirectional: true }), shape: [5, 1] },
  { name: "recurrent, simple, mean", encoder: recurrent({ cell: "rnn", width: 5, pooling: "mean" }), shape: [4, 2] },
  { name: "temporal-conv", encoder: temporalConv({ width: 6, depth: 2, kernel: 3 }), shape: [9, 2] },
  {
    name: "temporal-conv, no norm, max",
    encoder: temporalConv({ width: [4, 5], norm: "none", pooling: "max", dilation: 1 }),
    shape: [5, 3],
  },
  { name: "inception-time", encoder: inceptionTime({ width: 3, kernel: 9 }), shape: [9, 2] },
  {
    name: "inception-time, no norm, four modules, last",
    encoder: inceptionTime({ width: 2, depth: 4, kernel: 13, norm: "none", pooling: "last" }),
    shape: [5, 1],
  },
  { name: "mlp, linear", encoder: mlp({ layers: [] }), shape: [5] },
  {
    name: "text-conv",
    encoder: textConv({ vocabulary: 6, tokenWidth: 4, width: 5, kernel: 3, dropout: 0.2 }),
    ...{ shape: [7], ids: 6 },
  },
  {
    name: "text-mean",
    encoder: textMean({ vocabulary: 9, tokenWidth: 6, dense: true, embedding: 5 }),
    shape: [6],
    ids: 9,
  },
  {
    name: "text-mean, attention, nothing behind it",
    encoder: textMean({ vocabulary: 40, tokenWidth: 6, pooling: "attention" }),
    ...{ shape: [8], ids: 40 },
  },
  {
    name: "text-recurrent",
    encoder: textRecurrent({ vocabulary: 9, tokenWidth: 4, width: 5, bidirectional: true }),
    ...{ shape: [5], ids: 9 },
  },
  {
    name: "text-transformer",
    encoder: textTransformer({ vocabulary: 9, width: 6, heads: 3, embedding: 5 }),
    ...{ shape: [7], ids: 9 },
  },
];

/** Takes columns of several kinds: record.test.ts holds it to the same. */
const elsewhere = ["record"];

test("every encoder by name is in this contract", () => {
  const names = [...cases.map(({ encoder }) => encoder.name), ...elsewhere];
  assert.deepEqual([...new Set(names)].sort(), [...encoderNames].sort());
});

function host(shape: readonly number[], draw: () => number): HostTensor {
  return { dtype: "float32", shape, data: Float32Array.from({ length: size(shape) }, draw) };
}

/** What an encoder is fed with: normal numbers, or token ids. */
function inputs({ shape, ids }: Case, count: number, seed: number): HostTensor {
  const draw = random(seed);
  if (ids === undefined) return host([count, ...shape], draw.normal);
  const data = Int32Array.from({ length: count * size(shape) }, () => draw.integer(ids));
  return { dtype: "int32", shape: [count, ...shape], data };
}

/** Initial values of everything a scope asked for, and noise. */
function begin({ parameters, states, noises }: ScopeContents): Record<string, HostTensor> {
  const made = [...parameters, ...states].map(({ name, shape, initialiser }) => {
    const data = initialiser(random(1, name), shape);
    return [name, { dtype: "float32", shape, data } satisfies HostTensor] as const;
  });
  const drawn = noises.map(({ name, shape }) => [name, host(shape, random(2, name).next)] as const);
  return Object.fromEntries([...made, ...drawn]);
}

function built({ encoder, shape, ids }: Case, batch: Shape, training: boolean) {
  const contents = createScope({ training });
  const embeddings = encoder.build(input("x", ids ? "int32" : "float32", [...batch, ...shape]), contents.scope);
  return { contents, embeddings };
}

for (const one of cases) {
  const { name, encoder, shape } = one;

  test(`${name}: embeds the whole batch`, () => {
    assert.deepEqual(built(one, [4], true).embeddings.shape, [4, encoder.embedding]);
    assert.deepEqual(built(one, ["batch"], false).embeddings.shape, ["batch", encoder.embedding]);
  });

  test(`${name}: an embedding does not depend on the batch it is in`, async () => {
    const { contents, embeddings } = built(one, ["batch"], false);
    const session = await runtime.createSession(encodeModel({ outputs: lower({ embeddings }) }), { threads: 1 });
    const values = begin(contents);
    const five = inputs(one, 5, 3);
    const { embeddings: together } = await session.run({ ...values, x: five });
    assert.deepEqual(together!.shape, [5, encoder.embedding]);
    const length = size(shape);
    for (let i = 0; i < 5; i++) {
      const x: HostTensor = { ...five, shape: [1, ...shape], data: five.data.slice(i * length, (i + 1) * length) };
      const { embeddings: alone } = await session.run({ ...values, x });
      const expected = Array.from(together!.data, Number).slice(i * encoder.embedding, (i + 1) * encoder.embedding);
      const tolerance = 1e-6 * Math.max(1, Math.hypot(...expected));
      alone!.data.forEach((value, k) => {
        assert.ok(Math.abs(Number(value) - expected[k]!) <= tolerance, `${i}, ${k}: ${value} for ${expected[k]}`);
      });
    }
    await session.release();
  });

  test(`${name}: training and inference have the same parameters, each reached by the gradient`, async () => {
    const { contents, embeddings } = built(one, [6], true);
    const { parameters } = contents;
    assert.deepEqual(
      built(one, ["batch"], false).contents.parameters.map(({ name, shape }) => [name, shape]),
      parameters.map(({ name, shape }) => [name, shape]),
    );
    const weight = input("weight", "float32", [6, encoder.embedding]);
    const loss = reduceMean(square(mul(embeddings, weight)));
    const all = gradients(
      loss,
      parameters.map(({ tensor }) => tensor),
    );
    const outputs = lower(Object.fromEntries(all.map((gradient, i) => [`g${i}`, gradient])));
    const session = await runtime.createSession(encodeModel({ outputs }), { threads: 1 });
    const results = await session.run({
      ...withoutStates(begin(contents), contents),
      ...{ x: inputs(one, 6, 4), weight: host([6, encoder.embedding], random(5).normal) },
    });
    await session.release();
    parameters.forEach(({ name }, i) => {
      const values = Array.from(results[`g${i}`]!.data, Number);
      assert.ok(values.every(Number.isFinite), `${name} has a gradient that is not finite`);
      assert.ok(
        values.some((value) => Math.abs(value) > 1e-9),
        `${name} has no gradient`,
      );
    });
  });

  test(`${name}: rebuilt from its name and options`, () => {
    const copy = encoderByName(encoder.name, JSON.parse(JSON.stringify(encoder.options)) as Record<string, unknown>);
    assert.deepEqual(copy.options, encoder.options);
    assert.equal(copy.embedding, encoder.embedding);
    const names = (which: Encoder): unknown =>
      built({ ...one, encoder: which }, [2], false).contents.parameters.map(({ name, shape, decay }) => [
        name,
        shape,
        decay,
      ]);
    assert.deepEqual(names(copy), names(encoder));
  });

  if (encoder.options["normalise"] !== true) continue;
  test(`${name}: embeddings have length 1`, async () => {
    const { contents, embeddings } = built(one, ["batch"], false);
    const session = await runtime.createSession(encodeModel({ outputs: lower({ embeddings }) }), { threads: 1 });
    const { embeddings: result } = await session.run({ ...begin(contents), x: inputs(one, 2, 5) });
    await session.release();
    const first = Array.from(result!.data, Number).slice(0, encoder.embedding);
    assert.ok(Math.abs(Math.hypot(...first) - 1) < 1e-5);
  });
}

/** Batch statistics take the place of running ones while training: only their updates read those. */
function withoutStates(feeds: Record<string, HostTensor>, { states }: ScopeContents): Record<string, HostTensor> {
  const names = new Set(states.map(({ name }) => name));
  return Object.fromEntries(Object.entries(feeds).filter(([name]) => !names.has(name)));
}

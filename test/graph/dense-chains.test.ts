// Dense layers one behind the other become convolutions in the exported file, and its embeddings stay what they were.

import assert from "node:assert/strict";
import { test } from "node:test";
import { random } from "../../src/core/random.js";
import { type Encoder, type MlpOptions, createScope, mlp } from "../../src/encoders/index.js";
import { type Session, runtime } from "../../src/engine/index.js";
import { type Tensor, type TensorData, decodeModel, input, size } from "../../src/graph/index.js";
import { encodeEncoder } from "../../src/model/index.js";

const width = 33;

/** Files of the encoder with its weights inside, and with its weights as inputs; and those weights. */
function filesOf(encoder: Encoder) {
  const { scope, parameters, states } = createScope({ training: false });
  const x = input("x", "float32", ["batch", width]);
  const embeddings = encoder.build(x, scope);
  const own = [...parameters, ...states];
  const generator = random(0, "weights");
  const weights = new Map<string, TensorData>(
    own.map(({ name, shape }) => [name, Float32Array.from({ length: size(shape) }, () => generator.next() / 4)]),
  );
  const graph = { fed: [x] as readonly Tensor[], embeddings, weights: own };
  const fed = own.map(({ name, shape }) => [name, { dtype: "float32", shape, data: weights.get(name)! }] as const);
  return { inside: encodeEncoder(graph, { weights }), outside: encodeEncoder(graph), fed: Object.fromEntries(fed) };
}

function rows(count: number) {
  const generator = random(count, "rows");
  const data = Float32Array.from({ length: count * width }, () => generator.normal());
  return { dtype: "float32", shape: [count, width], data } as const;
}

async function embed(session: Session, feeds: Parameters<Session["run"]>[0]): Promise<Float32Array> {
  return (await session.run(feeds))["embeddings"]!.data as Float32Array;
}

function kinds(bytes: Uint8Array): readonly string[] {
  return decodeModel(bytes).graph!.node.map(({ opType }) => opType);
}

function furthest(a: Float32Array, b: Float32Array): number {
  assert.equal(a.length, b.length);
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);
}

const chained: Readonly<Record<string, MlpOptions>> = {
  "two layers and a last one": { layers: [128, 96], embedding: 20 },
  "lengths as they come": { layers: [128, 96], embedding: 20, normalise: false },
  "batch normalisation": { layers: [128, 128], norm: "batch" },
  ...Object.fromEntries(
    (["leaky-relu", "gelu", "silu", "sigmoid", "tanh"] as const).map((activation) => [
      activation,
      { layers: [160, 80], activation },
    ]),
  ),
};

for (const [name, options] of Object.entries(chained)) {
  test(`${name}: convolutions give what products give, for any number of rows`, async () => {
    const { inside, outside, fed } = filesOf(mlp(options));
    assert.equal(kinds(inside).filter((kind) => kind === "Conv").length, 3);
    assert.ok(!kinds(inside).includes("MatMul"));
    assert.equal(kinds(outside).filter((kind) => kind === "MatMul").length, 3);
    const [convolutions, products] = [await runtime.createSession(inside), await runtime.createSession(outside)];
    for (const count of [1, 2, 7, 64]) {
      const x = rows(count);
      const [made, expected] = [await embed(convolutions, { x }), await embed(products, { ...fed, x })];
      const most = expected.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1);
      assert.ok(furthest(made, expected) < 1e-6 * most, `${count} rows`);
    }
    await Promise.all([convolutions.release(), products.release()]);
  });
}

test("a row's embedding does not depend on the others in the batch", async () => {
  const session = await runtime.createSession(filesOf(mlp({ layers: [128, 96], embedding: 20 })).inside);
  const x = rows(9);
  const together = await embed(session, { x });
  for (let i = 0; i < 9; i++) {
    const alone = { ...x, shape: [1, width], data: x.data.slice(i * width, (i + 1) * width) };
    assert.ok(furthest(await embed(session, { x: alone }), together.slice(i * 20, (i + 1) * 20)) < 1e-6);
  }
  await session.release();
});

const unchained: Readonly<Record<string, MlpOptions>> = {
  "a single layer": { layers: [], embedding: 1024 },
  "small layers": { layers: [32, 32], embedding: 16 },
  "a normalisation of each row between": { layers: [256], norm: "layer" },
};

for (const [name, options] of Object.entries(unchained)) {
  test(`${name}: stays a product`, () => assert.ok(!kinds(filesOf(mlp(options)).inside).includes("Conv")));
}

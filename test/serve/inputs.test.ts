// Texts, records and series over HTTP, asked by the client with its token: the answers are the model's own.

import assert from "node:assert/strict";
import path from "node:path";
import { before, test } from "node:test";
import { createClient, ServiceError, type Client, type Input } from "../../src/client/index.js";
import { random } from "../../src/core/random.js";
import { measureRarity } from "../../src/data/records/text-rarity.js";
import { record, recurrent, textMean, type Encoder } from "../../src/encoders/index.js";
import {
  encodeEncoder,
  encodeInfo,
  encoderGraph,
  loadModel,
  type EmbedInput,
  type ModelInfo,
  type SiameseModel,
} from "../../src/model/index.js";
import { makeToken, writeTokens } from "../../src/serve/index.js";
import { temporaryFolder, write } from "../testkit/pictures.js";
import { started } from "../testkit/service.js";
import { blockMeansInfo } from "../testkit/tiny-model.js";

const folder = temporaryFolder();
const value = { centre: 10, scale: 4, log: false, periods: [16, 8], dayFirst: false } as const;
const inputs = {
  texts: { kind: "text", unit: "bytes", vocabulary: 257, longest: 40, lowercase: true },
  records: {
    kind: "record",
    columns: [
      { name: "title", type: "text" },
      { name: "price", type: "number", ...value },
      { name: "brand", type: "category", values: ["sony", "lg"] },
    ],
    text: { buckets: 64, most: 20, rarity: measureRarity(["sony tv 40", "lg washer"], 64, 20) },
  },
  series: { kind: "series", channels: 2, mean: [0, 0], std: [1, 1], zNormalise: false },
} as const;
const encoders: Readonly<Record<keyof typeof inputs, Encoder>> = {
  texts: textMean(),
  records: record({ embedding: 8 }),
  series: recurrent({ embedding: 8 }),
};
const models = {} as Record<keyof typeof inputs, string>;
const own = {} as Record<keyof typeof inputs, SiameseModel>;
let verifier: Client;
let enroller: Client;
let nobody: Client;

function untrained(name: keyof typeof inputs): Uint8Array {
  const [input, encoder] = [inputs[name] as ModelInfo["input"], encoders[name]];
  const graph = encoderGraph(encoder, input);
  const weights = new Map(
    graph.weights.map((each) => [each.name, each.initialiser(random(1, each.name), each.shape)] as const),
  );
  const { name: called, options } = encoder;
  const info: ModelInfo = {
    ...blockMeansInfo,
    input,
    embedding: name === "texts" ? 128 : 8,
    encoder: { name: called, options },
  };
  return encodeEncoder(graph, { weights, metadata: encodeInfo(info) });
}

before(async () => {
  for (const name of ["texts", "records", "series"] as const) {
    models[name] = write(folder, `${name}.onnx`, untrained(name));
    own[name] = await loadModel(models[name]);
  }
  const made = (["verify", "enrol"] as const).map((scope) => makeToken({ name: scope, scopes: [scope] }));
  const tokens = path.join(folder, "tokens.json");
  await writeTokens(
    tokens,
    made.map(({ record: kept }) => kept),
  );
  const { url } = await started({
    models,
    tokens,
    galleries: ["phrases"],
    store: folder,
    createGalleries: true,
    lanes: 1,
  });
  verifier = createClient({ url, token: made[0]!.token });
  enroller = createClient({ url, token: made[1]!.token });
  nobody = createClient({ url });
});

/** As the model's own code takes them: a series is its values, laid end to end. */
const pairs: Readonly<Record<keyof typeof inputs, readonly (readonly [Input, EmbedInput])[]>> = {
  texts: [
    ["Grüße aus Köln", "Grüße aus Köln"],
    ["greetings\nfrom a second line", "greetings\nfrom a second line"],
  ],
  records: [
    [
      { title: "sony tv 40", price: 12.5, brand: "sony" },
      { title: "sony tv 40", price: 12.5, brand: "sony" },
    ],
    [
      { title: "lg washer", price: null },
      { title: "lg washer", price: null },
    ],
  ],
  series: [
    [
      [
        [0, 1],
        [0.5, -1],
        [1, 0],
      ],
      { steps: 3, channels: 2, values: Float32Array.of(0, 1, 0.5, -1, 1, 0) },
    ],
    [[[2, 2]], { steps: 1, channels: 2, values: Float32Array.of(2, 2) }],
  ],
};

for (const model of ["texts", "records", "series"] as const) {
  test(`${model}: distances and embeddings are the model's own, in JSON and as files`, async () => {
    const [[a, ownA], [b, ownB]] = pairs[model] as [readonly [Input, EmbedInput], readonly [Input, EmbedInput]];
    const expected = await own[model].verify(ownA, ownB);
    const asFile = (input: Input): Uint8Array =>
      new TextEncoder().encode(typeof input === "string" ? input : JSON.stringify(input));
    for (const [left, right] of [
      [a, b],
      [asFile(a), asFile(b)],
    ] as const) {
      const { distance, same } = await verifier.verify(left, right, { model });
      assert.ok(Math.abs(distance - expected.distance) < 1e-5, `${distance} is not ${expected.distance}`);
      assert.equal(same, expected.same);
    }
    const { data } = await own[model].embed([ownA, ownB]);
    const { embeddings } = await verifier.embed([a, b], { model });
    embeddings.flat().forEach((each, i) => assert.ok(Math.abs(each - data[i]!) < 1e-5));
  });
}

test("what is not the model's kind of input is refused under its name", async () => {
  const wrong: readonly (readonly [keyof typeof inputs, Input, RegExp])[] = [
    ["texts", [1, 2], /^a: expected a text/],
    ["texts", Uint8Array.of(0xff, 0xfe), /^a: .*UTF-8/],
    ["records", "title.csv#1", /^a: expected an object with columns/],
    ["records", { title: { nested: 1 } as unknown as string }, /^a: a column holds/],
    ["series", [1, 2], /^a: the model takes 2 channels/],
    ["series", "/etc/passwd", /^a: expected an array of steps/],
  ];
  for (const [model, input, message] of wrong) {
    const [[right]] = pairs[model] as [readonly [Input, EmbedInput]];
    await assert.rejects(verifier.verify(input, right, { model }), (error: unknown) => {
      assert.ok(error instanceof ServiceError && error.status === 400, String(error));
      assert.match(error.message, message);
      return true;
    });
  }
});

test("a gallery of texts; each token does what its scope says", async () => {
  const refused = (code: string) => (error: unknown) => error instanceof ServiceError && error.code === code;
  const item = { id: "1", label: "greeting", input: "Grüße aus Köln" };
  await assert.rejects(verifier.gallery("phrases").enrol(item), refused("FORBIDDEN"));
  await assert.rejects(nobody.gallery("phrases").enrol(item), refused("UNAUTHENTICATED"));
  assert.deepEqual(await enroller.gallery("phrases").enrol(item), { id: "1", replaced: false });
  await assert.rejects(enroller.gallery("phrases").identify("Grüße aus Köln"), refused("FORBIDDEN"));
  const { identity, distance } = await verifier.gallery("phrases").identify("Grüße aus Köln");
  assert.deepEqual([identity, Math.round(1e5 * distance!)], ["greeting", 0]);
});

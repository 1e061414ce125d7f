// kindred distances: on a hand-made model and on a file of embeddings, for people and for programs.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { json, kindred } from "../../testkit/command.js";
import { picture, temporaryFolder, write } from "../../testkit/pictures.js";
import { blockMeansModel } from "../../testkit/tiny-model.js";

const folder = temporaryFolder();
const model = write(folder, "model.onnx", blockMeansModel());
const faces = temporaryFolder();

interface Compared {
  readonly data: string;
  readonly items: number;
  readonly profile: { readonly dimensions: number };
  readonly distances: readonly {
    readonly label: string;
    readonly own: boolean;
    readonly auc: number;
    readonly recallAt1?: number;
    readonly millisecondsPerMillion: number;
  }[];
  readonly recommendation: { readonly name: string; readonly reason: string; readonly asGood: readonly string[] };
}

before(async () => {
  for (const [i, name] of ["anna", "bert", "carl", "dora"].entries()) {
    for (let k = 0; k < 4; k++) {
      // A slope of its own for each class, and a brightness of its own for each picture.
      const tone = (x: number): number => 20 * k + Math.min(150, (6 + 5 * i) * x);
      const bytes = await picture(8, 8, (x) => [tone(x), tone(x), tone(x)])
        .png()
        .toBuffer();
      write(faces, `${name}/${k}.png`, bytes);
    }
  }
});

test("people get what the embeddings are like, a table and a recommendation", async () => {
  const { status, stdout, stderr } = await kindred(["distances", model, faces, "--resamples", "20"]);
  assert.deepEqual([status, stderr], [0, ""]);
  assert.match(
    stdout,
    /^16 items of 4 classes; 120 pairs, 24 same and 96 different; 16 queries; intervals are 95 %, over 16 items\n\ndimensions +16;/,
  );
  assert.match(stdout, /\n {2}distance|\ndistance +AUC +95 % +EER/);
  assert.match(stdout, /\n. euclidean \(trained with\) +0\.\d{4} +\d\.\d{3}-\d\.\d{3}/);
  assert.match(stdout, /\nRecommended: \S+/);
});

test("--json: every figure, and files of embeddings need no model", async () => {
  const embeddings = `${folder}/embeddings.npy`;
  const made = await kindred(["embed", model, faces, "--out", embeddings]);
  assert.equal(made.status, 0, made.stderr);
  const [fromModel, fromFile] = [
    json<Compared>(await kindred(["distances", model, faces, "--resamples", "5", "--json"])),
    json<Compared>(await kindred(["distances", embeddings, "--resamples", "5", "--json"])),
  ];
  assert.deepEqual([fromModel.items, fromModel.profile.dimensions], [16, 16]);
  assert.equal(fromModel.distances.find(({ own }) => own)?.label, "euclidean");
  assert.ok(fromFile.distances.every(({ own }) => !own));
  const aucs = ({ distances }: Compared): Record<string, number> =>
    Object.fromEntries(distances.map(({ label, auc }) => [label, auc]));
  assert.deepEqual(aucs(fromFile), aucs(fromModel));
  assert.ok(fromModel.distances.every(({ millisecondsPerMillion }) => millisecondsPerMillion > 0));
  assert.ok(fromModel.recommendation.asGood.includes(fromModel.recommendation.name));
});

test("one word that is no file of embeddings, and data that cannot be judged, are refused", async () => {
  const pairs = write(folder, "pairs.csv", "a,b,same\nx,y,1\n");
  for (const [words, message] of [
    [[model], /expected MODEL and DATA, or a file of embeddings/],
    [[pairs], /or a file of embeddings \(\.npy, \.csv\), got/],
    [[write(folder, "one.csv", "class,0\nx,1\nx,2\n")], /all items are of one class/],
    [[`${folder}/absent.npy`], /absent\.npy: no such file/],
  ] as const) {
    const { status, stderr } = await kindred(["distances", ...words]);
    assert.equal(status, 2);
    assert.match(stderr, message);
  }
});

// kindred evaluate: its protocols on a hand-made model, whose embeddings are known, and what it refuses.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";
import { json, kindred } from "../../testkit/command.js";
import { picture, temporaryFolder, write } from "../../testkit/pictures.js";
import { colouredClasses } from "../coloured-classes.js";
import { blockMeansModel } from "../../testkit/tiny-model.js";

const folder = temporaryFolder();
const model = write(folder, "model.onnx", blockMeansModel());
let classes = "";

interface Evaluated {
  readonly items: number;
  readonly verification?: {
    readonly auc: number;
    readonly eer: number;
    readonly threshold: number;
    readonly accuracyAtThreshold: number;
    readonly pairs: { readonly same: number; readonly different: number };
    readonly intervals?: { readonly auc: readonly [number, number] };
    readonly tarAtFar: Readonly<Record<string, number>>;
  };
  readonly clustering?: { readonly ami: number; readonly clusters: number };
  readonly oneShot?: {
    readonly accuracy: number;
    readonly ways: number;
    readonly shots: number;
    readonly trials: number;
  };
  readonly retrieval?: { readonly recallAt1: number; readonly mapAtR: number; readonly recallAt: object };
  readonly officialRuns?: { readonly error: number; readonly trials: number };
  readonly skipped?: Readonly<Record<string, string>>;
  readonly warnings?: readonly { readonly code: string }[];
}

before(async () => {
  classes = await colouredClasses(["a", "b", "c", "d"], 3);
  // A grey of its own for each class: the model looks at grey pictures.
  for (const [i, name] of ["a", "b", "c", "d"].entries()) {
    for (let k = 0; k < 3; k++) {
      const tone = 20 + 70 * i + 4 * k;
      write(
        classes,
        `${name}/${k}.png`,
        await picture(8, 8, () => [tone, tone, tone])
          .png()
          .toBuffer(),
      );
    }
  }
});

test("--json: all protocols on a class folder, told apart without a mistake", async () => {
  const finished = await kindred(["evaluate", model, classes, "--json"]);
  assert.equal(finished.status, 0, finished.stderr);
  const { items, verification, oneShot, retrieval } = json<Evaluated>(finished);
  assert.equal(items, 12);
  assert.deepEqual([verification?.auc, verification?.eer, verification?.threshold], [1, 0, 2]);
  assert.deepEqual(verification?.pairs, { same: 12, different: 54 });
  assert.equal(verification?.accuracyAtThreshold, 1);
  assert.ok(verification?.intervals !== undefined);
  assert.deepEqual([oneShot?.accuracy, oneShot?.ways, oneShot?.shots, oneShot?.trials], [1, 4, 1, 400]);
  assert.deepEqual([retrieval?.recallAt1, retrieval?.mapAtR], [1, 1]);
});

test("people get a table with intervals", async () => {
  const { status, stdout, stderr } = await kindred(["evaluate", model, classes]);
  assert.equal(status, 0);
  assert.match(stderr, /^warning: the embeddings have collapsed: all embeddings lie on a line.*\n$/);
  assert.match(
    stdout,
    /^12 pictures of 4 classes; distance euclidean; intervals are 95 %\n\nverification: 66 pairs, 12 same and 54 different\n/,
  );
  assert.match(
    stdout,
    /\n {2}AUC +1\.0000 +0\.7575 to 1\.0000\n {2}EER +0\.0 % +0\.0 % to 24\.2 %\n {2}average precision +1\.0000/,
  );
  assert.match(
    stdout,
    /\n {2}accuracy at threshold 2 +100\.0 % .*\n {2}F1 at it +1\.0000 .*\n {2}MCC at it +1\.0000[^]*\n {2}TAR at FAR 1 % \(too few pairs to tell: 54 different ones of 100\) +100\.0 %/,
  );
  assert.match(
    stdout,
    /\none-shot: 4 ways, 1 shot, 400 trials\n {2}accuracy +100\.0 % +99\.0 % to 100\.0 %\nretrieval: 12 queries\n {2}recall@1 +100\.0 %/,
  );
});

test("--protocol measures one thing, with its options; what cannot be measured is an error", async () => {
  const oneShot = await kindred([
    "evaluate",
    model,
    classes,
    "--protocol",
    "one-shot",
    "--ways",
    "3",
    "--shots",
    "2",
    "--trials",
    "50",
    "--json",
  ]);
  const result = json<Evaluated>(oneShot);
  assert.deepEqual([result.oneShot?.ways, result.oneShot?.shots, result.oneShot?.trials], [3, 2, 50]);
  assert.deepEqual([result.verification, result.retrieval], [undefined, undefined]);
  const tooMany = await kindred(["evaluate", model, classes, "--protocol", "one-shot", "--ways", "30"]);
  assert.equal(tooMany.status, 2);
  assert.match(tooMany.stderr, /at most 4 ways are possible/);
});

test("a pairs file: its pairs, and why there are no trials; --threshold; --max-pairs", async () => {
  const file = write(
    classes,
    "pairs.csv",
    "a,b,same\na/0.png,a/1.png,yes\na/0.png,b/0.png,no\nc/0.png,d/1.png,no\nc/0.png,c/2.png,yes\n",
  );
  const { verification, oneShot, skipped } = json<Evaluated>(
    await kindred(["evaluate", model, file, "--json", "--threshold", "1000"]),
  );
  assert.deepEqual(verification?.pairs, { same: 2, different: 2 });
  assert.equal(verification?.accuracyAtThreshold, 0.5);
  assert.equal(oneShot, undefined);
  assert.match(skipped?.["oneShot"] ?? "", /no classes/);
  const sampled = json<Evaluated>(await kindred(["evaluate", model, classes, "--json", "--max-pairs", "20"]));
  assert.equal(sampled.verification!.pairs.same + sampled.verification!.pairs.different, 20);
});

test("--fars and --ks are given, or said to be too much; a threshold that no pair reaches is said", async () => {
  const words = ["evaluate", model, classes, "--fars", "0.1,0.0001", "--ks", "2,11", "--threshold", "0.0001", "--json"];
  const finished = await kindred(words);
  const { verification, retrieval, warnings } = json<Evaluated>(finished);
  assert.deepEqual(Object.keys(verification?.tarAtFar ?? {}), ["0.1", "0.0001"]);
  assert.deepEqual(retrieval?.recallAt, { "2": 1, "11": 1 });
  assert.deepEqual(warnings?.map(({ code }) => code).slice(-2), ["THRESHOLD_UNREACHED", "FAR_UNRESOLVED"]);
  assert.match(finished.stderr, /warning: no pair reaches the threshold 0\.0001: the nearest is at /);
  assert.match(finished.stderr, /warning: a FAR of 0\.0001 takes at least 10000 different pairs to show, got 54/);
  const told = (await kindred(["evaluate", model, classes, "--ks", "11,1,2"])).stdout;
  const recalls = [...told.matchAll(/recall@(\d+) +100\.0 % +\d+\.\d % to 100\.0 %/g)].map(([, k]) => k);
  assert.deepEqual(recalls, ["1", "2", "5", "10", "11"], `each k once, in order, with its interval: ${told}`);
  const tooMany = await kindred(["evaluate", model, classes, "--ks", "12"]);
  assert.equal(tooMany.status, 2);
  assert.match(tooMany.stderr, /recall at 12 needs 12 other items, got 11/);
});

test("--protocol clustering: clusters beside classes", async () => {
  const { clustering, verification } = json<Evaluated>(
    await kindred(["evaluate", model, classes, "--protocol", "clustering", "--json"]),
  );
  assert.deepEqual([clustering?.ami, clustering?.clusters, verification], [1, 4, undefined]);
});

test("--report writes one page", async () => {
  const report = join(folder, "report.html");
  const { status, stderr } = await kindred(["evaluate", model, classes, "--report", report]);
  assert.equal(status, 0, stderr);
  assert.match(readFileSync(report, "utf8"), /^<!doctype html>[^]*ROC[^]*id="distances"[^]*Recommended: <strong>/);
});

test("--runs: official one-shot runs, without other data", async () => {
  const runs = join(folder, "all_runs");
  for (const [run, truth] of [
    ["run01", "class01"],
    ["run02", "class02"],
  ] as const) {
    for (const [name, tone] of [
      ["training/class01", 20],
      ["training/class02", 200],
      ["test/item01", 24],
    ] as const) {
      write(
        runs,
        `${run}/${name}.png`,
        await picture(8, 8, () => [tone, tone, tone])
          .png()
          .toBuffer(),
      );
    }
    write(runs, `${run}/class_labels.txt`, `${run}/test/item01.png ${run}/training/${truth}.png\n`);
  }
  const finished = await kindred(["evaluate", model, "--runs", runs, "--json"]);
  const { officialRuns, items } = json<Evaluated>(finished);
  assert.deepEqual([officialRuns?.error, officialRuns?.trials, items], [0.5, 2, undefined]);
  const told = await kindred(["evaluate", model, "--runs", runs]);
  assert.match(told.stdout, /^official runs: 2 runs, 2 trials\n {2}accuracy +50\.0 %/);
});

test("unreadable pictures are named and left out, or stop the work", async () => {
  write(classes, "d/broken.png", "no picture");
  const { items, warnings } = json<Evaluated>(await kindred(["evaluate", model, classes, "--json"]));
  assert.equal(items, 12);
  assert.ok(warnings?.some(({ code }) => code === "IMAGES_UNREADABLE"));
  const strict = await kindred(["evaluate", model, classes, "--strict", "--report", join(folder, "none.html")]);
  assert.equal(strict.status, 2);
  assert.match(strict.stderr, /^error: .*broken\.png: no picture/m);
  assert.ok(!existsSync(join(folder, "none.html")));
});

const refusals: readonly (readonly [what: string, words: () => readonly string[], message: RegExp])[] = [
  ["neither data nor runs", () => [model], /expected DATA, or --runs FOLDER/],
  ["no such data", () => [model, "absent"], /absent: no such file or folder/],
  ["an empty folder", () => [model, temporaryFolder()], /no picture found/],
  ["a folder without runs", () => [model, "--runs", classes], /expected folders like run01/],
  ["a model that is none", () => [join(classes, "a/0.png"), classes], /not an ONNX file/],
];

for (const [what, words, message] of refusals) {
  test(`refused: ${what}`, async () => {
    const { status, stdout, stderr } = await kindred(["evaluate", ...words()]);
    assert.deepEqual([status, stdout], [2, ""]);
    assert.match(stderr, message);
  });
}

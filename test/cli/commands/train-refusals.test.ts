// What kindred train refuses, and what it warns about: bad data and bad options as a user meets them.

import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";
import { deflateSync } from "node:zlib";
import { json, kindred, type Finished } from "../../testkit/command.js";
import { noisePng, temporaryFolder, write, writeClassFolder } from "../../testkit/pictures.js";
import { colouredClasses } from "../coloured-classes.js";

const small = ["--width", "8", "--depth", "2", "--embedding", "8", "--size", "16", "--epochs", "1"];
const cwd = temporaryFolder();
const train = (words: readonly string[]): Promise<Finished> => kindred(["train", ...words], { cwd });

/** A data set that trains, and files beside it that do not. */
let faces = "";

before(async () => {
  faces = await colouredClasses(["anna", "bert", "cleo", "dora"], 3);
});

/** Of a data set made in code. */
function runWithoutData(): string {
  write(cwd, join("made-in-code", "config.json"), JSON.stringify({ options: {} }));
  return "made-in-code";
}

const refusals: readonly (readonly [
  what: string,
  words: () => readonly string[] | Promise<readonly string[]>,
  code: string,
  message: RegExp,
])[] = [
  ["data that are not there", () => ["absent"], "NOT_FOUND", /absent: no such file or folder/],
  ["an empty folder", () => [temporaryFolder()], "DATA_EMPTY", /no picture found/],
  ["one class only", async () => [await writeClassFolder({ anna: 3 })], "DATA_TOO_FEW", /only one class, anna/],
  [
    "pictures without class folders",
    async () => [withLoosePicture(await noisePng(1))],
    "DATA_TOO_FEW",
    /a folder for each class/,
  ],
  [
    "classes of one picture each",
    async () => [await writeClassFolder({ a: 1, b: 1, c: 1, d: 1, e: 1 }), ...small],
    "DATA_TOO_FEW",
    /.+/,
  ],
  [
    "only unreadable pictures",
    () => [withText(["a/1.png", "b/1.png"])],
    "IMAGE_UNREADABLE",
    /none of 2 pictures can be read/,
  ],
  [
    "an unreadable picture with --strict",
    () => [withBroken(), ...small, "--strict"],
    "IMAGE_UNREADABLE",
    /broken\.png: no picture/,
  ],
  [
    "a pairs file whose label is not explained",
    () => [pairs("a,b,label\nanna/0.png,anna/1.png,1\n")],
    "LABEL_AMBIGUOUS",
    /--label-means same\|different/,
  ],
  [
    "a pairs file that contradicts itself",
    () => [pairs("a,b,same\nanna/0.png,anna/1.png,true\nanna/1.png,anna/0.png,false\n")],
    "LABEL_CONTRADICTION",
    /line 2 and different by line 3/,
  ],
  [
    "a pairs file that names a missing picture",
    () => [pairs("a,b,same\nanna/0.png,anna/7.png,true\n")],
    "NOT_FOUND",
    /pairs\.csv:2: no such file: anna\/7\.png/,
  ],
  [
    "a pairs file without its column",
    () => [pairs("a,b,sane\nanna/0.png,anna/1.png,1\n")],
    "DATA_INVALID",
    /no column "same".*did you mean "sane"\?/,
  ],
  [
    "a pairs file that is not UTF-8",
    () => [pairs(Buffer.from("a,b,same\nanna/0.png,anna/\xe9.png,1\n", "latin1"))],
    "DATA_INVALID",
    /UTF-8/,
  ],
  ["a picture for data", () => [join(faces, "anna/0.png")], "DATA_INVALID", /got a picture/],
  [
    "--label-means where there is no label",
    () => [faces, "--label-means", "same"],
    "INVALID_OPTION",
    /only a pairs file/,
  ],
  [
    "an unknown loss",
    () => [faces, "--loss", "tripplet"],
    "INVALID_OPTION",
    /loss: unknown "tripplet", did you mean "triplet"\?/,
  ],
  [
    "an unknown option of the loss",
    () => [faces, "--loss", "contrastive", "--loss.margn", "2"],
    "INVALID_OPTION",
    /contrastive: unknown option "margn", did you mean "margin"\?/,
  ],
  [
    "a dotted option without a value",
    () => [faces, "--loss.margin"],
    "INVALID_OPTION",
    /--loss\.margin: expected a value/,
  ],
  ["options of no part", () => [faces, "--los.margin", "2"], "INVALID_OPTION", /unknown "--los\.margin"/],
  [
    "epochs and minutes at once",
    () => [faces, "--epochs", "1", "--minutes", "1"],
    "INVALID_OPTION",
    /epochs or minutes, not both/,
  ],
  [
    "a config file that is not there",
    () => [faces, "--config", "absent.json"],
    "NOT_FOUND",
    /--config: absent\.json: no such file/,
  ],
  [
    "a config file that is no JSON",
    () => [faces, "--config", write(cwd, "bad.json", "{epochs: 3}")],
    "DATA_INVALID",
    /bad\.json: not JSON/,
  ],
  [
    "a config file with an unknown option",
    () => [faces, "--config", write(cwd, "typo.json", '{"epoch":3}')],
    "INVALID_OPTION",
    /unknown option "epoch", did you mean "epochs"\?/,
  ],
  ["no data", () => [], "INVALID_OPTION", /expected DATA, or --resume RUN/],
  ["no data and no run named", () => ["--resume"], "INVALID_OPTION", /expected DATA, or --resume RUN/],
  ["no data of a run that is not there", () => ["--resume", "never"], "RUN_INVALID", /never: holds no run/],
  [
    "no data of a run that has none",
    () => ["--resume", runWithoutData()],
    "RUN_INVALID",
    /does not say where its data/,
  ],
  ["--resume without a run", () => [faces, "--resume", "never-begun"], "RUN_INVALID", /never-begun/],
  ["a run folder that holds something else", () => [faces, "--run", faces], "RUN_EXISTS", /holds other files/],
];

for (const [what, words, code, message] of refusals) {
  test(`refused: ${what}`, async () => {
    const finished = await train([...(await words()), "--json"]);
    const { error } = json<{ error: { code: string; message: string } }>(finished);
    assert.deepEqual([finished.status, error.code], [2, code], error.message);
    assert.match(error.message, message);
    assert.doesNotMatch(finished.stderr, /\n +at /, "no stack trace");
  });
}

test("a refused call leaves no run behind", () => {
  assert.deepEqual(existsSync(join(cwd, "runs")) ? readdirSync(join(cwd, "runs")) : [], []);
});

test("a decompression bomb is named and skipped", async () => {
  const folder = await colouredClasses(["anna", "bert"], 3);
  write(folder, "anna/bomb.png", hugePng(40_000, 40_000));
  const { status, stderr } = await train([folder, ...small, "--run", "bomb"]);
  assert.equal(status, 0, stderr);
  assert.match(stderr, /warning: 1 picture skipped: cannot be read \(.*bomb\.png: exceeds the limit/);
});

test("the same picture in training and validation is warned about", async () => {
  const folder = await colouredClasses(["a", "b", "c", "d"], 3);
  for (const name of ["a", "b", "c", "d"]) write(folder, `${name}/same.png`, await noisePng(1234));
  const { status, stderr } = await train([folder, ...small, "--run", "shared-content"]);
  assert.equal(status, 0, stderr);
  assert.match(stderr, /warning: \d+ pictures? both in training and in validation/);
});

test("a label is taken as explained; options of a loss that is not named go to the one that suits pairs", async () => {
  const lines = ["a,b,label"];
  const names = ["anna", "bert", "cleo", "dora"];
  for (const name of names) lines.push(`${name}/0.png,${name}/1.png,0`);
  names.forEach((name, i) => lines.push(`${name}/2.png,${names[(i + 1) % 4]!}/2.png,1`));
  const file = pairs(`${lines.join("\n")}\n`);
  const finished = await train([
    file,
    ...small,
    "--validation",
    "0",
    "--label-means",
    "different",
    "--run",
    "labelled",
    "--loss.balance",
    "false",
    "--json",
  ]);
  assert.equal(finished.status, 0, finished.stderr);
  const { training } = json<{ training: { loss: { name: string; options: object } } }>(finished);
  assert.deepEqual(training.loss, { name: "contrastive", options: { ...training.loss.options, balance: false } });
});

function pairs(content: string | Buffer): string {
  return write(faces, "pairs.csv", content);
}

function withLoosePicture(bytes: Buffer): string {
  const folder = temporaryFolder();
  write(folder, "1.png", bytes);
  return folder;
}

function withText(names: readonly string[]): string {
  const folder = temporaryFolder();
  for (const name of names) write(folder, name, "no picture");
  return folder;
}

function withBroken(): string {
  write(faces, "dora/broken.png", "no picture");
  return faces;
}

/** A PNG that says it is large: a few hundred bytes that decode to gigabytes. */
function hugePng(width: number, height: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 0, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(Buffer.alloc(1000))),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const result = Buffer.alloc(body.length + 8);
  result.writeUInt32BE(data.length, 0);
  body.copy(result, 4);
  result.writeUInt32BE(crc32(body), body.length + 4);
  return result;
}

function crc32(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

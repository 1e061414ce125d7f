// kindred anomalies fit and score: rows from files and standard input, pictures behind a model, and what goes wrong.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import path from "node:path";
import { before, test } from "node:test";
import { random } from "../../../src/core/random.js";
import { encodeNpy } from "../../../src/data/npy.js";
import { json, kindred, program } from "../../testkit/command.js";
import { picture, temporaryFolder, write } from "../../testkit/pictures.js";
import { blockMeansModel } from "../../testkit/tiny-model.js";

const folder = temporaryFolder();
const generator = random(1, "rows");

/** `id,heat,speed`, numbers about 100 and 5. */
function table(count: number, shift = 0): string {
  const lines = Array.from({ length: count }, (_, i) => {
    return `r${i},${100 + 10 * generator.normal()},${5 + generator.normal() + shift}`;
  });
  return `id,heat,speed\n${lines.join("\n")}\n`;
}

const normal = write(folder, "normal.csv", table(300));
const detector = path.join(folder, "detector.onnx");
const fit = ["anomalies", "fit", normal, "--out", detector, "--false-alarms", "0.05"];

before(async () => {
  const { status, stderr } = await kindred(fit);
  assert.equal(status, 0, stderr);
});

test("fit: what was learned, for people and for programs", async () => {
  const out = path.join(folder, "other.onnx");
  const words = ["anomalies", "fit", normal, "--out", out, "--method", "mahalanobis,nearest-neighbours"];
  const { status, stdout } = await kindred(words);
  assert.equal(status, 0);
  assert.match(
    stdout,
    /^detector +.*other\.onnx\ntakes +rows of 2 numbers\nmethods +mahalanobis, nearest-neighbours\n/,
  );
  assert.match(
    stdout,
    /normal +300 items, 300 kept .*\nthreshold .*300 held-out scores\nfalse alarms +1\.0 % asked for; 0\.\d %/,
  );
  const told = json<{ out: string; width: number; alarm: { falseAlarms: number } }>(
    await kindred([...words, "--json"]),
  );
  assert.deepEqual([told.out, told.width, told.alarm.falseAlarms], [out, 2, 0.01]);
});

test("score: a CSV line a row; columns are found by name, others passed over", async () => {
  const rows = write(folder, "rows.csv", 'speed,note,heat,id\n5,a,100,usual\n25,b,100,"fast, very"\n,c,101,gap\n');
  const { status, stdout, stderr } = await kindred(["anomalies", "score", detector, rows]);
  assert.equal(status, 0, stderr);
  const [header, ...lines] = stdout.trimEnd().split("\n");
  assert.equal(header, "id,score,threshold,p_value,anomaly");
  assert.match(lines[0]!, /^usual,-?[\d.]+,[\d.]+,[\d.]+,no$/);
  assert.match(lines[1]!, /^"fast, very",[\d.]+,[\d.]+,0\.0033\d*,yes$/);
  assert.match(lines[2]!, /^gap,.*,no$/);
  assert.equal(stderr, "columns passed over: note\n3 items scored, 1 anomaly\n");
});

test("score: JSON Lines into a file, and one object with --json", async () => {
  const rows = write(folder, "two.csv", "heat,speed\n100,5\n100,25\n");
  const out = path.join(folder, "scores.jsonl");
  const summary = json(await kindred(["anomalies", "score", detector, rows, "--out", out, "--json"]));
  const lines = readFileSync(out, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  assert.deepEqual(
    lines.map(({ id, anomaly }) => [id, anomaly]),
    [
      ["line 2", false],
      ["line 3", true],
    ],
  );
  const { threshold } = lines[0]!;
  assert.deepEqual(summary, { ...summary, threshold, falseAlarms: 0.05, count: 2, anomalies: 1, skipped: 0, out });
  const { items } = json<{ items: unknown[] }>(await kindred(["anomalies", "score", detector, rows, "--json"]));
  assert.deepEqual(items, lines);
});

test("score: standard input is answered as it comes", async () => {
  const child = spawn(process.execPath, [program(), "anomalies", "score", detector, "-", "--format", "jsonl"]);
  const answers: string[] = [];
  child.stdout.setEncoding("utf8").on("data", (text: string) => answers.push(text));
  child.stdin.write("heat,speed\n100,5\n");
  while (answers.join("").split("\n").length < 2) await once(child.stdout, "data");
  assert.match(answers.join(""), /"anomaly":false/);
  child.stdin.end("100,25\n");
  const [status] = (await once(child, "close")) as [number];
  assert.match(answers.join("").trimEnd().split("\n")[1]!, /"id":"line 3",.*"anomaly":true/);
  assert.equal(status, 0);
});

test("rows from .npy, and known anomalies to learn from", async () => {
  const matrix = (count: number, shift: number): Buffer => {
    const data = Float32Array.from({ length: 3 * count }, () => generator.normal() + shift);
    return Buffer.concat(encodeNpy({ data, rows: count, columns: 3 }));
  };
  const rows = write(folder, "rows.npy", matrix(120, 0));
  const known = write(folder, "known.npy", matrix(10, 4));
  const out = path.join(folder, "known.onnx");
  const fitted = await kindred(["anomalies", "fit", rows, "--anomalies", known, "--out", out, "--method", "twins"]);
  assert.equal(fitted.status, 0, fitted.stderr);
  assert.match(fitted.stdout, /methods +twins\n.*\nanomalies +10 known/);
  const scored = json<{ anomalies: number }>(await kindred(["anomalies", "score", out, known, "--json"]));
  assert.equal(scored.anomalies, 10);
});

test("pictures behind a model: the detector takes pictures, and names what it cannot read", async () => {
  const model = write(folder, "model.onnx", blockMeansModel());
  const noise = (level: number): Promise<Buffer> =>
    picture(8, 8, () => {
      const value = level + generator.integer(30);
      return [value, value, value];
    })
      .png()
      .toBuffer();
  for (let i = 0; i < 60; i++) write(folder, `usual/${i}.png`, await noise(60));
  const out = path.join(folder, "pictures.onnx");
  const words = [
    "anomalies",
    "fit",
    path.join(folder, "usual"),
    "--model",
    model,
    "--out",
    out,
    "--false-alarms",
    "0.1",
  ];
  const fitted = await kindred(words);
  assert.equal(fitted.status, 0, fitted.stderr);
  write(folder, "new/bright.png", await noise(150));
  write(folder, "new/broken.png", "no picture");
  write(folder, "new/usual.png", await noise(60));
  const finished = await kindred(["anomalies", "score", out, path.join(folder, "new"), "--json"]);
  const { items, skipped } = json<{ items: { id: string; anomaly: boolean }[]; skipped: number }>(finished);
  assert.deepEqual([items.map(({ id }) => id), items[0]!.anomaly, skipped], [["bright.png", "usual.png"], true, 1]);
  assert.match(finished.stderr, /skipped: .*broken\.png/);
});

test("what is wrong ends with status 2 and the place", async () => {
  const wrong = (name: string, content: string): string => write(folder, name, content);
  const out = path.join(folder, "never.onnx");
  const refit = (data: string, ...more: string[]): string[] => ["anomalies", "fit", data, "--out", out, ...more];
  const score = (data: string): string[] => ["anomalies", "score", detector, data];
  const cases: readonly (readonly [words: string[], message: RegExp])[] = [
    [
      score(wrong("text.csv", "heat,speed\n1,2\n3,fast\n")),
      /text\.csv:3: "speed" must be a finite number, or empty, got "fast"/,
    ],
    [score(wrong("inf.csv", "heat,speed\n1,inf\n")), /inf\.csv:2: "speed"/],
    [score(wrong("one.csv", "heat\n1\n")), /no column "speed"; its columns are "heat"/],
    [score(wrong("wide.csv", "1,2,3\n")), /expected 2 columns, got 3 and no names/],
    [score(wrong("empty.csv", "")), /empty\.csv: the file is empty/],
    [score(wrong("gaps.csv", "heat,speed\n1,2\n,\n")), /row 1 holds no number at all/],
    [score(path.join(folder, "none.csv")), /none\.csv: no such file/],
    [["anomalies", "score", normal, normal], /normal\.csv: not an ONNX file/],
    [refit(wrong("few.csv", "a\n1\n2\n3\n")), /takes at least 99 normal rows to be seen, got 3/],
    [refit(normal, "--method", "mahalanobi"), /did you mean "mahalanobis"/],
    [refit(normal, "--method", "twins"), /learns from known anomalies/],
    [refit(normal, "--false-alarms", "2"), /--false-alarms: expected a number above 0, up to 1, got "2"/],
    [refit(normal, "--ignore", "haet"), /no column "haet".*did you mean "heat"/],
    [refit(folder), /a folder; pictures and series need --model/],
    [refit(normal, "--modell", "x"), /anomalies fit: unknown "--modell", did you mean "--model"/],
    [["anomalies", "fit", normal], /required option '--out <file>'/],
  ];
  const finished = await Promise.all(cases.map(async ([words]) => kindred(words)));
  finished.forEach(({ status, stderr, stdout }, i) => {
    assert.equal(status, 2, `${cases[i]![0].join(" ")}: ${stdout}`);
    assert.match(stderr, cases[i]![1]);
  });
});

// kindred train, and what the other commands do with the model it makes: the whole path on small pictures.

import assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";
import { json, kindred, type Finished } from "../../testkit/command.js";
import { noisePng, temporaryFolder, write } from "../../testkit/pictures.js";
import { colouredClasses } from "../coloured-classes.js";

/** A small network, so that a step takes milliseconds. */
const small = ["--width", "8", "--depth", "2", "--embedding", "8", "--size", "16"];

interface TrainResult {
  readonly model: string;
  readonly report: string;
  readonly run: string;
  readonly best: { readonly epoch: number; readonly auc: number; readonly eer: number } | null;
  readonly seconds: number;
  readonly epochs: number;
  readonly warnings: readonly { readonly code: string; readonly message: string }[];
}

const cwd = temporaryFolder();
const train = (words: readonly string[], options = {}): Promise<Finished> =>
  kindred(["train", ...words], { cwd, ...options });
let faces = "";
let trained: Finished;

before(async () => {
  faces = await colouredClasses(["anna", "bert", "cleo", "dora", "emil", "finn", "gina", "hugo"], 4);
  write(faces, "anna/8.png", "no picture");
  write(faces, "hugo/9.png", (await noisePng(99)).subarray(0, 60));
  write(faces, "gina/wide.png", await noisePng(98, 30, 10));
  trained = await train([faces, ...small, "--epochs", "3", "--seed", "5", "--run", "run", "--json"]);
});

test("--json: one object on standard output, words and an epoch a line on standard error", () => {
  assert.equal(trained.status, 0, trained.stderr);
  const { model, report, run, best, seconds, epochs } = json<TrainResult>(trained);
  assert.deepEqual([model, report, run, epochs], [join("run", "model.onnx"), join("run", "report.html"), "run", 3]);
  assert.ok(best !== null && best.epoch >= 1 && best.epoch <= 3 && best.auc >= 0 && best.auc <= 1 && best.eer <= 1);
  assert.ok(seconds > 0);
  const epochLines = trained.stderr.split("\n").filter((line) => line.startsWith("epoch "));
  const again = epochLines.splice(3);
  assert.equal(again.length, best.epoch, "then again on everything");
  assert.match(trained.stderr, /training again on all \d+ pictures, \d epochs?/);
  assert.match(
    epochLines[2]!,
    /^epoch 3\/3 {2}loss \S+ {2}\d+ images\/s {2}AUC \S+ {2}EER \S+ % {2}best \S+ {2}0 s left$/,
  );
  assert.doesNotMatch(trained.stderr, /[\u001b\r]/);
  for (const name of ["model.onnx", "report.html", "log.jsonl", "config.json"])
    assert.ok(existsSync(join(cwd, "run", name)), name);
});

test("what was decided is told, and what was passed over: unreadable pictures, different sizes", () => {
  assert.match(
    trained.stderr,
    /trained on \d+ pictures of 6 classes; validated on \d+ pictures of 2 classes: whole classes/,
  );
  assert.match(trained.stderr, /warning: 2 pictures skipped: cannot be read \(.*8\.png: no picture.*9\.png: /);
  assert.match(trained.stderr, /warning: pictures come in 2 sizes; all are .* to 16x16/);
  const codes = json<TrainResult>(trained).warnings.map(({ code }) => code);
  assert.ok(codes.includes("IMAGES_UNREADABLE") && codes.includes("SIZES_DIFFER"), codes.join());
});

test("the model verifies, evaluates and describes itself", async () => {
  const model = json<TrainResult>(trained).model;
  const verified = await kindred(["verify", model, join(faces, "anna/0.png"), join(faces, "anna/0.png"), "--json"], {
    cwd,
  });
  const { same, similarity, distance } = json<{ same: boolean; similarity: number; distance: number }>(verified);
  assert.deepEqual([verified.status, same, distance], [0, true, 0]);
  assert.ok(similarity > 0 && similarity < 1);
  const evaluated = await kindred(["evaluate", model, faces, "--json"], { cwd });
  const { verification } = json<{ verification: { pairs: { same: number } } }>(evaluated);
  assert.deepEqual([evaluated.status, verification.pairs.same], [0, 7 * 6 + 10]);
  const { training } = json<{ training: { seed: number; epochs: number } }>(
    await kindred(["info", model, "--json"], { cwd }),
  );
  assert.deepEqual([training.seed, training.epochs], [5, 3]);
});

test("the same seed gives the same bits; people read choices, figures, paths and what to try next", async () => {
  const again = await train([faces, ...small, "--epochs", "3", "--seed", "5", "--run", "again"]);
  assert.equal(again.status, 0, again.stderr);
  assert.match(again.stdout, /^size 16x16|^grey|^colour/m);
  assert.match(again.stdout, /\ntrained +3 epochs, \d+ steps in \d+ s; epoch \d was best\n/);
  assert.match(again.stdout, /\ntrained again +on \d+ pictures of all 8 classes, 3 epochs; threshold, calibration and/);
  assert.match(
    again.stdout,
    /\nmodel +again\/model\.onnx\nreport +again\/report\.html\n\nNext:\n {2}kindred evaluate again\/model\.onnx MORE/,
  );
  assert.deepEqual(weights("again"), weights("run"));
});

/** The best checkpoint, without its header, which has times in it. */
function weights(run: string): Buffer {
  const bytes = readFileSync(join(cwd, run, "checkpoint", "best.safetensors"));
  return bytes.subarray(8 + Number(bytes.readBigUInt64LE(0)));
}

test("a run that exists is refused, resumed or overwritten, as asked", async () => {
  const refused = await train([faces, ...small, "--run", "run"]);
  assert.equal(refused.status, 2);
  assert.match(refused.stderr, /^error: run: holds a run already; resume it \(--resume\), overwrite it/);
  const resumed = await train([faces, "--resume", "run", "--json"]);
  assert.equal(json<TrainResult>(resumed).epochs, 3, resumed.stderr);
  for (const words of [
    ["--resume", "run"],
    ["--run", "run", "--resume"],
  ]) {
    const onItsOwn = await train(words);
    assert.equal(onItsOwn.status, 0, onItsOwn.stderr);
    assert.ok(onItsOwn.stdout.startsWith(`data: ${faces}, on which the run was begun\n`), onItsOwn.stdout);
  }
  const changed = await train([faces, "--run", "run", "--resume", "--lr", "0.5"]);
  assert.equal(changed.status, 2);
  assert.match(changed.stderr, /cannot be resumed: lr was/);
  const drawnAnew = await train([faces, "--run", "run", "--resume", "--seed", "99"]);
  assert.match(drawnAnew.stderr, /cannot be resumed: seed was (not given|\d+) when it was begun and is 99 now\n$/);
  const anew = await train([faces, ...small, "--epochs", "1", "--run", "run2", "--out", "out/faces.onnx", "--json"]);
  assert.equal(json<{ out: string }>(anew).out, "out/faces.onnx");
  assert.ok(readFileSync(join(cwd, "out/faces.onnx")).equals(readFileSync(join(cwd, "run2/model.onnx"))));
  const over = await train([faces, ...small, "--epochs", "2", "--run", "run2", "--overwrite", "--json"]);
  assert.deepEqual([json<TrainResult>(anew).epochs, json<TrainResult>(over).epochs], [1, 2]);
});

test("a config file, and flags over it", async () => {
  const config = write(
    cwd,
    "options.json",
    JSON.stringify({
      loss: "triplet",
      margin: 0.3,
      epochs: 50,
      encoder: { name: "conv4", options: { width: 8 } },
      run: "configured",
    }),
  );
  const words = [faces, "--config", config, "--epochs", "1", "--depth", "2", "--size", "16", "--loss.mining", "hard"];
  const { status, stderr } = await train(words);
  assert.equal(status, 0, stderr);
  const { settings } = JSON.parse(readFileSync(join(cwd, "configured", "config.json"), "utf8")) as {
    settings: {
      epochs: number;
      loss: { name: string; options: Record<string, unknown> };
      encoder: { options: Record<string, unknown> };
    };
  };
  assert.deepEqual(
    [settings.epochs, settings.loss.name, settings.loss.options["margin"], settings.loss.options["mining"]],
    [1, "triplet", 0.3, "hard"],
  );
  assert.deepEqual([settings.encoder.options["width"], settings.encoder.options["depth"]], [8, 2]);
  const repeated = await train([faces, "--config", join("configured", "config.json"), "--run", "repeated"]);
  assert.equal(repeated.status, 0, repeated.stderr);
  assert.deepEqual(weights("repeated"), weights("configured"));
});

test("Ctrl-C finishes the step, saves, says how to go on, and exits with 130; the run then goes on", async () => {
  const words = [faces, ...small, "--epochs", "60", "--patience", "1000", "--run", "my run", "--json"];
  const stopped = await train(words, { onStart: interruptAfterEpoch(1) });
  assert.equal(stopped.status, 130, stopped.stderr);
  assert.match(stopped.stderr, /finishing the step and saving; once more quits at once/);
  const { error } = json<{ error: { code: string; message: string } }>(stopped);
  assert.equal(error.code, "INTERRUPTED");
  assert.match(error.message, new RegExp(`go on with: kindred train ${faces} --run 'my run' --resume$`));
  assert.ok(!existsSync(join(cwd, "my run", "lock")), "the lock is given up");
  const resumed = await train([faces, "--run", "my run", "--resume", "--json"]);
  assert.equal(json<TrainResult>(resumed).epochs, 60, resumed.stderr);
});

test("a second Ctrl-C quits at once", async () => {
  const { status } = await train([faces, ...small, "--epochs", "500", "--run", "twice"], {
    onStart: interruptAfterEpoch(2),
  });
  assert.equal(status, 130);
});

test("two processes cannot train into one run folder", async () => {
  let second: Promise<Finished> | undefined;
  const words = [faces, ...small, "--epochs", "500", "--run", "shared"];
  const first = await train(words, {
    onStart(child: ChildProcess) {
      child.stderr!.on("data", () => {
        second ??= train([...words, "--overwrite"]).finally(() => child.kill("SIGTERM"));
      });
    },
  });
  assert.equal(first.status, 130, first.stderr);
  const { status, stderr } = await second!;
  assert.equal(status, 2);
  assert.match(stderr, /^error: .*process \d+ on .* is training into this run/m);
});

function interruptAfterEpoch(times: number): (child: ChildProcess) => void {
  return (child) => {
    let sent = 0;
    child.stderr!.on("data", (text: string) => {
      if (!/^epoch 2\//m.test(text) || sent > 0) return;
      for (; sent < times; sent++) child.kill("SIGINT");
    });
  };
}

test("without four classes nothing is held out, and the model has no threshold", async () => {
  const two = await colouredClasses(["anna", "bert"], 4);
  const finished = await train([two, ...small, "--epochs", "1", "--run", "two", "--json"]);
  const { best, warnings, ...rest } = json<TrainResult & { threshold: unknown }>(finished);
  assert.deepEqual([finished.status, best, rest.threshold], [0, null, null]);
  assert.ok(warnings.some(({ code }) => code === "NO_VALIDATION"));
  assert.match(finished.stderr, /nothing is held out.*or name other data to validate on \(--validation PATH\)/);
  const refused = await kindred(["verify", "two/model.onnx", join(two, "anna/0.png"), join(two, "bert/0.png")], {
    cwd,
  });
  assert.equal(refused.status, 2);
});

test("the folder's own name names the run", async () => {
  const root = temporaryFolder();
  for (const [i, name] of ["a", "b"].entries())
    for (let k = 0; k < 3; k++) write(root, `cats/${name}/${k}.png`, await noisePng(10 * i + k));
  const { status, stdout, stderr } = await train([join(root, "cats"), ...small, "--epochs", "1"]);
  assert.equal(status, 0, stderr);
  assert.match(stdout, /model +runs\/cats\/model\.onnx/);
  assert.ok(readdirSync(join(cwd, "runs", "cats")).includes("model.onnx"));
});

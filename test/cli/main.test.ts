// The command line as a whole: help, version, wrong calls, and what all commands promise about output and exit status.

import assert from "node:assert/strict";
import { test } from "node:test";
import { version } from "../../src/core/version.js";
import { json, kindred } from "../testkit/command.js";
import { temporaryFolder, write } from "../testkit/pictures.js";

const commands = ["train", "evaluate", "verify", "embed", "info"];

test("--help lists the commands, --version prints the version", async () => {
  const help = await kindred(["--help"]);
  assert.equal(help.status, 0);
  assert.match(help.stdout, /^Usage: kindred/);
  for (const command of commands) assert.match(help.stdout, new RegExp(`^  ${command} `, "m"));
  assert.match(help.stdout, /Examples:/);
  assert.deepEqual(await kindred(["--version"]), { status: 0, stdout: `${version}\n`, stderr: "" });
});

for (const command of commands) {
  test(`${command} --help has an example and says what it answers with --json`, async () => {
    const { status, stdout } = await kindred([command, "--help"]);
    assert.equal(status, 0);
    assert.match(stdout, new RegExp(`^Usage: kindred ${command} `));
    assert.match(stdout, new RegExp(`Examples?:\n  kindred ${command} `));
    assert.match(stdout, /--json /);
    assert.equal((await kindred(["help", command])).stdout, stdout);
  });
}

test("without a command there is help, and the call was wrong", async () => {
  const { status, stdout, stderr } = await kindred([]);
  assert.deepEqual([status, stdout], [2, ""]);
  assert.match(stderr, /^Usage: kindred/);
});

const wrongCalls: readonly (readonly [words: readonly string[], message: RegExp])[] = [
  [["verfy"], /unknown "verfy", did you mean "verify"\? Known: train, evaluate/],
  [["xyzzyq", "--help"], /unknown "xyzzyq"\. Known: train/],
  [["help", "trian"], /unknown "trian", did you mean "train"\?/],
  [["verify", "m", "a", "b", "--treshold", "1"], /kindred verify: unknown "--treshold", did you mean "--threshold"\?/],
  [["train", "faces", "--epochs=many"], /--epochs: expected a whole number >= 1, got "many"/],
  [["train", "faces", "--epoch", "3"], /kindred train: unknown "--epoch", did you mean "--epochs"\?/],
  [["train", "faces", "--size", "3by4"], /--size: expected a number of pixels or HEIGHTxWIDTH.*got "3by4"/],
  [["train", "faces", "--lr", "-1"], /--lr: expected a number > 0, got "-1"/],
  [["train", "faces", "--validation", "1.5"], /--validation: expected .*got "1.5"/],
  [["evaluate", "m", "d", "--protocol", "oneshot"], /--protocol: unknown "oneshot", did you mean "one-shot"\?/],
  [["verify", "m", "a"], /missing required argument 'b'; usage: kindred verify \[options\] <model> <a> <b>/],
  [["info", "m", "n"], /too many arguments/],
  [["embed", "m", "p"], /required option '--out <file>'/],
  [["embed", "m", "p", "--out", "x.mat"], /--out: expected a name that ends in \.npy, \.csv, \.jsonl, got "x.mat"/],
];

for (const [words, message] of wrongCalls) {
  test(`kindred ${words.join(" ")}`, async () => {
    const { status, stdout, stderr } = await kindred(words);
    assert.deepEqual([status, stdout], [2, ""]);
    assert.match(stderr, message);
    assert.match(stderr, /^error: [^\n]*\n$/, "one line, no stack trace");
  });
}

test("with --json an error is one JSON object on standard output, and a line on standard error", async () => {
  for (const words of [
    ["info", "absent.onnx", "--json"],
    ["info", "--json", "--no-such-option"],
    ["nothing", "--json"],
  ]) {
    const finished = await kindred(words);
    const { error } = json<{ error: { code: string; message: string } }>(finished);
    assert.equal(finished.status, 2);
    assert.match(error.code, words.includes("absent.onnx") ? /^NOT_FOUND$/ : /^INVALID_OPTION$/);
    assert.equal(finished.stderr, `error: ${error.message}\n`);
  }
});

test("stack traces come with --verbose or KINDRED_DEBUG", async () => {
  for (const run of [
    kindred(["info", "absent", "--verbose"]),
    kindred(["info", "absent"], { env: { KINDRED_DEBUG: "1" } }),
  ]) {
    const { status, stderr } = await run;
    assert.equal(status, 2);
    assert.match(stderr, /^error: absent: no such file\n.*\n? +at /s);
  }
});

test("colours come where they are forced, and never with NO_COLOR", async () => {
  const forced = await kindred(["info", "absent"], { env: { FORCE_COLOR: "1" } });
  assert.match(forced.stderr, /^\u001b\[31merror:\u001b\[39m absent/);
  const plain = await kindred(["info", "absent"], { env: { FORCE_COLOR: "1", NO_COLOR: "1" } });
  assert.match(plain.stderr, /^error: absent/);
});

test("a reader that closes the pipe early is no failure", async () => {
  const finished = await kindred(["--help"], { onStart: (child) => child.stdout!.destroy() });
  assert.deepEqual(finished, { status: 0, stdout: "", stderr: "" });
});

test("what is no model is told as what it is", async () => {
  const folder = temporaryFolder();
  const { status, stderr } = await kindred(["info", folder]);
  assert.equal(status, 2);
  assert.match(stderr, /^error: .*: a folder without model\.onnx: no run, or one that has not ended\n$/);
  assert.match(
    (await kindred(["info", write(folder, "x.onnx", "no model")])).stderr,
    /^error: .*x\.onnx: not an ONNX file\n$/,
  );
});

import assert from "node:assert/strict";
import fs, { appendFileSync } from "node:fs";
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import type { ErrorCode, KindredError } from "../../src/core/errors.js";
import type { TrainingEvent } from "../../src/training/events.js";
import { openRunFolder } from "../../src/training/run-folder.js";

const folder = await mkdtemp(path.join(tmpdir(), "kindred-run-"));
after(() => rm(folder, { recursive: true }));

function throwsCode(code: ErrorCode, words: string): (error: KindredError) => boolean {
  return (error) => {
    assert.equal(error.code, code);
    assert.ok(error.message.includes(words), error.message);
    return true;
  };
}

function warning(message: string): TrainingEvent {
  return { type: "warning", code: "TEST", message };
}

function checkpoint(step: number, pass?: "refit"): TrainingEvent {
  return { type: "checkpoint", ...(pass && { pass }), kind: "last", step, epoch: 1, path: "x" };
}

test("a new run gets its folder, and is refused where one is", async () => {
  const root = path.join(folder, "new", "run");
  const run = await openRunFolder(root);
  assert.equal(run.config, undefined);
  await run.writeConfig({ seed: 7 });
  await run.close();
  await assert.rejects(openRunFolder(root), throwsCode("RUN_EXISTS", "--resume"));
  assert.deepEqual(JSON.parse(await readFile(run.files.config, "utf8")), { seed: 7 });
});

test("a folder that was made but holds no run yet is taken", async () => {
  const root = path.join(folder, "empty");
  await mkdir(root);
  await (await openRunFolder(root)).close();
  await assert.rejects(readdir(root), { code: "ENOENT" }, "nothing was begun in it");
  await (await openRunFolder(root)).close();
});

test("a folder with somebody's own files is refused, even for overwriting, and left alone", async () => {
  const root = path.join(folder, "foreign");
  await mkdir(root);
  await writeFile(path.join(root, "thesis.tex"), "x");
  await assert.rejects(openRunFolder(root, { overwrite: true }), throwsCode("RUN_EXISTS", "thesis.tex"));
  assert.deepEqual(await readdir(root), ["thesis.tex"]);
});

test("overwriting a run deletes what belongs to it and nothing else", async () => {
  const root = path.join(folder, "overwrite");
  const run = await openRunFolder(root);
  await run.writeConfig({ seed: 7 });
  run.log(warning("old"));
  await run.close();
  await writeFile(path.join(root, "notes.txt"), "mine");
  await writeFile(path.join(root, "model.onnx"), "old");
  const again = await openRunFolder(root, { overwrite: true });
  assert.equal(again.config, undefined);
  assert.deepEqual(JSON.parse(await readFile(again.files.config, "utf8")), { seed: 7 }, "until the new one begins");
  await again.writeConfig({ seed: 8 });
  await again.close();
  assert.deepEqual((await readdir(root)).sort(), ["config.json", "notes.txt"]);
  assert.deepEqual(JSON.parse(await readFile(again.files.config, "utf8")), { seed: 8 });
  await again.writeConfig({ seed: 9 });
  assert.deepEqual(await readdir(root), ["config.json", "notes.txt"], "only the former run goes");
});

test("resuming reads the configuration and clears what a killed process was writing", async () => {
  const root = path.join(folder, "resume");
  const run = await openRunFolder(root);
  await run.writeConfig({ seed: 7 });
  await run.close();
  await writeFile(path.join(root, "config.json.123-0a1b2c3d.tmp"), "half");
  await writeFile(path.join(root, "report.html.123.tmp"), "half");
  const again = await openRunFolder(root, { resume: true });
  assert.deepEqual(again.config, { seed: 7 });
  assert.deepEqual((await readdir(root)).sort(), ["config.json", "lock"]);
  await again.close();
});

test("a second process is refused while the first one works, whatever it wants", async () => {
  const root = path.join(folder, "locked");
  const run = await openRunFolder(root);
  await run.writeConfig({});
  for (const options of [{}, { resume: true }, { overwrite: true }]) {
    await assert.rejects(openRunFolder(root, options), throwsCode("RUN_LOCKED", "is training into this run"));
  }
  await run.close();
});

test("a damaged configuration cannot be resumed from, and gives the lock back", async () => {
  const root = path.join(folder, "damaged");
  await mkdir(root);
  await writeFile(path.join(root, "config.json"), "{ half");
  await assert.rejects(openRunFolder(root, { resume: true }), throwsCode("RUN_INVALID", "config.json"));
  assert.deepEqual(await readdir(root), ["config.json"]);
});

test("the log is one JSON object a line; rewinding drops what came after a step, and a torn line", async () => {
  const run = await openRunFolder(path.join(folder, "log"));
  run.log(warning("first\nline"));
  run.log(checkpoint(3));
  run.log(checkpoint(9));
  run.log(checkpoint(2, "refit"));
  run.log(checkpoint(3, "refit"));
  run.log({ type: "end", reason: "interrupted", message: "x", epoch: 1, step: 3, seconds: 1 });
  appendFileSync(run.files.log, `{"time":"2026`);
  await run.rewindLog(3, 2);
  run.log(checkpoint(4));
  const lines = (await readFile(run.files.log, "utf8")).trimEnd().split("\n");
  const events = lines.map((line) => JSON.parse(line) as TrainingEvent & { time: string });
  assert.deepEqual(
    events.map((event) => ("step" in event ? event.step : event.type)),
    ["warning", 3, 2, 4],
  );
  for (const { time } of events) assert.match(time, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  assert.deepEqual(
    (await run.readLog()).map(({ type }) => type),
    ["warning", "checkpoint", "checkpoint", "checkpoint"],
  );
  await run.close();
});

test("a full disk ends the log with a whole line", async (t) => {
  const run = await openRunFolder(path.join(folder, "full"));
  run.log(warning("fits"));
  const write = fs.writeSync.bind(fs) as (descriptor: number, bytes: Buffer, offset: number, length: number) => number;
  let calls = 0;
  t.mock.method(fs, "writeSync", (descriptor: number, bytes: Buffer) => {
    if (calls++ === 0) return write(descriptor, bytes, 0, 5);
    throw Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC" });
  });
  syncBuiltinESMExports();
  assert.throws(() => run.log(warning("does not fit")), throwsCode("DISK_FULL", "log.jsonl"));
  t.mock.restoreAll();
  syncBuiltinESMExports();
  const text = await readFile(run.files.log, "utf8");
  assert.equal(text.split("\n").length, 2);
  assert.ok(text.endsWith(`"fits"}\n`));
  await run.close();
});

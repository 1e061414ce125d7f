// kill -9 at several moments: what is on the disk is whole, and the run, resumed each time, ends with the bits of one that was
// never stopped. And what else can happen to a run from outside: a second process, a full disk.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFile, readdir } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { loadModel, train } from "../../src/index.js";
import { loadCheckpoint } from "../../src/training/checkpoint.js";
import { fillDisk } from "../testkit/full-disk.js";
import { classNames, gratingFolder, quick } from "../testkit/gratings.js";
import { failure, temporaryFolder } from "../testkit/pictures.js";

const data = await gratingFolder(classNames(8), 6);
const options = { ...quick, epochs: 6, checkpointSeconds: 0 };
/** Of the first training; those of the second are counted on. */
const firstSteps = 18;

interface Child {
  /** Resolves with the last step it told, once it has ended. */
  readonly ended: Promise<number>;
}

/** Trains in a process of its own, which is killed some time after it has told of step `killAt`. */
function trainInChild(run: string, killAt = Infinity, delay = 0, whileRunning?: () => Promise<void>): Child {
  const script = fileURLToPath(new URL("../testkit/train-in-child.ts", import.meta.url));
  const json = JSON.stringify({ ...options, run, resume: true });
  const child = spawn(process.execPath, ["--conditions=kindred-source", "--import", "tsx", script, data, json]);
  let last = 0;
  let watched: Promise<void> | undefined;
  child.stdout.on("data", (chunk: Buffer) => {
    for (const [, pass, step] of chunk.toString().matchAll(/(step|refit) (\d+)/g)) {
      last = Number(step) + (pass === "refit" ? firstSteps : 0);
    }
    if (last > 0) watched ??= whileRunning?.() ?? Promise.resolve();
    if (last >= killAt) setTimeout(() => child.kill("SIGKILL"), delay);
  });
  let complaints = "";
  child.stderr.on("data", (chunk: Buffer) => (complaints += chunk.toString()));
  const ended = new Promise<number>((resolve, reject) => {
    child.once("exit", (code, signal) => {
      if (code === 0 || signal === "SIGKILL") (watched ?? Promise.resolve()).then(() => resolve(last), reject);
      else reject(new Error(`the child ended with ${code}: ${complaints}`));
    });
  });
  return { ended };
}

async function weightsOf(run: string, name: string): Promise<Buffer> {
  const file = await readFile(path.join(run, "checkpoint", name));
  return file.subarray(8 + Number(file.readBigUInt64LE(0)));
}

async function stepsKept(run: string, name: string): Promise<number> {
  return (await loadCheckpoint(path.join(run, "checkpoint", name)))?.progress.step ?? 0;
}

test("killed at any moment and resumed, a run ends with the same bits as one that was never stopped", async () => {
  const [whole, killed] = [path.join(temporaryFolder(), "whole"), path.join(temporaryFolder(), "killed")];
  const steps = await trainInChild(whole).ended;
  assert.ok(steps > firstSteps);
  let [reached, interrupted] = [0, 0];
  // After a step, in the middle of writing a checkpoint or a step, at an epoch's end (3 steps each), in the second training.
  for (const [step, delay] of [
    [1, 0],
    [4, 3],
    [6, 1],
    [10, 7],
    [firstSteps + 2, 2],
  ] as const) {
    const last = await trainInChild(killed, step, delay).ended;
    interrupted += Number(last < steps);
    // A damaged file would be refused; one that is not there yet is undefined.
    await loadCheckpoint(path.join(killed, "checkpoint", "best.safetensors"));
    const kept = (await stepsKept(killed, "last.safetensors")) + (await stepsKept(killed, "refit.safetensors"));
    assert.ok(kept >= Math.max(reached, last - 1), `step ${kept} is kept, of ${last}`);
    reached = kept;
  }
  // A busy machine may let a child get away; not all of them.
  assert.ok(interrupted > 0);
  await trainInChild(killed).ended;
  for (const name of ["last.safetensors", "best.safetensors", "refit.safetensors"]) {
    assert.ok((await weightsOf(killed, name)).equals(await weightsOf(whole, name)), name);
  }
  const names = await readdir(killed, { recursive: true });
  assert.deepEqual(
    names.filter((name) => /\.(tmp|stale)$|lock/.test(name)),
    [],
  );
  const log = await readFile(path.join(killed, "log.jsonl"), "utf8");
  const logged = log.split("\n").flatMap((line) => {
    const [, step] = /"type":"step","step":(\d+)/.exec(line) ?? [];
    return step === undefined ? [] : [Number(step) + (line.includes('"pass":"refit"') ? firstSteps : 0)];
  });
  assert.deepEqual(
    logged,
    Array.from({ length: steps }, (_, i) => i + 1),
    "every step is in the log once",
  );
  const models = await Promise.all(
    [whole, killed].map((run) => loadModel(path.join(run, "model.onnx"), { threads: 1 })),
  );
  assert.deepEqual(models[1]!.info.threshold, models[0]!.info.threshold);
});

test("a second process is refused while the first one trains into the folder", async () => {
  const run = path.join(temporaryFolder(), "shared");
  const { ended } = trainInChild(run, 4, 0, async () => {
    for (const more of [{ resume: true }, { overwrite: true }]) {
      await assert.rejects(
        train(data, { ...options, run, ...more }),
        failure("RUN_LOCKED", /is training into this run/),
      );
    }
  });
  await ended;
});

test("a full disk stops a training; with room again it is resumed from the last whole checkpoint", async (t) => {
  const [whole, full] = [path.join(temporaryFolder(), "whole"), path.join(temporaryFolder(), "full")];
  await (await train(data, { ...options, run: whole })).close();
  // A checkpoint is written in some thirty parts: this is in the middle of the third.
  const empty = fillDisk(t, { fitting: 70, name: "last.safetensors" });
  await assert.rejects(train(data, { ...options, run: full }), failure("DISK_FULL", /last\.safetensors: no room/));
  empty();
  const names = await readdir(path.join(full, "checkpoint"));
  assert.ok(names.includes("last.safetensors") && names.every((name) => name.endsWith(".safetensors")), names.join());
  await (await train(data, { ...options, run: full, resume: true })).close();
  assert.ok((await weightsOf(full, "last.safetensors")).equals(await weightsOf(whole, "last.safetensors")));
});

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import type { KindredError } from "../../src/core/errors.js";
import { takeLock } from "../../src/training/lock.js";

const folder = await mkdtemp(path.join(tmpdir(), "kindred-lock-"));
after(() => rm(folder, { recursive: true }));

const locked = (error: KindredError): boolean => error.code === "RUN_LOCKED";

test("a lock is held until it is released, against the same process too", async () => {
  const file = path.join(folder, "own");
  const lock = await takeLock(file);
  await assert.rejects(
    takeLock(file),
    (error: KindredError) => locked(error) && error.message.includes(`process ${process.pid}`),
  );
  await lock.release();
  await (await takeLock(file)).release();
  assert.equal(existsSync(file), false);
});

test("of many that want it at once, one gets it", async () => {
  const file = path.join(folder, "many");
  const attempts = await Promise.allSettled(Array.from({ length: 8 }, () => takeLock(file)));
  assert.equal(attempts.filter(({ status }) => status === "fulfilled").length, 1);
});

test("the lock of a live process stands, that of a killed one is taken over", async () => {
  const file = path.join(folder, "other");
  const source = new URL("../../src/training/lock.ts", import.meta.url).href;
  const script = `const { takeLock } = await import(${JSON.stringify(source)}); await takeLock(${JSON.stringify(file)}); console.log("held"); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, [
    "--conditions=kindred-source",
    "--import",
    "tsx",
    "--input-type=module",
    "-e",
    script,
  ]);
  await new Promise<void>((resolve) => child.stdout.once("data", () => resolve()));
  await assert.rejects(
    takeLock(file),
    (error: KindredError) => locked(error) && error.message.includes(`process ${child.pid}`),
  );
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await gone;
  assert.ok(existsSync(file), "the killed process left its lock");
  const lock = await takeLock(file);
  assert.equal((JSON.parse(await readFile(file, "utf8")) as { pid: number }).pid, process.pid);
  await lock.release();
  assert.deepEqual(
    (await readdir(folder)).filter((name) => name.includes("stale")),
    [],
  );
});

test(
  "a live process that began later than the lock says is another one with the same number",
  { skip: startsUnknown() },
  async () => {
    const file = path.join(folder, "reused");
    await writeFile(file, JSON.stringify({ pid: process.pid, host: hostname(), started: "1" }));
    await (await takeLock(file)).release();
  },
);

test("the lock of another machine stands: nothing is known of its processes", async () => {
  const file = path.join(folder, "machine");
  const { pid } = spawnSync(process.execPath, ["-e", ""]);
  await writeFile(file, JSON.stringify({ pid, host: "elsewhere", started: "" }));
  await assert.rejects(
    takeLock(file),
    (error: KindredError) => locked(error) && error.message.includes("on elsewhere"),
  );
});

test("a lock that was never written to the end is taken over", async () => {
  const file = path.join(folder, "torn");
  await writeFile(file, `{"pid":`);
  await (await takeLock(file)).release();
});

function startsUnknown(): false | string {
  return existsSync("/proc/self/stat") ? false : "the system does not say when a process began";
}

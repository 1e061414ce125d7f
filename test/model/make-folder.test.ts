import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { chmod, mkdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { makeFolder } from "../../src/model/make-folder.js";
import { writeAtomically } from "../../src/model/write-atomically.js";
import { openRunFolder } from "../../src/training/run-folder.js";
import { temporaryFolder, write } from "../testkit/pictures.js";

const folder = temporaryFolder();
const file = write(folder, "file", "x");

test("makes what is missing, also where others make it at the same time, and leaves what is there", async () => {
  const deep = join(folder, "a", "b", "c");
  await Promise.all(Array.from({ length: 8 }, () => makeFolder(deep)));
  assert.ok((await stat(deep)).isDirectory());
  await makeFolder(deep);
});

test("a file in the way is named, by everything that writes", async () => {
  const below = join(file, "x", "y");
  const said = `${file} is a file, not a folder`;
  await assert.rejects(makeFolder(below), { code: "NOT_FOUND", message: said });
  await assert.rejects(makeFolder(file), { code: "NOT_FOUND", message: said });
  const written = { code: "NOT_FOUND", message: `${below}: cannot be written: ${said}` };
  await assert.rejects(writeAtomically(below, "text"), written);
  const run = { code: "RUN_INVALID", message: `${below}: the run folder cannot be made: ${said}` };
  await assert.rejects(openRunFolder(below), run);
});

const noProc = existsSync("/proc/self") ? false : "does not apply: no /proc on this system";

test("a folder that takes no new ones is an error, and not waited for", { skip: noProc, timeout: 10_000 }, async () => {
  const said = { code: "NOT_FOUND", message: "no folder can be made in /proc" };
  await assert.rejects(makeFolder("/proc/kindred"), said);
  await assert.rejects(makeFolder("/proc/kindred/below"), said);
  await assert.rejects(openRunFolder("/proc/kindred"), {
    code: "RUN_INVALID",
    message: /no folder can be made in \/proc$/,
  });
});

const isRoot = process.getuid?.() === 0 ? "does not apply: root may write anywhere" : false;

test("want of rights stays what the system calls it", { skip: isRoot }, async () => {
  const closed = join(folder, "closed");
  await mkdir(closed);
  await chmod(closed, 0o500);
  await assert.rejects(makeFolder(join(closed, "x")), { code: "EACCES" });
});

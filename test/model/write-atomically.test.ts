import assert from "node:assert/strict";
import fs from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import type { KindredError } from "../../src/core/errors.js";
import { writeAtomically } from "../../src/model/write-atomically.js";
import { fillDisk } from "../testkit/full-disk.js";

const folder = await fs.mkdtemp(path.join(tmpdir(), "kindred-write-"));
after(() => fs.rm(folder, { recursive: true }));

test("writes text and parts, making folders on the way, and leaves no other file", async () => {
  const file = path.join(folder, "a", "b", "file.bin");
  await writeAtomically(file, "first");
  await writeAtomically(file, [Buffer.from("second "), Buffer.from("part")]);
  assert.equal(await fs.readFile(file, "utf8"), "second part");
  assert.deepEqual(await fs.readdir(path.dirname(file)), ["file.bin"]);
});

for (const code of ["ENOSPC", "EDQUOT"]) {
  test(`${code} becomes DISK_FULL: the old file stays whole, nothing half-written stays`, async (t) => {
    const file = path.join(folder, code, "file.bin");
    await writeAtomically(file, "old");
    fillDisk(t, { fitting: 1, code });
    const full = (error: KindredError): boolean => error.code === "DISK_FULL" && error.message.includes(file);
    await assert.rejects(writeAtomically(file, [Buffer.from("new"), Buffer.from("half")]), full);
    assert.equal(await fs.readFile(file, "utf8"), "old");
    assert.deepEqual(await fs.readdir(path.dirname(file)), ["file.bin"]);
  });
}

test("other failures are passed on as they are", async () => {
  const target = path.join(folder, "is-a-folder");
  await fs.mkdir(path.join(target, "child"), { recursive: true });
  await assert.rejects(
    writeAtomically(target, "x"),
    (error: NodeJS.ErrnoException) => error.code !== undefined && error.name === "Error",
  );
  assert.deepEqual(
    (await fs.readdir(folder)).filter((name) => name.endsWith(".tmp")),
    [],
  );
});

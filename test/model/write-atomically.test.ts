import assert from "node:assert/strict";
import fs from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test, type TestContext } from "node:test";
import type { KindredError } from "../../src/core/errors.js";
import { writeAtomically } from "../../src/model/write-atomically.js";

const folder = await fs.mkdtemp(path.join(tmpdir(), "kindred-write-"));
after(() => fs.rm(folder, { recursive: true }));

test("writes text and parts, making folders on the way, and leaves no other file", async () => {
  const file = path.join(folder, "a", "b", "file.bin");
  await writeAtomically(file, "first");
  await writeAtomically(file, [Buffer.from("second "), Buffer.from("part")]);
  assert.equal(await fs.readFile(file, "utf8"), "second part");
  assert.deepEqual(await fs.readdir(path.dirname(file)), ["file.bin"]);
});

/** Lets `succeed` writes through and fails the next one as a full disk does. */
function fillDisk(t: TestContext, succeed: number, code: string): void {
  const open = fs.open.bind(fs);
  t.mock.method(fs, "open", async (...args: Parameters<typeof fs.open>) => {
    const handle = await open(...args);
    const write = handle.writeFile.bind(handle);
    let writes = 0;
    handle.writeFile = async (...data) => {
      if (writes++ < succeed) return write(...data);
      await write(Buffer.from("hal"));
      throw Object.assign(new Error(`${code}: no space left on device, write`), { code });
    };
    return handle;
  });
  syncBuiltinESMExports();
  t.after(() => {
    t.mock.restoreAll();
    syncBuiltinESMExports();
  });
}

for (const code of ["ENOSPC", "EDQUOT"]) {
  test(`${code} becomes DISK_FULL: the old file stays whole, nothing half-written stays`, async (t) => {
    const file = path.join(folder, code, "file.bin");
    await writeAtomically(file, "old");
    fillDisk(t, 1, code);
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

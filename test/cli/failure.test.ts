// How errors end a command: what is said, to whom, and the exit status.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import picocolors from "picocolors";
import { reportFailure } from "../../src/cli/failure.js";
import type { Output } from "../../src/cli/output.js";
import { KindredError } from "../../src/core/errors.js";
import { temporaryFolder, write } from "../testkit/pictures.js";

function report(error: unknown, verbose = false): { status: number; notes: string[]; results: object[] } {
  const notes: string[] = [];
  const results: object[] = [];
  const colours = picocolors.createColors(false);
  const output: Output = {
    ...{ json: true, colours, noteColours: colours, say: () => undefined },
    note: (text) => void notes.push(text),
    result: (value) => void results.push(value),
  };
  return { status: reportFailure(error, output, verbose), notes, results };
}

function failureOf(action: () => unknown): unknown {
  try {
    return action();
  } catch (error) {
    return error;
  }
}

test("an error of Kindred keeps its code and message", () => {
  assert.deepEqual(report(new KindredError("DATA_EMPTY", "faces: nothing")), {
    ...{ status: 2, notes: ["error: faces: nothing"] },
    results: [{ error: { code: "DATA_EMPTY", message: "faces: nothing" } }],
  });
});

test("an interruption is no error, and has a status of its own", () => {
  const { status, notes } = report(new KindredError("INTERRUPTED", "stopped; go on with: ..."));
  assert.deepEqual([status, notes], [130, ["stopped; go on with: ..."]]);
});

test("a full disk has its code wherever it is met; other words of the system keep theirs", () => {
  const full = Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC", syscall: "write" });
  assert.match(report(full).notes[0]!, /^error: no room left on the disk/);
  assert.deepEqual(report(full).results, [
    { error: { code: "DISK_FULL", message: "no room left on the disk: ENOSPC: no space left on device, write" } },
  ]);
  const denied = Object.assign(new Error("EACCES: permission denied, open 'x'"), { code: "EACCES", syscall: "open" });
  assert.deepEqual(report(denied).notes, ["error: EACCES: permission denied, open 'x'"]);
});

test("a path below a file says which part is the file, not what the system calls it", () => {
  const folder = temporaryFolder();
  const file = write(folder, "faces.png", "x");
  const error = failureOf(() => readFileSync(join(file, "anna", "1.png")));
  const message = `${file}/anna/1.png: no such file: ${file} is a file, not a folder`;
  assert.deepEqual(report(error).results, [{ error: { code: "NOT_FOUND", message } }]);
});

test("anything else is a bug, and says how to find it; only --verbose shows the stack", () => {
  assert.deepEqual(report(new TypeError("x is undefined")).notes, [
    "error: x is undefined (unexpected, so a bug in Kindred: --verbose says where)",
  ]);
  assert.match(report(new TypeError("x is undefined"), true).notes[1]!, /^TypeError: x is undefined\n +at /);
  assert.match(report("a string").notes[0]!, /thrown was 'a string'/);
});

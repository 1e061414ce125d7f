import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { officialRuns } from "../../src/data/official-runs.js";

const root = mkdtempSync(join(tmpdir(), "kindred-runs-"));
after(() => rmSync(root, { recursive: true }));

/** A folder of runs; each is its class_labels.txt, test files and training files. */
function folder(name: string, runs: Record<string, { labels?: string; test: string[]; training: string[] }>): string {
  const path = join(root, name);
  mkdirSync(path, { recursive: true });
  for (const [run, { labels, test, training }] of Object.entries(runs)) {
    for (const [kind, names] of [
      ["test", test],
      ["training", training],
    ] as const) {
      mkdirSync(join(path, run, kind), { recursive: true });
      for (const each of names) writeFileSync(join(path, run, kind, each), "");
    }
    if (labels !== undefined) writeFileSync(join(path, run, "class_labels.txt"), labels);
  }
  return path;
}

const good = {
  labels: "run01/test/item01.png run01/training/class02.png\r\nrun01/test/item02.png run01/training/class01.png\n\n",
  test: ["item01.png", "item02.png"],
  training: ["class01.png", "class02.png", ".DS_Store"],
};

test("reads runs in order of name, and which training item each test item belongs to", async () => {
  const path = folder("good", { run02: good, run01: good, notes: { test: [], training: [] } });
  const runs = await officialRuns(path);
  assert.deepEqual(
    runs.map(({ name }) => name),
    ["run01", "run02"],
  );
  assert.deepEqual(runs[1], {
    name: "run02",
    test: ["item01.png", "item02.png"].map((name) => join(path, "run02", "test", name)),
    training: ["class01.png", "class02.png"].map((name) => join(path, "run02", "training", name)),
    truth: Int32Array.of(1, 0),
  });
});

test("finds the runs one folder down", async () => {
  folder("nested/all_runs", { run01: good });
  assert.equal((await officialRuns(join(root, "nested"))).length, 1);
});

test("a folder that is missing or holds no runs", async () => {
  await assert.rejects(officialRuns(join(root, "nowhere")), { code: "NOT_FOUND", message: /nowhere: no such folder/ });
  const path = folder("empty", { run01: { test: [], training: [] } });
  await assert.rejects(officialRuns(path), {
    code: "DATA_EMPTY",
    message: /class_labels\.txt, test\/ and training\/; found none/,
  });
});

const faults: readonly [string, string, RegExp][] = [
  [
    "missing-training",
    "run01/test/item01.png run01/training/class09.png",
    /class_labels\.txt, line 1: .*class09\.png does not exist/,
  ],
  ["missing-test", "\nrun01/test/item09.png run01/training/class01.png", /line 2: .*item09\.png does not exist/],
  ["one-column", "run01/test/item01.png", /line 1: expected a test file and a training file/],
  ["swapped", "run01/training/class01.png run01/test/item01.png", /line 1: expected a path like run01\/test\/NAME/],
  ["empty-labels", "\n", /names no test item/],
  ["twice", "run01/test/item01.png run01/training/class01.png\n".repeat(2), /names a test item twice/],
];
for (const [name, labels, message] of faults) {
  test(`a run that breaks the layout: ${name}`, async () => {
    await assert.rejects(officialRuns(folder(name, { run01: { ...good, labels } })), { code: "DATA_INVALID", message });
  });
}

test("a run without its training folder", async () => {
  const path = folder("no-training", { run01: good });
  rmSync(join(path, "run01", "training"), { recursive: true });
  await assert.rejects(officialRuns(path), { code: "NOT_FOUND", message: /training: no such folder/ });
});

// Reads the layout of Omniglot's official one-shot runs (brendenlake/omniglot, all_runs.zip, unpacked):
//
//   FOLDER/run01/class_labels.txt     a line a test item:  run01/test/item01.png run01/training/class08.png
//   FOLDER/run01/test/item01.png ...
//   FOLDER/run01/training/class01.png ...
//
// Any folder laid out like this will do, with any number of runs, items and classes, and any kind of file. FOLDER may also
// hold the runs one folder down, as unpacking often leaves them. How runs are scored: evaluation/official-runs.ts.

import { readFile, readdir, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { KindredError, check } from "../core/errors.js";

export interface OfficialRun {
  /** The folder's name, e.g. "run01". */
  readonly name: string;
  /** Paths of the test items, in the order of class_labels.txt. */
  readonly test: readonly string[];
  /** Paths of the training items, one a class, in order of name. */
  readonly training: readonly string[];
  /** Index into `training` that each test item belongs to. */
  readonly truth: Int32Array;
}

const LABELS = "class_labels.txt";

/**
 * The runs in `folder`, in order of name.
 *
 * @throws NOT_FOUND where there is no such folder; DATA_EMPTY where it holds no run; DATA_INVALID, with file and line, where a
 *   run breaks the layout or names a file that is not there
 */
export async function officialRuns(folder: string): Promise<OfficialRun[]> {
  const root = await runsRoot(folder);
  const names = await runNames(root);
  return Promise.all(names.map((name) => readRun(join(root, name), name)));
}

/** `folder`, or the one folder within it that holds the runs. */
async function runsRoot(folder: string): Promise<string> {
  if ((await runNames(folder)).length > 0) return folder;
  for (const name of await entries(folder, "directories")) {
    const inner = join(folder, name);
    if ((await runNames(inner)).length > 0) return inner;
  }
  throw new KindredError(
    "DATA_EMPTY",
    `${folder}: expected folders like run01, each with ${LABELS}, test/ and training/; found none`,
  );
}

async function runNames(folder: string): Promise<string[]> {
  const names = await entries(folder, "directories");
  const found = await Promise.all(names.map((name) => isFile(join(folder, name, LABELS))));
  return names.filter((_, i) => found[i]);
}

async function readRun(folder: string, name: string): Promise<OfficialRun> {
  const file = join(folder, LABELS);
  const trainingNames = await entries(join(folder, "training"), "files");
  const testNames = new Set(await entries(join(folder, "test"), "files"));
  const test: string[] = [];
  const truth: number[] = [];
  const lines = (await readFile(file, "utf8")).split(/\r?\n/);
  lines.forEach((line, i) => {
    if (line.trim() === "") return;
    const where = `${file}, line ${i + 1}`;
    const [item, answer, ...rest] = line.trim().split(/\s+/);
    check(
      answer !== undefined && rest.length === 0,
      "DATA_INVALID",
      `${where}: expected a test file and a training file, got "${line.trim()}"`,
    );
    const [itemName, answerName] = [nameWithin(item!, "test", where), nameWithin(answer, "training", where)];
    check(testNames.has(itemName), "DATA_INVALID", `${where}: ${join(folder, "test", itemName)} does not exist`);
    const index = trainingNames.indexOf(answerName);
    check(index >= 0, "DATA_INVALID", `${where}: ${join(folder, "training", answerName)} does not exist`);
    test.push(join(folder, "test", itemName));
    truth.push(index);
  });
  check(test.length > 0, "DATA_INVALID", `${file}: names no test item`);
  check(new Set(test).size === test.length, "DATA_INVALID", `${file}: names a test item twice`);
  return {
    name,
    test,
    training: trainingNames.map((each) => join(folder, "training", each)),
    truth: Int32Array.from(truth),
  };
}

/** The file's name out of `run01/test/item01.png`; the run's own name in front is not relied on. */
function nameWithin(path: string, folder: "test" | "training", where: string): string {
  const parts = path.split(/[\\/]/);
  check(parts.at(-2) === folder, "DATA_INVALID", `${where}: expected a path like run01/${folder}/NAME, got "${path}"`);
  return basename(parts.at(-1)!);
}

async function entries(folder: string, kind: "files" | "directories"): Promise<string[]> {
  const found = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
    throw new KindredError("NOT_FOUND", `${folder}: no such folder`, { cause });
  });
  return found
    .filter((entry) => !entry.name.startsWith(".") && (kind === "files" ? entry.isFile() : entry.isDirectory()))
    .map((entry) => entry.name)
    .sort();
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}

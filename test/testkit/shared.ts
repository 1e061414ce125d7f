// Where tests find what is too large or too foreign for the repository: golden values, real data. The folder is named by
// the environment variable KINDRED_SHARED, by default `../shared` beside the repository. Without it such tests are
// skipped, visibly:
//
//   const path = shared("golden/losses.json");
//   test("golden: losses", { skip: missing(path) }, () => { const golden = readJson<Golden>(path!); ... });

import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's root folder. */
export const repository: string = fileURLToPath(new URL("../..", import.meta.url));

/** Absolute path of `name` within the shared folder, or undefined where there is no such file or folder. */
export function shared(name: string): string | undefined {
  const path = resolve(repository, process.env["KINDRED_SHARED"] ?? "../shared", name);
  return existsSync(path) ? path : undefined;
}

/** The `skip` option of a test: false where the path is there, else why the test is skipped. */
export function missing(path: string | undefined): false | string {
  return path === undefined ? "shared files are absent (set KINDRED_SHARED)" : false;
}

/** A JSON file's content, taken to be a T. */
export function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(path, "utf8")) as T;
}

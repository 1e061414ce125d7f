// The export map of package.json says what src/ has: one subpath a family, each with its source, types and built file.

import assert from "node:assert/strict";
import { test } from "node:test";
import { version } from "../../src/core/version.js";
import { allFiles, assertNone, read } from "./tree.js";

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly bin: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly imports: Readonly<Record<string, unknown>>;
}

const manifest = JSON.parse(read("package.json")) as Manifest;
const sources = new Set(allFiles().filter((file) => file.startsWith("src/")));

/** Folders that are no family of their own: `core` is what the others are made of, `cli` is a program. */
const internal = ["core", "cli"];

const families = [...sources]
  .map((file) => /^src\/([^/]+)\/index\.ts$/.exec(file)?.[1])
  .filter((folder) => folder !== undefined)
  .filter((folder) => !internal.includes(folder));

const subpaths = Object.keys(manifest.exports).filter((subpath) => !subpath.endsWith(".json"));

/** "./losses" -> "losses/", "." -> "". */
function folderOf(subpath: string): string {
  return subpath === "." ? "" : `${subpath.slice(2)}/`;
}

test("every family has a subpath", () => {
  const missing = families.filter((family) => !(`./${family}` in manifest.exports));
  assertNone(missing, "add them to `exports` in package.json");
});

test("every condition of every subpath is in its place, source first", () => {
  for (const subpath of subpaths) {
    const folder = folderOf(subpath);
    const expected = [
      ["kindred-source", `./src/${folder}index.ts`],
      ["types", `./dist/${folder}index.d.ts`],
      ["default", `./dist/${folder}index.js`],
    ];
    assert.deepEqual(Object.entries(manifest.exports[subpath]!), expected, subpath);
  }
});

for (const subpath of subpaths) {
  test(`${manifest.name}${subpath.slice(1)} can be imported and exports something`, async () => {
    const source = `src/${folderOf(subpath)}index.ts`;
    assert.ok(sources.has(source), `package.json exports "${subpath}", but ${source} does not exist`);
    const module = (await import(manifest.name + subpath.slice(1))) as Readonly<Record<string, unknown>>;
    assert.notDeepEqual(Object.keys(module), []);
    assert.ok(!("default" in module), "exports are named");
  });
}

test("the version in the source, package.json and package-lock.json is one", () => {
  const lock = JSON.parse(read("package-lock.json")) as Manifest;
  assert.deepEqual([version, lock.version], [manifest.version, manifest.version]);
});

test("the imports map and the command name files that src/ has", () => {
  const named = [...filesIn(manifest.imports), ...Object.values(manifest.bin)];
  const missing = named
    .map((file) => file.replace(/^(\.\/)?(dist|src)\//, "src/").replace(/(\.d)?\.(ts|js)$/, ".ts"))
    .filter((file) => !sources.has(file));
  assertNone(missing, "no such file");
});

function filesIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(filesIn) : [];
}

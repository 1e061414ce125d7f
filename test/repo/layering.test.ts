// Data flows one way through src/: a folder imports only from folders above it, no file imports itself through others,
// and what runs in the browser reaches no Node module, however indirectly.

import assert from "node:assert/strict";
import { builtinModules } from "node:module";
import path from "node:path";
import { test } from "node:test";
import { allFiles, assertNone, importsOf, parse, type Import } from "./tree.js";

const layers = [
  ...["core", "client", "graph", "engine", "distances", "data", "encoders", "miners", "losses", "model"],
  ...["evaluation", "report", "training", "gallery", "anomalies", "serve", "index.ts", "cli"],
];

/** Folders whose every file runs in the browser. */
const browserFolders = ["core", "client", "graph", "distances", "encoders", "miners", "losses"];

/** Packages that need Node: native code, or its modules. */
const nodePackages = ["sharp", "onnxruntime-node", "commander"];

const runtime = { node: "src/engine/runtime/node.ts", web: "src/engine/runtime/web.ts" };

const sources = allFiles().filter((file) => file.startsWith("src/") && file.endsWith(".ts"));
const imports = new Map(sources.map((file) => [file, importsOf(parse(file))]));

/** "graph" for src/graph/ops/add.ts, "index.ts" for src/index.ts. */
function layerOf(file: string): string {
  return file.split("/")[1]!;
}

/** The file of src/ that `specifier` names in `file`, or undefined for a package. */
function target(file: string, specifier: string, platform: keyof typeof runtime): string | undefined {
  if (specifier === "#runtime") return runtime[platform];
  if (!specifier.startsWith(".")) return undefined;
  return path.posix.join(path.posix.dirname(file), specifier).replace(/\.js$/, ".ts");
}

function where(file: string, { line, specifier }: Import): string {
  return `${file}:${line} imports ${specifier}`;
}

test("every folder of src/ has its place in the order", () => {
  const unknown = sources.filter((file) => !layers.includes(layerOf(file)));
  assert.ok(sources.length > 0, "src/ is empty");
  assertNone(unknown, "add the folder to `layers` in test/repo/layering.test.ts, in data order");
});

test("relative imports name a file that exists, with its .js suffix", () => {
  const missing = [...imports].flatMap(([file, list]) =>
    list
      .filter(({ specifier }) => specifier.startsWith("."))
      .filter(({ specifier }) => !specifier.endsWith(".js") || !imports.has(target(file, specifier, "node")!))
      .map((item) => where(file, item)),
  );
  assertNone(missing, "no such file");
});

test("a folder imports only from folders above it", () => {
  const upward = [...imports].flatMap(([file, list]) =>
    list
      .filter(({ specifier }) => {
        const imported = target(file, specifier, "node");
        return imported !== undefined && layers.indexOf(layerOf(imported)) > layers.indexOf(layerOf(file));
      })
      .map((item) => where(file, item)),
  );
  assertNone(upward, `upward imports (the order is ${layers.join(", ")})`);
});

test("no file of src/ imports the package by its own name", () => {
  const own = [...imports].flatMap(([file, list]) =>
    list.filter(({ specifier }) => /^kindred(\/|$)/.test(specifier)).map((item) => where(file, item)),
  );
  assertNone(own, "write a relative path");
});

test("no import cycle between files, type imports included", () => {
  const cycle = findCycle();
  assert.equal(cycle, undefined, `cycle: ${cycle?.join(" -> ")}`);
});

for (const folder of browserFolders) {
  test(`${folder}/ reaches no Node module`, () => {
    const starts = sources.filter((file) => layerOf(file) === folder);
    const paths = starts.flatMap((file) => nodeImportsFrom(file));
    assertNone(paths, "not in the browser");
  });
}

test("the engine with its web runtime reaches no Node module", () => {
  assert.ok(imports.has(runtime.web), `${runtime.web} does not exist`);
  const starts = sources.filter((file) => layerOf(file) === "engine" && file !== runtime.node);
  const paths = starts.flatMap((file) => nodeImportsFrom(file));
  assertNone(paths, "not in the browser");
});

function isNodeModule(specifier: string): boolean {
  return specifier.startsWith("node:") || builtinModules.includes(specifier) || nodePackages.includes(specifier);
}

/** Every chain of value imports from `start` to a Node module, as text; #runtime is the web's. */
function nodeImportsFrom(start: string): string[] {
  const chains: string[] = [];
  const seen = new Set<string>();
  const walk = (file: string, chain: readonly string[]): void => {
    if (seen.has(file)) return;
    seen.add(file);
    for (const { specifier, typeOnly } of imports.get(file) ?? []) {
      if (typeOnly) continue;
      if (isNodeModule(specifier)) chains.push([...chain, file, specifier].join(" -> "));
      const next = target(file, specifier, "web");
      if (next !== undefined) walk(next, [...chain, file]);
    }
  };
  walk(start, []);
  return chains;
}

function findCycle(): readonly string[] | undefined {
  const done = new Set<string>();
  const walk = (file: string, chain: readonly string[]): readonly string[] | undefined => {
    if (chain.includes(file)) return [...chain.slice(chain.indexOf(file)), file];
    if (done.has(file)) return undefined;
    for (const { specifier } of imports.get(file) ?? []) {
      const next = target(file, specifier, "node");
      const cycle = next === undefined ? undefined : walk(next, [...chain, file]);
      if (cycle !== undefined) return cycle;
    }
    done.add(file);
    return undefined;
  };
  for (const file of sources) {
    const cycle = walk(file, []);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}

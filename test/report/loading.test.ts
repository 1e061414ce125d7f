// The command line must start fast, and most commands draw nothing: the packages that draw are loaded on first use.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";

const folder = path.join(import.meta.dirname, "../../src/report");
const heavy = ["@observablehq/plot", "linkedom", "umap-js", "sharp"];

test("no file of the report imports a package that draws before it draws", () => {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
  const sources = files.map((file) => ({ file, text: readFileSync(path.join(folder, file), "utf8") }));
  for (const name of heavy) {
    const eager = sources.filter(({ text }) => new RegExp(`^import (?!type )[^;]*?from "${name}"`, "m").test(text));
    assert.deepEqual(
      eager.map(({ file }) => file),
      [],
      `${name} is loaded at once`,
    );
    assert.ok(
      sources.some(({ text }) => text.includes(`import("${name}")`)),
      `${name} is not loaded at all`,
    );
  }
});

// What must not be in the repository: `any` and silenced checks, unfinished work, names of machines and registries, drawers
// called utils, large files.

import { statSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import ts from "typescript";
import { allFiles, assertNone, parse, read, root, visit } from "./tree.js";

const files = allFiles();
const scripts = files.filter((file) => /\.(ts|tsx)$/.test(file));
const texts = files.filter((file) => /\.(ts|tsx|js|mjs|json|md|html|css|ya?ml|py|sh)$|^\.|^LICENSE$/.test(file));

/** This file has to write down what it looks for. */
const self = "test/repo/hygiene.test.ts";

test("no `any`", () => {
  const found = scripts.flatMap((file) => {
    const source = parse(file);
    const lines: string[] = [];
    visit(source, (node) => {
      if (node.kind !== ts.SyntaxKind.AnyKeyword) return;
      lines.push(`${file}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}`);
    });
    return lines;
  });
  assertNone(found, "give it a type, or `unknown`");
});

test("no check is silenced", () => {
  assertNone(matches(/@ts-(ignore|nocheck|expect-error)|eslint-disable|prettier-ignore/), "mend it instead");
});

test("no unfinished work", () => {
  assertNone(matches(/\b(TODO|FIXME|XXX|HACK)\b|\b[nN]ot (yet )?implemented/, /\.json$/), "finish it, or leave it out");
});

test("no package registry is named: everybody installs from their own", () => {
  const host =
    /\b(registry\.[a-z]+\.(com|org|io)|npmjs\.|npmmirror\.|yarnpkg\.|pypi\.|pythonhosted\.|crates\.io|repo1?\.maven|deb\.debian)/;
  assertNone(matches(host), "leave the host out");
  const resolved = /"resolved": "http/;
  assertNone(matches(resolved), "package-lock.json names hosts; install with the settings of .npmrc");
});

test("no path of somebody's machine", () => {
  assertNone(matches(/(?<![\w.\]}/])\/(home|Users|root|work)\/\w|\b[A-Z]:\\Users/), "make it relative");
});

test("files are named in kebab-case, after what they hold", () => {
  const badly = files
    .filter((file) => /^(src|test|benchmarks|examples|scripts|page)\//.test(file))
    .filter((file) => {
      const name = path.basename(file).replace(/(\.(test|worker|config))?(\.d)?\.\w+$/, "");
      return !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name) || /^(utils?|helpers?|misc|common)$/.test(name);
    })
    .filter((file) => /\.(ts|tsx|js|mjs|py)$/.test(file));
  assertNone(badly, "rename");
});

test("a source file opens with what it is", () => {
  const silent = scripts
    .filter((file) => /^(src|examples|benchmarks)\//.test(file))
    .filter((file) => !/(^|\/)index\.ts$/.test(file))
    .filter((file) => !/^(#!.*\n)?(\/\/|\/\*)/.test(read(file)));
  assertNone(silent, "begin with a comment: what it is, its formula or format, its source");
});

test("no file over 4 MB", () => {
  const large = files.filter((file) => statSync(path.join(root, file)).size > 4e6);
  assertNone(large, "data and models live elsewhere");
});

/** Lines that `pattern` matches, as `file:line text`, in files whose path `except` does not match. */
function matches(pattern: RegExp, except?: RegExp): string[] {
  return texts
    .filter((file) => file !== self && !except?.test(file))
    .flatMap((file) =>
      read(file)
        .split("\n")
        .map((line, i) => ({ line, where: `${file}:${i + 1}` }))
        .filter(({ line }) => pattern.test(line))
        .map(({ line, where }) => `${where} ${line.trim().slice(0, 100)}`),
    );
}

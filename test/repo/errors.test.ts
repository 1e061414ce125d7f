// The error catalogue and docs/errors.md say the same: a heading per code, in the catalogue's order, with status and summary,
// and what to do about it.

import assert from "node:assert/strict";
import { test } from "node:test";
import ts from "typescript";
import { catalogue, KindredError, type ErrorCode } from "../../src/core/errors.js";
import { allFiles, assertNone, parse, read, visit } from "./tree.js";

const codes = Object.keys(catalogue) as ErrorCode[];

/** Code -> the text under its heading. */
const documented = new Map(
  read("docs/errors.md")
    .split(/^## /m)
    .slice(1)
    .map((section) => [/^.*/.exec(section)![0].trim(), section.slice(section.indexOf("\n")).trim()] as const),
);

test("docs/errors.md has the codes of the catalogue, in its order", () => {
  assert.deepEqual([...documented.keys()], codes);
});

for (const code of codes) {
  test(`${code}: docs give the status and the summary of the catalogue, and advice`, () => {
    const text = documented.get(code) ?? "";
    const { status, summary } = catalogue[code];
    const opening = `HTTP ${status}. ${summary}`;
    assert.equal(text.split("\n")[0], opening);
    assert.match(text.slice(opening.length).trim(), /\S{3}.*\.$/s, "no advice");
  });
}

test("an error carries its code, its status and its cause", () => {
  const cause = new Error("ENOSPC");
  const error = new KindredError("DISK_FULL", "runs/faces: no space left", { cause });
  assert.ok(error instanceof Error);
  assert.deepEqual([error.name, error.code, error.status], ["KindredError", "DISK_FULL", 507]);
  assert.equal(error.cause, cause);
});

test("src/ throws KindredErrors, not plain ones", () => {
  const plain = allFiles()
    .filter((file) => file.startsWith("src/") && file.endsWith(".ts"))
    .flatMap(plainErrors);
  assertNone(plain, "give it a code");
});

/** Lines from which an `Error`, `TypeError` or `RangeError` leaves its function: nobody can tell them from a bug. */
function plainErrors(file: string): string[] {
  const source = parse(file);
  const found: string[] = [];
  visit(source, (node) => {
    if (!ts.isThrowStatement(node) || !ts.isNewExpression(node.expression)) return;
    if (!/^(Error|TypeError|RangeError)$/.test(node.expression.expression.getText()) || isCaught(node)) return;
    found.push(`${file}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1} ${node.getText()}`);
  });
  return found;
}

/** Whether the function that holds `node` catches what it throws. */
function isCaught(node: ts.Node): boolean {
  for (let child = node; !ts.isFunctionLike(child.parent) && !ts.isSourceFile(child.parent); child = child.parent) {
    const { parent } = child;
    if (ts.isTryStatement(parent) && parent.tryBlock === child && parent.catchClause !== undefined) return true;
  }
  return false;
}

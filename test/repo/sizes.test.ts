// A file over 300 lines or a function over 60 says why: `Why it is long: ...` in the comment that opens the file, or, for one
// function, in the comment above it.

import assert from "node:assert/strict";
import { test } from "node:test";
import ts from "typescript";
import { allFiles, assertNone, parse, read, visit } from "./tree.js";

const fileLimit = 300;
const functionLimit = 60;
const reason = /Why it is long: \S/;

const code = allFiles().filter((file) => /\.(ts|tsx|js|mjs)$/.test(file));

test(`files over ${fileLimit} lines give a reason`, () => {
  const long = code
    .map((file) => ({ file, text: read(file) }))
    .map(({ file, text }) => ({ file, lines: text.split("\n").length - 1, excused: reason.test(openingComment(text)) }))
    .filter(({ lines, excused }) => lines > fileLimit && !excused)
    .map(({ file, lines }) => `${file}: ${lines} lines`);
  assertNone(long, "split it, or say `Why it is long:` in the comment that opens it");
});

test(`functions over ${functionLimit} lines give a reason`, () => {
  const long = code.filter((file) => !file.startsWith("test/")).flatMap(longFunctions);
  assertNone(long, "split it, or say `Why it is long:` in the comment above it or at the top of the file");
});

test("a reason is looked for in the opening comment only", () => {
  assert.match(openingComment("#!/usr/bin/env node\n// A table.\n// Why it is long: a row a code.\n\nf();\n"), reason);
  assert.doesNotMatch(openingComment("// A table.\n\nf(); // Why it is long: no.\n"), reason);
});

/** The comment lines at the top of a file, after a `#!` line. */
function openingComment(text: string): string {
  const lines = text.split("\n");
  const start = lines[0]!.startsWith("#!") ? 1 : 0;
  const end = lines.findIndex((line, i) => i >= start && !/^\s*(\/\/|\/?\*)/.test(line));
  return lines.slice(start, end).join("\n");
}

function longFunctions(file: string): string[] {
  const source = parse(file);
  if (reason.test(openingComment(source.text))) return [];
  const found: string[] = [];
  visit(source, (node) => {
    if (!ts.isFunctionLike(node)) return;
    const line = (position: number): number => source.getLineAndCharacterOfPosition(position).line + 1;
    const lines = line(node.end) - line(node.getStart()) + 1;
    const comments = ts.getLeadingCommentRanges(source.text, statementOf(node).getFullStart()) ?? [];
    const excused = comments.some(({ pos, end }) => reason.test(source.text.slice(pos, end)));
    if (lines > functionLimit && !excused) found.push(`${file}:${line(node.getStart())}: ${lines} lines`);
  });
  return found;
}

/** The declaration or statement that carries the comment of a function: `const f = () => ...` as a whole. */
function statementOf(node: ts.Node): ts.Node {
  return ts.findAncestor(node, (ancestor) => ts.isStatement(ancestor) || ts.isClassElement(ancestor)) ?? node;
}

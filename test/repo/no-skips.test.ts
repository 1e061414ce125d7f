// Tests run. A test may skip where a machine lacks something, with the reason in words; none is switched off, and none
// switches the others off.

import assert from "node:assert/strict";
import { test } from "node:test";
import ts from "typescript";
import { allFiles, assertNone, read, visit } from "./tree.js";

test("no test is switched off, and a skip gives its reason", () => {
  const files = allFiles().filter((file) => file.startsWith("test/") && file.endsWith(".ts"));
  const off = files.flatMap((file) => switchedOff(file, read(file)));
  assertNone(off, 'write { skip: condition && "reason" } or t.skip("reason")');
});

test("every way of switching a test off is seen", () => {
  const ways = [
    'test.skip("a", () => {});',
    'describe.only("a", () => {});',
    'it.todo("a");',
    'test("a", { skip: true }, () => {});',
    'test("a", { only: true }, () => {});',
    'test("a", (t) => t.skip());',
    'test("a", (t) => t.todo("later"));',
  ];
  for (const way of ways) assert.equal(switchedOff("a.test.ts", way).length, 1, way);
  for (const fine of ['test("a", { skip: absent && "no data" }, f);', 'test("a", (t) => t.skip("no data"));'])
    assert.deepEqual(switchedOff("a.test.ts", fine), []);
});

function switchedOff(file: string, text: string): string[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  visit(source, (node) => {
    if (!isMarkedMember(node) && !isMarkedOption(node) && !isSkipWithoutReason(node)) return;
    const line = source.getLineAndCharacterOfPosition(node.getStart()).line + 1;
    found.push(`${file}:${line} ${node.getText().split("\n")[0]}`);
  });
  return found;
}

/** `test.skip`, `describe.only`, `t.todo` ... */
function isMarkedMember(node: ts.Node): boolean {
  if (!ts.isPropertyAccessExpression(node)) return false;
  const onTest =
    /^(test|it|describe|suite)$/.test(node.expression.getText()) && /^(skip|only|todo)$/.test(node.name.text);
  const onContext = node.expression.getText() === "t" && node.name.text === "todo";
  return onTest || onContext;
}

/** `{ skip: true }`, `{ only: true }`, `{ todo: ... }`. */
function isMarkedOption(node: ts.Node): boolean {
  if (!ts.isPropertyAssignment(node)) return false;
  const name = node.name.getText();
  const always = node.initializer.kind === ts.SyntaxKind.TrueKeyword;
  return (/^(skip|only|todo)$/.test(name) && always) || (name === "todo" && isTestOption(node));
}

/** Whether `node` stands in the options of a call of test, it, describe or suite. */
function isTestOption(node: ts.PropertyAssignment): boolean {
  const call = node.parent.parent;
  return ts.isCallExpression(call) && /^(test|it|describe|suite)$/.test(call.expression.getText());
}

function isSkipWithoutReason(node: ts.Node): boolean {
  return ts.isCallExpression(node) && node.expression.getText() === "t.skip" && node.arguments.length === 0;
}

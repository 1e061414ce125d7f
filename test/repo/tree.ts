// The repository as its own tests see it: which files it has, what they hold, what they import.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

export const root: string = fileURLToPath(new URL("../..", import.meta.url));

/** Every file that is committed or could be (neither deleted nor ignored), as a path from the root with "/". */
export function allFiles(): string[] {
  const listed = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], { cwd: root });
  const files = listed.toString("utf8").split("\n").filter(Boolean);
  return [...new Set(files)].filter((file) => existsSync(path.join(root, file))).sort();
}

export function read(file: string): string {
  return readFileSync(path.join(root, file), "utf8");
}

export function parse(file: string): ts.SourceFile {
  return ts.createSourceFile(file, read(file), ts.ScriptTarget.Latest, true);
}

/** Calls `visitor` for `node` and everything below it. */
export function visit(node: ts.Node, visitor: (node: ts.Node) => void): void {
  visitor(node);
  ts.forEachChild(node, (child) => visit(child, visitor));
}

export interface Import {
  /** As written: "./x.js", "node:fs", "sharp", "#runtime". */
  readonly specifier: string;
  readonly line: number;
  /** `import type` and `import("x").T` in a type: erased by the compiler. */
  readonly typeOnly: boolean;
}

/** Imports, re-exports and dynamic imports with a constant name. */
export function importsOf(source: ts.SourceFile): Import[] {
  const found: Import[] = [];
  const add = (literal: ts.Node | undefined, typeOnly: boolean): void => {
    if (literal === undefined || !ts.isStringLiteralLike(literal)) return;
    const line = source.getLineAndCharacterOfPosition(literal.getStart()).line + 1;
    found.push({ specifier: literal.text, line, typeOnly });
  };
  visit(source, (node) => {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, node.importClause?.isTypeOnly ?? false);
    else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly);
    else if (ts.isImportTypeNode(node))
      add(ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined, true);
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      add(node.arguments[0], false);
  });
  return found;
}

/** Fails, naming them one a line, where there are any. */
export function assertNone(found: readonly string[], problem: string): void {
  assert.ok(found.length === 0, `${problem}:\n  ${found.join("\n  ")}`);
}

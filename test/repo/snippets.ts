// TypeScript code blocks of the documentation: type-checked together against the source, and run one by one in an empty
// folder. Line numbers in what the compiler or node say are those of the document.

import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import ts from "typescript";
import type { CodeBlock } from "./markdown.js";
import { root, visit } from "./tree.js";

export interface Snippet extends CodeBlock {
  /** The document it is in, as a path from the root. */
  readonly document: string;
}

/** The snippet as a module whose lines are numbered as in its document. */
function moduleText({ given, givenLine, code, line }: Snippet): string {
  const lines: string[] = [];
  const place = (text: string, start: number): void => {
    text.split("\n").forEach((content, i) => (lines[start - 1 + i] = content));
  };
  if (given !== "") place(given, givenLine);
  place(code, line);
  return `${Array.from(lines, (content) => content ?? "").join("\n")}\nexport {};\n`;
}

/** Compiler errors in `snippets`, as `README.md:12: message`. */
export function typeErrors(snippets: readonly Snippet[]): string[] {
  const { config } = ts.readConfigFile(path.join(root, "tsconfig.json"), ts.sys.readFile.bind(ts.sys)) as {
    config: unknown;
  };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const relaxed = { noUnusedLocals: false, noUnusedParameters: false, isolatedDeclarations: false, declaration: false };
  const compilerOptions = { ...options, ...relaxed };

  const texts = new Map(snippets.map((snippet) => [virtualPath(snippet), moduleText(snippet)]));
  const host = ts.createCompilerHost(compilerOptions);
  const { readFile, fileExists } = host;
  host.fileExists = (file) => texts.has(file) || fileExists(file);
  host.readFile = (file) => texts.get(file) ?? readFile(file);

  const program = ts.createProgram({ rootNames: [...texts.keys()], options: compilerOptions, host });
  return snippets.flatMap((snippet) => {
    const file = program.getSourceFile(virtualPath(snippet));
    const problems = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
    return problems.map((problem) => {
      const line = file!.getLineAndCharacterOfPosition(problem.start ?? 0).line + 1;
      return `${snippet.document}:${line}: ${ts.flattenDiagnosticMessageText(problem.messageText, " ")}`;
    });
  });
}

function virtualPath({ document, line }: Snippet): string {
  return path.join(root, `${document}.${line}.ts`);
}

/** What went wrong when the snippet ran in an empty folder that has `kindred` installed, or undefined. */
export function runtimeError(snippet: Snippet): string | undefined {
  const folder = mkdtempSync(path.join(tmpdir(), "kindred-snippet-"));
  try {
    mkdirSync(path.join(folder, "node_modules"));
    symlinkSync(root, path.join(folder, "node_modules", "kindred"), "junction");
    writeFileSync(path.join(folder, "package.json"), '{ "type": "module" }');
    writeFileSync(path.join(folder, "snippet.ts"), withValueChecks(moduleText(snippet)));
    const args = ["--conditions=kindred-source", "--import", import.meta.resolve("tsx"), "snippet.ts"];
    const { status, stderr, error } = spawnSync(process.execPath, args, {
      cwd: folder,
      encoding: "utf8",
      timeout: 180_000,
    });
    return status === 0 ? undefined : `${snippet.document}:${snippet.line}: ${error?.message ?? stderr}`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Turns each statement with its value in a comment, `distance(a, b); // 5.196`, into a check of that value (see
 * comment-values.ts), without moving a line.
 */
export function withValueChecks(text: string): string {
  const source = ts.createSourceFile("snippet.ts", text, ts.ScriptTarget.Latest, true);
  let result = "";
  let done = 0;
  visit(source, (node) => {
    if (!ts.isExpressionStatement(node) || isInFunction(node)) return;
    const comment = /^[ \t]*\/\/ ?(.*)/.exec(text.slice(node.end))?.[1];
    if (comment === undefined) return;
    const line = source.getLineAndCharacterOfPosition(node.getStart()).line + 1;
    const call = `await expectValue(async () => (${node.expression.getText()}), ${JSON.stringify(comment)}, ${line});`;
    result += text.slice(done, node.getStart()) + call;
    done = node.end;
  });
  const checker = pathToFileURL(path.join(root, "test/repo/comment-values.ts")).href;
  return `import { expectValue } from ${JSON.stringify(checker)};${result}${text.slice(done)}`;
}

function isInFunction(node: ts.Node): boolean {
  for (let parent = node.parent; !ts.isSourceFile(parent); parent = parent.parent)
    if (ts.isFunctionLike(parent)) return true;
  return false;
}

// The documentation tells what is so: its links lead somewhere, its TypeScript compiles, what can run runs and gives the
// values its comments name, and its commands exist.
//
// Every `ts` block of README.md and docs/ is type-checked. A block runs when it is marked `ts run`, and in README.md also without
// the mark, unless it needs the reader's own files: `ts data`. What a block takes for granted stands in a comment
// above it (see CodeBlock.given).

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import path from "node:path";
import { test } from "node:test";
import { anchors, codeBlocks, links } from "./markdown.js";
import { runtimeError, typeErrors, withValueChecks, type Snippet } from "./snippets.js";
import { allFiles, assertNone, read, root } from "./tree.js";

const files = allFiles();
const documents = files.filter((file) => file.endsWith(".md"));
const guides = documents.filter((file) => file === "README.md" || file.startsWith("docs/"));

const snippets: Snippet[] = guides.flatMap((document) =>
  codeBlocks(read(document))
    .filter(({ info }) => info[0] === "ts" || info[0] === "typescript")
    .map((block) => ({ ...block, document })),
);

function runs({ document, info, given }: Snippet): boolean {
  if (info.includes("data")) return false;
  return info.includes("run") || (document === "README.md" && given === "");
}

test("there is a README with TypeScript in it", () => {
  assert.ok(files.includes("README.md"), "README.md does not exist yet");
  assert.ok(snippets.some(({ document }) => document === "README.md"));
});

test("relative links lead to files and headings that exist", () => {
  const broken = documents.flatMap((document) =>
    links(read(document))
      .filter(({ url }) => !/^[a-z]+:/.test(url))
      .filter(({ url }) => !leadsSomewhere(document, url))
      .map(({ url, line }) => `${document}:${line} ${url}`),
  );
  assertNone(broken, "broken links");
});

function leadsSomewhere(document: string, url: string): boolean {
  const [name = "", anchor] = decodeURI(url).split("#");
  const target = name === "" ? document : path.posix.join(path.posix.dirname(document), name).replace(/\/$/, "");
  if (!files.some((file) => file === target || file.startsWith(`${target}/`))) return false;
  return anchor === undefined || (target.endsWith(".md") && anchors(read(target)).has(anchor));
}

test("TypeScript blocks compile against the source", () => {
  const errors = typeErrors(snippets);
  assertNone(errors, "they do not compile");
});

test("words after `ts` are known", () => {
  const unknown = snippets
    .filter(({ info }) => info.slice(1).some((word) => !["run", "data"].includes(word)))
    .map(({ document, line, info }) => `${document}:${line} ${info.join(" ")}`);
  assertNone(unknown, "neither run nor data");
});

for (const snippet of snippets.filter(runs)) {
  test(`${snippet.document}:${snippet.line} runs`, () => {
    const error = runtimeError(snippet);
    assert.ok(error === undefined, error);
  });
}

test("a value in a comment is checked where the statement stands", () => {
  const checked = withValueChecks("\nadd(1, 2); // 3\nconst x = 1; // not a statement\n");
  assert.match(checked, /\nawait expectValue\(async \(\) => \(add\(1, 2\)\), "3", 2\); \/\/ 3\nconst x/);
});

interface Command {
  readonly text: string;
  readonly where: string;
}

/** Lines of shell blocks, continued lines joined, and inline code: everything a reader may type. */
const commands: Command[] = documents.flatMap((document) => {
  const text = read(document);
  const inBlocks = codeBlocks(text)
    .filter(({ info }) => ["sh", "bash", "shell", "console", undefined].includes(info[0]))
    .flatMap(({ code, line }) =>
      code.split("\n").map((_, i, lines) => ({ text: continued(lines, i), where: `${document}:${line + i}` })),
    );
  const inline = text.split("\n").flatMap((content, i) =>
    [...content.matchAll(/`((?:npm|npx|kindred) [^`]+)`/g)].map(([, command]) => ({
      text: command!,
      where: `${document}:${i + 1}`,
    })),
  );
  return [...inBlocks, ...inline];
});

function continued(lines: readonly string[], start: number): string {
  let end = start;
  while (lines[end]!.endsWith("\\") && end + 1 < lines.length) end++;
  return lines
    .slice(start, end + 1)
    .map((line) => line.replace(/\\$/, ""))
    .join(" ")
    .replace(/(^|\s)#.*/, "");
}

test("npm commands name scripts that package.json has", () => {
  const { scripts } = JSON.parse(read("package.json")) as { scripts: Readonly<Record<string, string>> };
  const unknown = commands.flatMap(({ text, where }) =>
    [...text.matchAll(/\bnpm (?:run (?:-\S+ )*([\w:-]+)|(test)\b)/g)]
      .filter(([, script, alone]) => !((script ?? alone)! in scripts))
      .map(([command]) => `${where} ${command}`),
  );
  assertNone(unknown, "no such script");
});

test("paths in commands exist", () => {
  const unknown = commands.flatMap(({ text, where }) =>
    text
      .split(/\s+/)
      .filter((word) => /^(src|test|examples|benchmarks|scripts|docs)\/[\w./-]+$/.test(word))
      .filter((word) => !files.some((file) => file === word || file.startsWith(word)))
      .map((word) => `${where} ${word}`),
  );
  assertNone(unknown, "no such file");
});

test("kindred commands and their options exist", () => {
  const help = new Map<string, string>();
  const problems = commands.flatMap(({ text, where }) =>
    [...text.matchAll(/(?:^\s*|npx )kindred ([a-z][\w-]*)([^|>&]*)/g)].flatMap(([, command, rest]) => {
      if (!help.has(command!)) help.set(command!, helpOf(command!));
      const own = help.get(command!)!;
      if (!own.includes(`Usage: kindred ${command}`)) return [`${where} no command ${command}: ${own}`];
      const usage = own + subcommandHelp(command!, rest!, own);
      const options = [...rest!.matchAll(/\s(--[a-z][\w-]*)/g)].map(([, option]) => option!);
      const unknown = options.filter((option) => !new RegExp(`${option}(?![\\w-])`).test(usage));
      return unknown.map((option) => `${where} ${command} has no option ${option}`);
    }),
  );
  assertNone(problems, "not what the command line has");
});

/** The help of `kindred anomalies fit`, where `rest` begins with a command of `command`'s own; else nothing. */
function subcommandHelp(command: string, rest: string, usage: string): string {
  const [, name] = /^\s+([a-z][\w-]*)/.exec(rest) ?? [];
  const listed = usage.split(/^Commands:$/m)[1] ?? "";
  if (name === undefined || !new RegExp(`^  ${name}\\b`, "m").test(listed)) return "";
  return helpOf(command, name);
}

function helpOf(...command: readonly string[]): string {
  const source = "src/cli/main.ts";
  if (!files.includes(source)) return `${source} does not exist yet`;
  const args = ["--conditions=kindred-source", "--import", "tsx", source, ...command, "--help"];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8" });
  return stdout + stderr;
}

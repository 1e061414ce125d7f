// What the documentation tests need of Markdown: fenced code blocks, links, and the anchors that GitHub gives headings.

export interface CodeBlock {
  /** The words after the fence: `ts run` -> ["ts", "run"]. */
  readonly info: readonly string[];
  /** Line of its first line of code in the document, from 1. */
  readonly line: number;
  readonly code: string;
  /**
   * What a reader is to imagine before it, hidden in a comment right above: lines between `<!-- given` and `-->`, e.g.
   * `declare const faces: Dataset;`. Empty where there is none.
   */
  readonly given: string;
  /** Line of the first line of `given`. */
  readonly givenLine: number;
}

export interface Link {
  readonly url: string;
  readonly line: number;
}

export function codeBlocks(text: string): CodeBlock[] {
  const lines = text.split("\n");
  const blocks: CodeBlock[] = [];
  for (let i = 0; i < lines.length; i++) {
    const open = /^ *(`{3,}|~{3,})(.*)$/.exec(lines[i]!);
    if (open === null) continue;
    const start = i + 1;
    const end = lines.findIndex((line, j) => j >= start && line.trim() === open[1]);
    const stop = end === -1 ? lines.length : end;
    const info = open[2]!.split(/\s+/).filter(Boolean);
    blocks.push({ info, line: start + 1, code: lines.slice(start, stop).join("\n"), ...givenAbove(lines, i) });
    i = stop;
  }
  return blocks;
}

function givenAbove(lines: readonly string[], fence: number): { given: string; givenLine: number } {
  const end = lines[fence - 1]?.trim() === "" ? fence - 2 : fence - 1;
  const top = lines[end]?.trim() === "-->" ? lines.lastIndexOf("<!-- given", end) : -1;
  if (top === -1) return { given: "", givenLine: 0 };
  return { given: lines.slice(top + 1, end).join("\n"), givenLine: top + 2 };
}

/** `text` with code, fenced and inline, blanked out; lines stay in place. */
function prose(text: string): string[] {
  const lines = text.split("\n");
  for (const { line, code } of codeBlocks(text)) lines.fill("", line - 2, line - 1 + code.split("\n").length);
  return lines.map((line) => line.replace(/`[^`]*`/g, (span) => " ".repeat(span.length)));
}

/** Inline `[text](url)`, images, `[name]: url` and the src and href of embedded HTML. */
export function links(text: string): Link[] {
  const pattern = /\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)|^\[[^\]]+\]:\s*(\S+)|(?:src|href)="([^"]+)"/g;
  return prose(text).flatMap((line, index) =>
    [...line.matchAll(pattern)].map((match) => ({ url: (match[1] ?? match[2] ?? match[3])!, line: index + 1 })),
  );
}

/** The anchors of a document: one a heading, numbered where headings repeat, and those set by hand. */
export function anchors(text: string): Set<string> {
  const found = new Set<string>();
  const fenced = new Set(codeBlocks(text).flatMap(({ line, code }) => code.split("\n").map((_, i) => line + i)));
  text.split("\n").forEach((line, index) => {
    if (fenced.has(index + 1)) return;
    const heading = /^#{1,6}\s+(.*?)\s*#*$/.exec(line);
    if (heading !== null) found.add(unused(slug(heading[1]!), found));
    for (const [, id] of line.matchAll(/<a (?:id|name)="([^"]+)"/g)) found.add(id!);
  });
  return found;
}

function slug(heading: string): string {
  return heading
    .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .replace(/\s/g, "-");
}

function unused(name: string, taken: ReadonlySet<string>): string {
  let candidate = name;
  for (let i = 1; taken.has(candidate); i++) candidate = `${name}-${i}`;
  return candidate;
}

// Every option that a command's --help tells stands in the documentation of that command.

import { test } from "node:test";
import { kindred } from "../testkit/command.js";
import { assertNone, read } from "./tree.js";

const reference = read("docs/command-line.md");

/** Of all commands, told once. */
const common = ["--json", "--verbose", "--help"];

/** A command, and a page that documents its options beside its section of docs/command-line.md. */
const commands: readonly (readonly [words: string, page?: string])[] = [
  ...[["train"], ["evaluate"], ["compare"], ["distances"], ["verify"], ["embed"]],
  ...[["anomalies fit"], ["anomalies score"], ["duplicates"], ["info"], ["tokens"], ["serve", "docs/http.md"]],
  ...["add", "search", "identify", "remove", "list", "stats", "export", "rebuild"].map(
    (action) => [`gallery ${action}`, "docs/gallery.md"] as const,
  ),
] as readonly (readonly [string, string?])[];

test("every option of a command is documented", async () => {
  const missing: string[] = [];
  for (const [words, page] of commands) {
    const { stdout } = await kindred([...words.split(" "), "--help"]);
    const options = [...stdout.matchAll(/^ {2}(--[a-z][a-z-]*)/gm)].map(([, option]) => option!);
    const told = sectionOf(words.split(" ")[0]!) + (page === undefined ? "" : read(page));
    const untold = options.filter(
      (option) => !common.includes(option) && !new RegExp(`${option}(?![a-z-])`).test(told),
    );
    missing.push(...untold.map((option) => `kindred ${words} ${option}`));
  }
  assertNone(missing, "not in docs/command-line.md, in the command's section");
});

/** The text below `## heading`, up to the next heading of that rank. */
function sectionOf(heading: string): string {
  const [, after = ""] = reference.split(`\n## ${heading}\n`);
  return after.split("\n## ")[0]!;
}

// Runs the tests under test/ from source, two files at a time.
//
//   node scripts/test.mjs                                  all of them
//   node scripts/test.mjs losses repo/exports              files whose path contains one of the words
//   node scripts/test.mjs --test-name-pattern=margin       options go to node
//
// The last line is `N passed, N failed, N skipped`. The exit status is 1 where a test failed, where none ran, and, with
// CI set, where one was skipped: every machine that counts has what the tests ask for. Only a member of a contract suite may
// leave out a case that is not about it, saying `does not apply: REASON`.

import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const words = process.argv.slice(2).filter((argument) => !argument.startsWith("-"));
const options = process.argv.slice(2).filter((argument) => argument.startsWith("-"));

const files = readdirSync(path.join(root, "test"), { recursive: true })
  .map((file) => path.join("test", file))
  .filter((file) => file.endsWith(".test.ts"))
  .filter((file) => words.length === 0 || words.some((word) => file.includes(word)))
  .sort();

process.exitCode = files.length === 0 ? noFiles() : run();

function noFiles() {
  console.error(`no test file matches ${words.join(" ")}`);
  return 1;
}

function run() {
  const folder = mkdtempSync(path.join(tmpdir(), "kindred-test-"));
  const tally = path.join(folder, "tally.json");
  const reporters = [
    ["--test-reporter=spec", "--test-reporter-destination=stdout"],
    [`--test-reporter=${new URL("tally-reporter.mjs", import.meta.url).href}`, `--test-reporter-destination=${tally}`],
  ].flat();
  const source = ["--conditions=kindred-source", "--import", "tsx"];
  const runner = ["--test", "--test-concurrency=2", "--test-timeout=600000"];
  const { status } = spawnSync(process.execPath, [...source, ...runner, ...reporters, ...options, ...files], {
    cwd: root,
    stdio: "inherit",
  });
  const { passed, failed, skipped } = JSON.parse(readFileSync(tally, "utf8"));
  rmSync(folder, { recursive: true });
  return close(status, passed, failed, skipped);
}

function close(status, passed, failed, skipped) {
  for (const { name, file, reason } of skipped) console.log(`skipped: ${file}: ${name}: ${reason}`);
  const nothingRan = passed + failed === 0;
  const skippedInCi =
    Boolean(process.env["CI"]) && skipped.some(({ reason }) => !reason.startsWith("does not apply: "));
  if (nothingRan) console.log("no test ran");
  if (skippedInCi) console.log("in CI nothing is skipped but what does not apply");
  console.log(`${passed} passed, ${failed} failed, ${skipped.length} skipped`);
  return status !== 0 || failed > 0 || nothingRan || skippedInCi ? 1 : 0;
}

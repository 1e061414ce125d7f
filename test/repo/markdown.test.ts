// The documentation tests see what they are meant to see.

import assert from "node:assert/strict";
import { test } from "node:test";
import { expectValue } from "./comment-values.js";
import { anchors, codeBlocks, links } from "./markdown.js";

const sample = `# Kindred, \`train\` & co

See [errors](docs/errors.md#run_exists), ![plot](a.png "ROC") and \`[not](this)\`.

[guide]: docs/guide.md

<!-- given
declare const faces: string[];
-->

\`\`\`ts run
# no heading
faces.length; // [no](link)
\`\`\`

## Same
## Same
`;

test("code blocks have their words, lines and what is given", () => {
  const [block, ...rest] = codeBlocks(sample);
  assert.deepEqual(rest, []);
  assert.deepEqual(block, {
    info: ["ts", "run"],
    line: 12,
    code: "# no heading\nfaces.length; // [no](link)",
    given: "declare const faces: string[];",
    givenLine: 8,
  });
});

test("links are found outside code", () => {
  assert.deepEqual(links(sample), [
    { url: "docs/errors.md#run_exists", line: 3 },
    { url: "a.png", line: 3 },
    { url: "docs/guide.md", line: 5 },
  ]);
});

test("anchors are those of headings, numbered where they repeat", () => {
  assert.deepEqual([...anchors(sample)], ["kindred-train--co", "same", "same-1"]);
});

test("a value in a comment holds to the digits that are written", async () => {
  for (const comment of ["5.196152422706632", "5.196", "5.1961...", "5.2  in metres", "5.20 (rounded)", "the distance"])
    await expectValue(() => Math.sqrt(27), comment, 1);
  for (const comment of ["5.198", "5", "true", '"5.196"', "[5.196]"])
    await assert.rejects(
      expectValue(() => Math.sqrt(27), comment, 1),
      /line 1: the comment says/,
      comment,
    );
  await expectValue(() => [1, { a: "b" }], "[ 1, { a: 'b' } ]", 1);
  await expectValue(() => true, "true", 1);
});

test("an error in a comment must be thrown", async () => {
  const fail = (): never => {
    throw new RangeError("too far");
  };
  await expectValue(fail, "RangeError: too far", 1);
  await assert.rejects(expectValue(fail, "RangeError: too near", 1), /thrown was RangeError: too far/);
  await assert.rejects(
    expectValue(() => 1, "RangeError: too far", 1),
    /thrown was nothing/,
  );
});

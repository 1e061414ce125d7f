import assert from "node:assert/strict";
import { test } from "node:test";
import { euclidean } from "../../src/distances/index.js";
import { compareEmbeddings, type Comparison } from "../../src/evaluation/index.js";
import { renderComparison } from "../../src/report/index.js";
import { clouds } from "../testkit/embeddings.js";

function compared(names: readonly string[]): Promise<Comparison> {
  return compareEmbeddings(
    names.map((name, i) => ({
      name,
      embeddings: clouds({ classes: 12, perClass: 4, noise: 0.4 + 0.5 * i }),
      distance: euclidean(),
    })),
    { resamples: 40 },
  );
}

const page = (comparison: Comparison): Promise<string> =>
  renderComparison({ title: "Compared", createdAt: "today", comparison });

test("every model in a column, its differences drawn and said, what is real in words", async () => {
  const comparison = await compared(["small", "large", "third"]);
  const text = await page(comparison);
  for (const name of ["small", "large", "third"]) assert.ok(text.includes(`<th scope="col">${name}</th>`));
  const alternatives = [...text.matchAll(/aria-label="(Difference in [^"]*)"/g)].map(([, sentence]) => sentence!);
  assert.ok(alternatives.length >= 6);
  const auc = alternatives.find((sentence) => sentence.startsWith("Difference in ROC AUC"))!;
  const { real, value } = comparison.differences[0]!.figures["auc"]!;
  assert.ok(auc.includes(`large −${Math.abs(value).toFixed(3)}`), auc);
  assert.ok(auc.includes(real ? ", real" : "not shown to be real"));
  assert.match(text, /<strong>[\d.]+ ✓<\/strong>/);
  assert.doesNotMatch(text, /NaN|undefined|Infinity/);
  assert.equal(await page(comparison), text, "the same bytes");
});

test("names are text, whatever they are; equal models leave the differences undrawn", async () => {
  const hostile = `"><script>alert(1)</script>`;
  assert.doesNotMatch(await page(await compared([hostile, "b"])), /<script/);
  const { embeddings } = { embeddings: clouds({ classes: 12, perClass: 4 }) };
  const one = { name: "a", embeddings, distance: euclidean() };
  const text = await page(await compareEmbeddings([one, { ...one, name: "b" }], { resamples: 20 }));
  assert.doesNotMatch(text, /aria-label="Difference in/);
});

import assert from "node:assert/strict";
import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { parseHTML } from "linkedom";
import type { ReportInput } from "../../src/report/input.js";
import { renderReport, writeReport } from "../../src/report/report.js";
import { emptyInput, item, pixel, reportInput } from "./report-input.js";

/** The little of the DOM these tests use. */
interface Page {
  readonly textContent: string;
  readonly tagName: string;
  readonly attributes: Iterable<{ readonly name: string; readonly value: string }>;
  querySelector(selector: string): Page | null;
  querySelectorAll(selector: string): Iterable<Page>;
  getAttribute(name: string): string | null;
}

async function pageOf(input: ReportInput): Promise<Page> {
  return (parseHTML(await renderReport(input)) as unknown as { document: Page }).document;
}

function all(page: Page, selector: string): Page[] {
  return [...page.querySelectorAll(selector)];
}

test("a full report has all its parts, and the contents lead to each", async () => {
  const page = await pageOf(reportInput());
  const ids = all(page, "section").map((section) => section.getAttribute("id"));
  assert.deepEqual(ids, [
    "warnings",
    ...["overview", "figures", "training", "verification", "distances", "pairs", "neighbours", "map", "settings"],
  ]);
  const targets = all(page, "nav a").map((link) => link.getAttribute("href"));
  assert.deepEqual(
    targets,
    ids.slice(1).map((id) => `#${id}`),
  );
  assert.equal(page.querySelector(".absent"), null);
  assert.deepEqual(
    all(page, "figure h3").map((heading) => heading.textContent),
    [
      ...["Training loss", "Validation AUC", "Validation equal error rate", "Learning rate"],
      ...["Distances of same and different pairs", "Errors at other thresholds"],
      ...["ROC curve", "ROC curve at low false accept rates", "DET curve", "Calibration curve"],
      ...["ROC AUC by distance", "Recall at k", "Embeddings in the plane (UMAP)"],
    ],
  );
});

test("what was trained again after the best epoch says that the figures are not of it", async () => {
  const text = async (input: ReportInput): Promise<string> =>
    (await pageOf(input)).querySelector("#training")!.textContent.replace(/\s+/g, " ");
  assert.match(await text(reportInput()), /Epoch 30 did best in validation, and was kept\./);
  assert.match(
    await text({ ...reportInput(), bestFrom: 0.5, trainedAgain: true }),
    /Epoch 30 did best in validation, of those after the first 50 % of the training: the threshold, .* are of it\. What was kept is a second training/,
  );
});

test("pairs are spoken of as classes only where there are classes", async () => {
  const text = async (input: ReportInput): Promise<string> =>
    (await pageOf(input)).querySelector("#pairs")!.textContent;
  assert.match(await text(reportInput()), /One class, yet far apart.*Two classes, yet near/s);
  const pair = { a: { id: "a dog runs" }, b: { id: "a cat runs" }, distance: 0.3 };
  const unclassed = { ...emptyInput, pairs: { ...emptyInput.pairs, sameHardest: [pair], differentHardest: [pair] } };
  assert.doesNotMatch(await text(unclassed), /class/);
  assert.match(await text(unclassed), /The same, yet far apart.*Different, yet near/s);
});

test("no drawing is wider than a phone, unless it scrolls in a box of its own; pictures are there when it is printed", async () => {
  const page = await renderReport(reportInput());
  assert.deepEqual(
    [...page.matchAll(/[^\n{}]*\{[^}]*min-width: \d+px[^}]*\}/g)].map(([rule]) => rule.trim()),
    [".wide .scroll .drawing { min-width: 540px; }"],
  );
  assert.doesNotMatch(page, /loading="lazy"/);
});

test("figures stand with their interval, their baseline and what it is called", async () => {
  const page = await pageOf(reportInput("raw pixels"));
  const tiles = all(page, ".tiles > div").map((tile) => tile.textContent.replace(/\s+/g, " "));
  assert.match(tiles[0]!, /ROC AUC 0\.900 95 % interval 0\.850 to 0\.940 raw pixels: 0\.800/);
  assert.match(tiles[1]!, /Equal error rate 6\.0 % 95 % interval 5\.0 % to 8\.0 %/);
  assert.match(tiles[3]!, /Accepted at 1 % false accepts 90\.0 %/);
  assert.match(tiles[4]!, /Average precision 0\.900/);
  assert.match(tiles[5]!, /d′ 2\.5 95 % interval 2\.1 to 2\.9/);
  assert.match(tiles[6]!, /Calibration error 4\.0 %/);
  assert.match(tiles[7]!, /20-way one-shot 90\.0 %.*guessing: 5 %/);
});

test("distances stand best first with what is recommended; without a comparison neither part nor link is there", async () => {
  const page = await pageOf(reportInput());
  const part = page.querySelector("#distances")!;
  assert.match(part.textContent, /Recommended: faces cosine\. faces/);
  const rows = all(part, "tbody tr").map((row) => all(row, "td").map((cell) => cell.textContent.trim()));
  assert.deepEqual(
    rows.map(([label, auc]) => [label, auc]),
    [
      ["faces cosine", "0.950"],
      ["faces euclidean (trained with)", "0.930"],
    ],
  );
  assert.match(part.textContent, /Left out: faces mahalanobis: faces\./);
  const bare = await pageOf(emptyInput);
  assert.deepEqual([bare.querySelector("#distances"), bare.querySelector('nav a[href="#distances"]')], [null, null]);
});

test("every chart has a text alternative, every picture a name", async () => {
  const page = await pageOf(reportInput());
  const drawings = all(page, "svg.drawing");
  assert.equal(drawings.length, 13);
  for (const drawing of drawings) {
    assert.equal(drawing.getAttribute("role"), "img");
    assert.match(drawing.getAttribute("aria-label") ?? "", /^[A-Z].{20,}\.$/);
  }
  for (const picture of all(page, "img")) assert.match(picture.getAttribute("alt") ?? "", /^faces\/\d\.png$/);
});

test("right and wrong are told in words and signs", async () => {
  const page = await pageOf(reportInput());
  const marks = all(page, ".mark").map((mark) => mark.textContent.trim());
  assert.deepEqual(marks, [
    ...["✓right: judged same", "✕wrong: judged same", "✓right: judged same", "✕wrong: judged same"],
    ...["✓ right", "✕ wrong"],
  ]);
});

test("whatever comes from file names is text, wherever it stands", async () => {
  const hostile = `"><script>alert(1)</script><img src=x onerror=alert(1)>'</title></style></svg>--><!--&lt;\u0000\ud800`;
  const input = reportInput(hostile);
  const html = await renderReport(input);
  const plain = await renderReport(reportInput());
  assert.doesNotMatch(html, /<script|<img src=x|onerror=alert\(1\)[^&]*"|\u0000|\p{Surrogate}/u);
  const tags = (text: string): string[] => [...new Set(text.match(/<\/?[a-z][a-z0-9]*/gi))].sort();
  assert.deepEqual(tags(html), tags(plain));
  const page = await pageOf(input);
  for (const element of all(page, "*")) {
    for (const { name } of element.attributes) assert.doesNotMatch(name, /^on/);
  }
  const shown = hostile.replace("\u0000", "\ufffd").replace("\ud800", "\ufffd");
  assert.ok(page.querySelector("h1")!.textContent.includes(shown));
  assert.ok(page.querySelector(".warnings li")!.textContent.includes(shown));
  assert.ok(all(page, "svg title").some((title) => title.textContent.includes("<script>")));
});

test("only small raster pictures inside the page are shown", async () => {
  const refused = [
    "https://example.org/a.png",
    "javascript:alert(1)",
    "data:text/html;base64,PHNjcmlwdD4=",
    "data:image/svg+xml;base64,PHN2Zz4=",
    `data:image/png;base64,${"A".repeat(70_000)}`,
    `${pixel}" onload="alert(1)`,
  ];
  const probe = (thumbnail: string): ReportInput["neighbours"][number] => ({
    probe: { id: "x", thumbnail },
    nearest: [],
  });
  const page = await pageOf({ ...emptyInput, neighbours: refused.map(probe) });
  assert.deepEqual(all(page, "img"), []);
  assert.equal(all(page, ".tile.text").length, refused.length);
});

test("the page reaches for nothing outside itself", async () => {
  const html = await renderReport(reportInput());
  const page = await pageOf(reportInput());
  for (const element of all(page, "*")) {
    for (const { name, value } of element.attributes) {
      if (["src", "srcset", "data", "action", "poster"].includes(name)) assert.match(value, /^data:image\//);
      if (/href$/.test(name)) assert.match(value, /^(#|data:image\/)/);
    }
  }
  assert.deepEqual(all(page, "script, link, iframe, object, embed, base"), []);
  assert.doesNotMatch(html, /url\(|@import|https?:/);
  const policy = page.querySelector("meta[http-equiv]")!.getAttribute("content")!;
  assert.match(policy, /^default-src 'none'; img-src data:; style-src 'unsafe-inline';/);
});

test("the same input makes the same bytes", async () => {
  assert.equal(await renderReport(reportInput()), await renderReport(reportInput()));
});

test("a part there is nothing of is one sentence, and there are no empty charts", async () => {
  const page = await pageOf(emptyInput);
  const sentences = all(page, "section .absent").map((paragraph) => paragraph.textContent);
  assert.equal(sentences.length, 8);
  for (const sentence of sentences) assert.match(sentence, /^[A-Z].*\.$/);
  assert.deepEqual(all(page, "figure, svg, .cards, .tiles, #warnings"), []);
});

test("values that are no numbers leave no trace of NaN", async () => {
  const input = reportInput();
  const broken: ReportInput = {
    ...input,
    history: [
      ...input.history,
      { step: 400, epoch: 40, loss: NaN, learningRate: NaN, validation: { auc: NaN, eer: Infinity } },
    ],
    distances: { same: [0.1, NaN, 0.2], different: [Infinity, 0.7, NaN] },
    metrics: {
      verification: { auc: { value: NaN }, eer: { value: NaN }, roc: [{ falseAcceptRate: NaN, trueAcceptRate: 0 }] },
    },
    map: { x: [0, 1, NaN, 2, 3], y: [0, 1, 2, 3, Infinity], labels: ["a", "a", "b", "b", "c"] },
  };
  assert.doesNotMatch(await renderReport(broken), /NaN|Infinity|undefined/);
});

test("size stays bounded whatever comes in", async () => {
  const long = "x".repeat(5000);
  const thumbnail = `data:image/png;base64,${"A".repeat(4000)}`;
  const many = <T>(length: number, of: (i: number) => T): T[] => Array.from({ length }, (_, i) => of(i));
  const big = { id: long, label: long, thumbnail };
  const pairs = many(2000, () => ({ a: big, b: big, distance: 1 }));
  const input = reportInput();
  const html = await renderReport({
    ...input,
    title: long,
    history: many(100_000, (i) => ({
      step: i,
      epoch: i >> 8,
      loss: 1 + Math.sin(i),
      learningRate: 1 / (i + 1),
      validation: { auc: Math.random(), eer: 0.1 },
    })),
    metrics: {
      verification: {
        auc: { value: 1 },
        eer: { value: 0 },
        roc: many(100_000, (i) => ({ falseAcceptRate: i / 1e5, trueAcceptRate: Math.sqrt(i / 1e5) })),
      },
      notes: many(1000, () => long),
    },
    distances: {
      same: new Float32Array(300_000).map((_, i) => Math.sin(i)),
      different: new Float32Array(300_000).map((_, i) => i),
    },
    settings: Object.fromEntries(many(5000, (i) => [`${long}${i}`, long])),
    summary: many(1000, () => ({ label: long, value: long })),
    warnings: many(5000, () => long),
    pairs: { sameHardest: pairs, sameEasiest: pairs, differentHardest: pairs, differentEasiest: pairs },
    neighbours: many(500, () => ({ probe: big, nearest: many(50, () => ({ item: big, distance: 1, correct: true })) })),
    map: {
      x: many(20_000, Math.sin),
      y: many(20_000, Math.cos),
      labels: many(20_000, (i) => `${long}${i}`),
      items: many(20_000, () => big),
    },
  });
  assert.ok(html.length < 2_000_000, `${html.length} characters`);
});

test("the report is written whole, over an earlier one, into a folder that it makes", async (t) => {
  const folder = await mkdtemp(path.join(tmpdir(), "kindred-report-"));
  t.after(() => rm(folder, { recursive: true }));
  const file = path.join(folder, "run", "report.html");
  await writeReport(file, emptyInput);
  await writeFile(file, "earlier");
  await writeReport(file, { ...emptyInput, neighbours: [{ probe: item("a"), nearest: [] }] });
  assert.equal(
    await readFile(file, "utf8"),
    await renderReport({ ...emptyInput, neighbours: [{ probe: item("a"), nearest: [] }] }),
  );
  assert.deepEqual(await readdir(path.dirname(file)), ["report.html"]);
  await assert.rejects(writeReport(path.join(file, "below.html"), emptyInput), { code: "NOT_FOUND" });
});

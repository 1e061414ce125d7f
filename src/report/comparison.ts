// The report of a comparison: the models' figures side by side, their differences from the first one with intervals, and their
// ROC curves.

import type { Comparison } from "../evaluation/compare.js";
import { writeAtomically } from "../model/write-atomically.js";
import { differencesChart } from "./charts/differences.js";
import { rocsChart } from "./charts/rocs.js";
import { figure, section, tableOf } from "./figure.js";
import { type FigureKind, figureKind } from "./figure-names.js";
import { count, counted } from "./format.js";
import { html, shorten, type Html } from "./html.js";
import { pageOf } from "./page.js";

export interface ComparisonInput {
  readonly title: string;
  /** When, as it is to be printed. */
  readonly createdAt: string;
  readonly comparison: Comparison;
}

/** The page as one string of HTML. */
export async function renderComparison({ title, createdAt, comparison }: ComparisonInput): Promise<string> {
  const { models, pairs, items, over, units, resamples, against, skipped } = comparison;
  const keys = Object.keys(models[0]?.figures ?? {}).flatMap((key) => {
    const kind = figureKind(key);
    return kind === undefined ? [] : [{ key, kind }];
  });
  const drawn = { classes: "classes", components: "sets of items that are never compared", items: "items" }[over];
  const rocs = await rocsChart(models);
  const content = [
    section(
      "figures",
      "Figures",
      html`<p>
        ${counted(items, "item")}, ${count(pairs.same)} same and ${count(pairs.different)} different pairs. The best of
        each line is marked ✓; whether it is really better, the differences say.
      </p>`,
      tableOf(figuresTable(models, keys), "Figures"),
      skipped.map((reason) => html`<p class="quiet">Left out: ${shorten(reason, 400)}.</p>`),
    ),
    section(
      "differences",
      `Differences from ${shorten(against, 80)}`,
      html`<p>
        Lines are 95 % intervals of the difference, by ${count(resamples)} draws of the ${count(units)} ${drawn}, the
        same draws for all models. A difference in blue is real: its interval leaves out 0. In grey it may be chance. Of
        twenty differences between equal models, one will look real.
      </p>`,
      html`<div class="charts">${await differenceCharts(comparison, keys)}</div>`,
    ),
    section("roc", "ROC curves", rocs && html`<div class="wide">${figure(rocs)}</div>`),
  ];
  const contents = [
    ["figures", "Figures"],
    ["differences", "Differences"],
    ["roc", "ROC curves"],
  ] as const;
  return pageOf({ title, createdAt, contents, content });
}

/** Renders and writes it. Throws DISK_FULL where there is no room; what was there before is then untouched. */
export async function writeComparison(path: string, input: ComparisonInput): Promise<void> {
  await writeAtomically(path, await renderComparison(input));
}

interface Shown {
  readonly key: string;
  readonly kind: FigureKind;
}

function figuresTable(models: Comparison["models"], keys: readonly Shown[]): Parameters<typeof tableOf>[0] {
  return {
    columns: ["figure", ...models.map(({ name }) => shorten(name, 60))],
    rows: keys.map(({ key, kind: { name, show, better } }) => {
      const values = models.map(({ figures }) => figures[key]);
      const best = Math.max(...values.map((value) => (value === undefined ? -Infinity : better * value)));
      return [
        name,
        ...values.map((value) => {
          if (value === undefined) return "";
          return better * value === best ? html`<strong>${show(value)} ✓</strong>` : show(value);
        }),
      ];
    }),
  };
}

async function differenceCharts({ differences }: Comparison, keys: readonly Shown[]): Promise<Html[]> {
  const charts = keys.map(({ key, kind }) => {
    const known = differences.flatMap(({ model, figures }) => {
      const difference = figures[key];
      return difference === undefined ? [] : [{ model, difference }];
    });
    return known.length === 0 ? undefined : differencesChart(kind, known);
  });
  return (await Promise.all(charts)).filter((chart) => chart !== undefined).map(figure);
}

// Some probes, each with the items nearest to it: what a search would return. Right and wrong are told apart by sign, word and
// line, not by colour alone.

import { recallChart } from "../charts/recall.js";
import { absent, figure, section } from "../figure.js";
import { distanceText } from "../format.js";
import { html, type Html } from "../html.js";
import type { ReportInput, ReportItem, ReportNeighbours } from "../input.js";
import { caption, tile } from "../item.js";

const mostProbes = 10;
const mostNeighbours = 5;

export async function neighboursSection({
  neighbours,
  metrics,
}: Pick<ReportInput, "neighbours" | "metrics">): Promise<Html> {
  const chart = await recallChart(metrics);
  const recall = chart && html`<div class="charts narrow">${figure(chart)}</div>`;
  if (neighbours.length === 0) {
    return section(
      "neighbours",
      "Nearest neighbours",
      recall ?? absent("No neighbours to show: they need items whose classes are known."),
    );
  }
  return section(
    "neighbours",
    "Nearest neighbours",
    recall,
    html`<p class="quiet">
        Left the probe, then what lies nearest to it, nearest first. ✓ is of the probe's class, ✕ of another. These are
        examples, with failures among them on purpose: the rates stand under Figures.
      </p>
      <ul class="probes">
        ${neighbours.slice(0, mostProbes).map(line)}
      </ul>`,
  );
}

function line({ probe, nearest }: ReportNeighbours): Html {
  return html`<li class="probe">
    <div class="card of-probe"><strong>probe</strong>${tile(probe)}${className(probe)}${caption(probe)}</div>
    <ol>
      ${nearest
        .slice(0, mostNeighbours)
        .map(
          ({ item, distance, correct }) =>
            html`<li class="card ${correct ? "right" : "wrong"}">
              ${correct ? mark("right", "✓") : mark("wrong", "✕")}${tile(item)}${className(item)}${caption(item)}<span
                class="measure"
                >${distanceText(distance)}</span
              >
            </li>`,
        )}
    </ol>
  </li>`;
}

function mark(word: "right" | "wrong", sign: string): Html {
  return html`<span class="mark ${word}"><span aria-hidden="true">${sign}</span> ${word}</span>`;
}

function className({ label }: ReportItem): Html | undefined {
  return label === undefined ? undefined : html`<bdi class="class">${label.slice(0, 80)}</bdi>`;
}

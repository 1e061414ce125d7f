// What was trained on what, and what the reader should be warned of.

import { absent, section } from "../figure.js";
import { counted } from "../format.js";
import { html, shorten, type Html } from "../html.js";
import type { ReportInput } from "../input.js";

const mostWarnings = 50;

type Overview = Pick<ReportInput, "summary" | "choices" | "history">;

export function overviewSection({ summary, choices = [], history }: Overview): Html {
  return section(
    "overview",
    history.length > 0 ? "What was trained on what" : "What was evaluated",
    summary.length === 0
      ? absent("No summary was given.")
      : html`<dl class="facts">
          ${summary.slice(0, 100).map(
            ({ label, value }) =>
              html`<div>
                <dt>${shorten(label, 100)}</dt>
                <dd><bdi>${shorten(value, 500)}</bdi></dd>
              </div>`,
          )}
        </dl>`,
    choices.length > 0 &&
      html`<h3>Chosen from the data</h3>
        <ul>
          ${choices.slice(0, 100).map((choice) => html`<li><bdi>${shorten(choice, 500)}</bdi></li>`)}
        </ul>`,
  );
}

/** Nothing where there is nothing to warn of: this part then needs no sentence. */
export function warningsSection({ warnings }: Pick<ReportInput, "warnings">): Html | undefined {
  if (warnings.length === 0) return undefined;
  const more = warnings.length - mostWarnings;
  return html`<section id="warnings" class="warnings" aria-labelledby="warnings-title">
    <h2 id="warnings-title"><span aria-hidden="true">⚠ </span>${counted(warnings.length, "warning")}</h2>
    <ul>
      ${warnings.slice(0, mostWarnings).map((warning) => html`<li>${shorten(warning, 600)}</li>`)}
    </ul>
    ${more > 0 && html`<p>And ${more} more; the run's log has them all.</p>`}
  </section>`;
}

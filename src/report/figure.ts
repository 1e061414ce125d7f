// A chart in the page: heading, drawing, how to read it, and the numbers behind it as a table for whoever cannot or will not
// look at the drawing.

import { html, type Content, type Html } from "./html.js";

export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Content[])[];
}

export interface Chart {
  readonly title: string;
  /** SVG with its text alternative, from charts/plot.ts. */
  readonly drawing: Html;
  /** How to read it. */
  readonly caption: Content;
  /** Above the drawing, where colours or shapes need a key. */
  readonly key?: Html | undefined;
  /** Keeps its size on a phone, which then shows a part of it. @defaultValue false */
  readonly scrolls?: boolean;
  /** The numbers; a few dozen rows at most. */
  readonly table?: Table;
}

export function figure({ title, drawing, caption, key, table, scrolls = false }: Chart): Html {
  return html`<figure class="chart">
    <h3>${title}</h3>
    ${key}
    ${scrolls ? html`<div class="scroll" role="region" aria-label="${title}" tabindex="0">${drawing}</div>` : drawing}
    <figcaption>${caption}</figcaption>
    ${
      table &&
      html`<details>
        <summary>Numbers<span class="hidden"> of ${title}</span></summary>
        ${tableOf(table, title)}
      </details>`
    }
  </figure>`;
}

/** A table with a heading row; wide ones scroll inside their own box. */
export function tableOf({ columns, rows }: Table, title: string): Html {
  return html`<div class="scroll" role="region" aria-label="${title}" tabindex="0">
    <table>
      <thead>
        <tr>
          ${columns.map((column) => html`<th scope="col">${column}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (cells) =>
            html`<tr>
              ${cells.map((cell) => html`<td>${cell}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** One part of the page. `id` is its address within the page. */
export function section(id: string, title: string, ...content: readonly Content[]): Html {
  return html`<section id="${id}" aria-labelledby="${id}-title">
    <h2 id="${id}-title">${title}</h2>
    ${content}
  </section>`;
}

/** What stands in for a part there is nothing to show of. */
export function absent(sentence: string): Html {
  return html`<p class="absent">${sentence}</p>`;
}

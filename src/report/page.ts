// What every report's page has around its content: head, title, contents, footer. No script and no outside resource; a content
// security policy in the page holds it to that, should a file name ever get past the escaping.

import { html, markup, raw, shorten, type Content } from "./html.js";
import { style } from "./style.js";

const policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

export interface Page {
  readonly title: string;
  readonly createdAt: string;
  /** Addresses within the page, and their names. */
  readonly contents: readonly (readonly [id: string, name: string])[];
  readonly content: Content;
}

/** The page as one string of HTML. */
export function pageOf({ title: whole, createdAt, contents, content }: Page): string {
  const title = shorten(whole, 200);
  return markup(
    html`${raw("<!doctype html>")}
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta http-equiv="Content-Security-Policy" content="${policy}" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <meta name="referrer" content="no-referrer" />
          <title>${title}</title>
          <style>
            ${raw(style)}
          </style>
        </head>
        <body>
          <a class="skip" href="#content">Skip to the content</a>
          <header>
            <h1>${title}</h1>
            <p class="quiet">${shorten(createdAt, 100)}</p>
            <nav aria-label="Contents">
              <ul>
                ${contents.map(([id, name]) => html`<li><a href="#${id}">${name}</a></li>`)}
              </ul>
            </nav>
          </header>
          <main id="content">${content}</main>
          <footer>Written by Kindred. Intervals are 95 % intervals; distances are smaller for nearer items.</footer>
        </body>
      </html> `,
  );
}

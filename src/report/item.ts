// One item as a tile: its picture, or its name where it has none (text, series, table rows).

import { html, shorten, type Html } from "./html.js";
import type { ReportItem } from "./input.js";

/** Longer addresses are not shown: a report of a hundred pictures should stay within a few megabytes. */
const longestThumbnail = 64 * 1024;

/** The thumbnail where it is a small raster picture that the page itself contains, else undefined. */
export function safeThumbnail({ thumbnail }: ReportItem): string | undefined {
  if (thumbnail === undefined || thumbnail.length > longestThumbnail) return undefined;
  return /^data:image\/(?:png|jpeg|webp|gif|avif);base64,[A-Za-z0-9+/]+={0,2}$/.test(thumbnail) ? thumbnail : undefined;
}

/** Its picture with its name as text alternative; where it has none, the name or text itself. */
export function tile(item: ReportItem): Html {
  const thumbnail = safeThumbnail(item);
  if (thumbnail === undefined) {
    return html`<span class="tile text" title="${item.id}"><bdi>${shorten(item.text ?? item.id, 240)}</bdi></span>`;
  }
  const name = shorten(item.id, 120);
  return html`<img class="tile" src="${thumbnail}" alt="${name}" title="${name}" decoding="async" />`;
}

/** The name below a picture: it may break after a slash, and is isolated from the text around it whatever its direction. */
export function caption(item: ReportItem): Html | undefined {
  if (safeThumbnail(item) === undefined) return undefined;
  const parts = shorten(item.id, 80).split(/(?<=[/\\])/);
  return html`<bdi class="id">${parts.map((part, i) => (i === 0 ? part : html`<wbr />${part}`))}</bdi>`;
}

// The classes that are taken for each other, each pair of them by its two most alike items.

import { distanceText, percent } from "../format.js";
import { count } from "../format.js";
import { html, shorten, type Html } from "../html.js";
import type { ReportConfusion, ReportInput } from "../input.js";
import { caption, tile } from "../item.js";

const most = 8;

/** Undefined where no two classes are confused, or classes are unknown. */
export function confusionCards({
  confusions = [],
  distance,
}: Pick<ReportInput, "confusions" | "distance">): Html | undefined {
  if (confusions.length === 0) return undefined;
  const meaning =
    distance.threshold === undefined ? "among the nearest 1 % of different pairs" : "wrongly taken for the same";
  return html`<h3>Most confused classes</h3>
    <p class="quiet">
      Pairs of classes by the share of their pairs that are ${meaning}, each by the two items that lie nearest. Look for
      one class under two names.
    </p>
    <ul class="cards">
      ${confusions.slice(0, most).map(card)}
    </ul>`;
}

function card({ a, b, accepted, pairs, distance }: ReportConfusion): Html {
  return html`<li class="card">
    <span class="pair">${tile(a)}${tile(b)}</span>
    <span class="class"><bdi>${shorten(a.label ?? a.id, 60)}</bdi> and <bdi>${shorten(b.label ?? b.id, 60)}</bdi></span>
    <span class="measure"><strong>${percent(accepted, 0)}</strong> of ${count(pairs)} pairs</span>
    <span class="measure">these two: distance ${distanceText(distance)}</span>
    ${caption(a)} ${caption(b)}
  </li>`;
}

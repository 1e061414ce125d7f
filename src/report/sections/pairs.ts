// The best and the worst pairs as pictures. The worst show what the model gets wrong, and often what is wrong in the data: a
// picture in the wrong folder, two names for one class.

import { absent, section } from "../figure.js";
import { distanceText, percent } from "../format.js";
import { html, type Html } from "../html.js";
import type { ReportInput, ReportPair, ReportPairs } from "../input.js";
import { caption, tile } from "../item.js";
import { confusionCards } from "./confusions.js";

/** Pairs shown of each kind. */
const most = 8;

const kinds: readonly {
  readonly key: keyof ReportPairs;
  readonly same: boolean;
  readonly title: string;
  readonly explanation: string;
  /** Where the pairs are judged as pairs, and nothing is known of classes. */
  readonly ofPairs: string;
}[] = [
  {
    key: "sameHardest",
    same: true,
    title: "Hardest same pairs",
    explanation: "One class, yet far apart. Look for wrong labels and bad data.",
    ofPairs: "The same, yet far apart. Look for wrong labels and bad data.",
  },
  {
    key: "differentHardest",
    same: false,
    title: "Hardest different pairs",
    explanation: "Two classes, yet near. Look for one class under two names.",
    ofPairs: "Different, yet near. Look for pairs that are the same after all.",
  },
  {
    key: "sameEasiest",
    same: true,
    title: "Easiest same pairs",
    explanation: "One class and nearest together. A distance of 0 means duplicates.",
    ofPairs: "The same and nearest together. A distance of 0 means that the model sees no difference at all.",
  },
  {
    key: "differentEasiest",
    same: false,
    title: "Easiest different pairs",
    explanation: "Two classes and farthest apart.",
    ofPairs: "Different and farthest apart.",
  },
];

export function pairsSection(input: Pick<ReportInput, "pairs" | "confusions" | "distance">): Html {
  const { pairs, distance } = input;
  const filled = kinds.filter(({ key }) => pairs[key].length > 0);
  const confused = confusionCards(input);
  const classed = filled.some(({ key }) => pairs[key].some(({ a, b }) => (a.label ?? b.label) !== undefined));
  if (filled.length === 0 && confused === undefined)
    return section("pairs", "Best and worst pairs", absent("No pairs were given to show."));
  return section(
    "pairs",
    "Best and worst pairs",
    filled.map(
      ({ key, same, title, explanation, ofPairs }) =>
        html`<h3>${title}</h3>
          <p class="quiet">${classed ? explanation : ofPairs}</p>
          <ul class="cards">
            ${pairs[key].slice(0, most).map((pair) => card(pair, same, distance.threshold))}
          </ul>`,
    ),
    confused,
  );
}

function card(pair: ReportPair, same: boolean, threshold: number | undefined): Html {
  return html`<li class="card">
    <span class="pair">${tile(pair.a)}${tile(pair.b)}</span>
    <span class="measure">distance <strong>${distanceText(pair.distance)}</strong></span>
    ${Number.isFinite(pair.similarity) && html`<span class="measure">similarity ${percent(pair.similarity!, 0)}</span>`}
    ${verdict(pair.distance, same, threshold)} ${caption(pair.a)} ${caption(pair.b)}
  </li>`;
}

function verdict(distance: number, same: boolean, threshold: number | undefined): Html | undefined {
  if (threshold === undefined || !Number.isFinite(distance)) return undefined;
  const accepted = distance <= threshold;
  const judged = accepted ? "judged same" : "judged different";
  return accepted === same
    ? html`<span class="mark right"
        ><span aria-hidden="true">✓</span><span class="hidden">right:</span> ${judged}</span
      >`
    : html`<span class="mark wrong"
        ><span aria-hidden="true">✕</span><span class="hidden">wrong:</span> ${judged}</span
      >`;
}

// The report of duplicates: every group as pictures side by side, so that a person can say which to keep.

import { writeAtomically } from "../model/write-atomically.js";
import { absent, section, tableOf } from "./figure.js";
import { count, counted, distanceText } from "./format.js";
import { html, shorten, type Html } from "./html.js";
import type { ReportItem } from "./input.js";
import { caption, tile } from "./item.js";
import { pageOf } from "./page.js";

export interface ReportDuplicates {
  readonly title: string;
  /** When, as it is to be printed. */
  readonly createdAt: string;
  /** Items that were compared. */
  readonly items: number;
  /** What counts as a duplicate, in a sentence. */
  readonly rule: string;
  /** Groups there are; `groups` may be the first of them. */
  readonly total: number;
  readonly groups: readonly {
    /** The first, and as many of the others as are shown. */
    readonly items: readonly ReportItem[];
    /** Of each from the first. */
    readonly distances: readonly number[];
    /** Items in all. */
    readonly size: number;
    /** Whether they are of several classes: one is probably wrong. */
    readonly mixed: boolean;
  }[];
}

/** The page as one string of HTML. */
export function renderDuplicates({ title, createdAt, items, rule, total, groups }: ReportDuplicates): string {
  const mixed = groups.filter(({ mixed: several }) => several).length;
  const rows = [
    ["items compared", count(items)],
    ["groups of duplicates", count(total)],
    ["groups of several classes", count(mixed)],
  ];
  const overview = section(
    "overview",
    "Overview",
    html`<p>${rule}</p>`,
    tableOf({ columns: ["what", "how many"], rows }, "Overview"),
    groups.length < total && html`<p class="quiet">The ${count(groups.length)} tightest groups are shown.</p>`,
  );
  const shown = groups.length === 0 ? absent("Nothing is nearly the same as anything else.") : groups.map(group);
  const contents = [
    ["overview", "Overview"],
    ["groups", "Groups"],
  ] as const;
  return pageOf({ title, createdAt, contents, content: [overview, section("groups", "Groups", shown)] });
}

/** Renders and writes it. Throws DISK_FULL where there is no room; what was there before is then untouched. */
export async function writeDuplicates(path: string, input: ReportDuplicates): Promise<void> {
  await writeAtomically(path, renderDuplicates(input));
}

function group({ items, distances, size, mixed }: ReportDuplicates["groups"][number], index: number): Html {
  const [first, ...others] = items;
  const rest = size - items.length;
  return html`<h3>
      ${count(index + 1)}. ${counted(size, "item")}
      ${mixed && html`<span class="mark wrong">of several classes: one of them is probably wrong</span>`}
    </h3>
    <ul class="cards">
      ${others.map((other, i) => card(first!, other, distances[i + 1]!))}
    </ul>
    ${rest > 0 && html`<p class="quiet">And ${count(rest)} more.</p>`}`;
}

function card(a: ReportItem, b: ReportItem, distance: number): Html {
  return html`<li class="card">
    <span class="pair">${tile(a)}${tile(b)}</span>
    <span class="measure">distance <strong>${distanceText(distance)}</strong></span>
    ${named(a)}${named(b)}
  </li>`;
}

function named(item: ReportItem): Html {
  return html`${item.label !== undefined && html`<bdi class="class">${shorten(item.label, 60)}</bdi>`} ${caption(item)}`;
}

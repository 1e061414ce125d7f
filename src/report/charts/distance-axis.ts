// What the charts over distances share: the axis from the nearest to the farthest pair, and the line of the threshold.

import type { Markish } from "@observablehq/plot";
import { distanceText } from "../format.js";
import { html, type Html } from "../html.js";
import type { Plot } from "./plot.js";

/** The finite values, ascending. */
export function finite(values: ArrayLike<number>): Float64Array {
  return Float64Array.from(values).filter(Number.isFinite).sort();
}

/** Smallest and largest of ascending arrays and the threshold; widened where they are one. No array may be empty. */
export function range(arrays: readonly Float64Array[], threshold: number | undefined): readonly [number, number] {
  const ends = arrays.flatMap((values) => [values[0]!, values.at(-1)!]);
  if (threshold !== undefined) ends.push(threshold);
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  return low < high ? [low, high] : [low - 0.5, high + 0.5];
}

/** A line at the threshold, named beside its top on the side where there is room. */
export function thresholdMarks(plot: Plot, threshold: number | undefined, low: number, high: number): Markish[] {
  if (threshold === undefined) return [];
  const textAnchor = threshold > (low + high) / 2 ? "end" : "start";
  return [
    plot.ruleX([threshold], { stroke: "var(--ink)", strokeWidth: 1.5 }),
    plot.text([threshold], {
      x: (value: number) => value,
      frameAnchor: "top",
      dy: 10,
      dx: textAnchor === "end" ? -7 : 7,
      textAnchor,
      stroke: "var(--page)",
      strokeWidth: 4,
      text: (value: number) => `threshold ${distanceText(value)}`,
      fill: "var(--ink)",
    }),
  ];
}

/** What the solid and the dashed line stand for. */
export function kindsKey(same: string, different: string): Html {
  return html`<p class="key">
    <span class="entry"><span class="swatch same"></span>${same}</span>
    <span class="entry"><span class="swatch different"></span>${different}</span>
  </p>`;
}

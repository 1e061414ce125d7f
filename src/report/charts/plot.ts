// Draws a chart to SVG text without a browser: Observable Plot on a linkedom document. Both are loaded on first use, since the
// command line also starts for commands that draw nothing.
//
// Colours are CSS variables of style.ts, so that one drawing serves light and dark. The drawing carries role="img" and a text
// alternative; what is inside it is hidden from screen readers, which get the sentence and the table instead.

import type * as PlotModule from "@observablehq/plot";
import type { PlotOptions } from "@observablehq/plot";
import { escapeText, printable, raw, type Html } from "../html.js";

export type Plot = typeof PlotModule;

export interface Drawing {
  /** One or two sentences that say what the chart shows. */
  readonly alternative: string;
  readonly options: (plot: Plot) => PlotOptions;
}

/** Size of an ordinary chart: text of 12 px stays readable on a phone, where it is shown at about this width. */
export const chart = {
  width: 440,
  height: 270,
  marginLeft: 48,
  marginRight: 16,
  marginTop: 22,
  marginBottom: 40,
} as const;

export async function draw({ alternative, options }: Drawing): Promise<Html> {
  const [plot, { parseHTML }] = await Promise.all([import("@observablehq/plot"), import("linkedom")]);
  const { document } = parseHTML("<!doctype html><html><body></body></html>") as unknown as { document: object };
  const complete = { ...chart, ...options(plot), document } as PlotOptions;
  const svg = plot.plot(complete) as unknown as Element;
  svg.querySelector("style")?.remove();
  for (const name of ["style", "font-family", "class"]) svg.removeAttribute(name);
  svg.setAttribute("class", "drawing");
  svg.setAttribute("font-size", "12");
  svg.setAttribute("role", "img");
  for (const element of svg.querySelectorAll("*")) tidy(element);
  // linkedom leaves "&" in attributes as it is, so the one attribute with foreign text in it is written here.
  return raw(printable(svg.outerHTML).replace("<svg ", () => `<svg aria-label="${escapeText(alternative)}" `));
}

/** The little of the DOM that is used here; the compiler's DOM types belong to browser code. */
interface Element {
  readonly outerHTML: string;
  readonly attributes: Iterable<{ readonly name: string; value: string }>;
  querySelector(selector: string): { remove(): void } | null;
  querySelectorAll(selector: string): Iterable<Element>;
  setAttribute(name: string, value: string): void;
  removeAttribute(name: string): void;
}

const geometry = new Set(["d", "transform", "x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "width", "height"]);

/** Coordinates to a hundredth of a pixel: half the bytes, no visible difference. */
function tidy(element: Element): void {
  for (const attribute of [...element.attributes]) {
    if (attribute.name.startsWith("aria-")) element.removeAttribute(attribute.name);
    if (geometry.has(attribute.name)) attribute.value = attribute.value.replace(/-?\d+\.\d{3,}(?:e-?\d+)?/g, rounded);
  }
}

function rounded(text: string): string {
  return String(Math.round(Number(text) * 100) / 100);
}

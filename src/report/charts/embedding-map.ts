// The plane of embeddings: a point for each item, classes told apart by colour and shape together, names where they fit, and
// thumbnails of a few items where there is room.

import type { Markish } from "@observablehq/plot";
import type { Chart } from "../figure.js";
import { count, counted } from "../format.js";
import { html, shorten, type Html } from "../html.js";
import type { ReportMap } from "../input.js";
import { beside, placed, type Picture, type Point } from "./map-layout.js";
import { draw, type Plot } from "./plot.js";

const frame = { width: 640, height: 540 } as const;
/** More points are thinned out evenly. */
const mostPoints = 1000;
/** Colours `--class-0` to `--class-7`. Seven shapes and eight colours have no common factor: 56 pairs of them. */
const colours = 8;
const symbols = ["circle", "square", "triangle", "diamond", "star", "wye", "times"] as const;
const mostKinds = colours * symbols.length;

/** Undefined where fewer than three points have a place. */
export async function mapChart(map: ReportMap): Promise<Chart | undefined> {
  const points = placed(map, frame, mostPoints);
  if (points.length < 3) return undefined;
  const classes = [...new Set(points.flatMap(({ label }) => (label === undefined ? [] : [label])))].sort((a, b) =>
    a.localeCompare(b, "en", { numeric: true }),
  );
  const { names, pictures } = beside(points, frame);
  const look = lookOf(classes);
  return {
    title: `Embeddings in the plane (${map.method === "pca" ? "principal components" : "UMAP"})`,
    drawing: await draw({
      alternative:
        `Map of ${counted(points.length, "embedding")} in the plane` +
        (classes.length === 0 ? "." : `, ${classes.length === 1 ? "1 class" : `${count(classes.length)} classes`}.`),
      options: (plot) => ({
        ...frame,
        margin: 0,
        x: { axis: null, domain: [0, frame.width], range: [0, frame.width] },
        y: { axis: null, domain: [0, frame.height], range: [frame.height, 0] },
        symbol: { type: "identity" },
        marks: [
          plot.link(pictures, {
            x1: "x",
            y1: "y",
            x2: ({ point }: Picture) => point.x,
            y2: ({ point }: Picture) => point.y,
            stroke: "var(--faint)",
          }),
          plot.dot(points, {
            x: "x",
            y: "y",
            r: points.length > 300 ? 3.2 : 4,
            fill: (point: Point) => look(point).colour,
            fillOpacity: 0.85,
            symbol: (point: Point) => look(point).symbol,
            stroke: (point: Point) => (look(point).symbol === "times" ? look(point).colour : "var(--page)"),
            strokeWidth: (point: Point) => (look(point).symbol === "times" ? 1.4 : 0.6),
            title: ({ label, item }: Point) => shorten([label, item?.id].filter(Boolean).join(": "), 160),
          }),
          ...pictureMarks(plot, pictures, (point) => look(point).colour),
          plot.text(names, {
            x: "x",
            y: "y",
            text: "text",
            fontWeight: 600,
            fill: "var(--ink)",
            stroke: "var(--page)",
            strokeWidth: 3,
          }),
        ],
      }),
    }),
    key: classes.length > 1 && classes.length <= mostKinds ? key(classes, look) : undefined,
    scrolls: true,
    caption: howToRead(map, points.length, classes.length),
  };
}

interface Look {
  readonly colour: string;
  readonly symbol: (typeof symbols)[number];
}

/** Colour and shape of a class, by its place among the classes. */
function lookOf(classes: readonly string[]): (point: Pick<Point, "label">) => Look {
  const places = new Map(classes.map((label, i) => [label, i]));
  return ({ label }) => {
    const place = label === undefined ? 0 : places.get(label)!;
    return { colour: `var(--class-${place % colours})`, symbol: symbols[place % symbols.length]! };
  };
}

function howToRead({ method = "umap", total, x }: ReportMap, shown: number, classes: number): string {
  const all = total ?? x.length;
  return [
    "Each point is one item; near points have near embeddings. Items of one class should lie together, apart from others.",
    method === "umap"
      ? "UMAP keeps neighbours near; sizes of groups and distances between far groups mean little, and the axes have no unit."
      : "The two directions in which the embeddings differ most; the axes have no unit.",
    ...(shown < all ? [`Shown are ${count(shown)} of ${count(all)}.`] : []),
    ...(classes > mostKinds ? ["With this many classes, colours and shapes repeat."] : []),
  ].join(" ");
}

function pictureMarks(plot: Plot, pictures: readonly Picture[], colour: (point: Point) => string): Markish[] {
  return [
    plot.rect(pictures, {
      x1: ({ x, width }: Picture) => x - width / 2,
      x2: ({ x, width }: Picture) => x + width / 2,
      y1: ({ y, height }: Picture) => y - height / 2,
      y2: ({ y, height }: Picture) => y + height / 2,
      fill: ({ point }: Picture) => colour(point),
      rx: 3,
    }),
    plot.image(pictures, {
      x: "x",
      y: "y",
      width: 30,
      height: 30,
      src: ({ point }: Picture) => point.item!.thumbnail!,
      title: ({ point }: Picture) => shorten(point.item!.id, 160),
    }),
  ];
}

/** The shapes as drawn in the key, centred on 0. */
const outlines: Readonly<Record<(typeof symbols)[number], string>> = {
  circle: "M-4,0a4,4 0 1,0 8,0a4,4 0 1,0 -8,0Z",
  square: "M-3.5,-3.5h7v7h-7Z",
  triangle: "M0,-4.5L4.2,3H-4.2Z",
  diamond: "M0,-5.2L3.4,0L0,5.2L-3.4,0Z",
  star: "M0,-5L1.2,-1.6L4.8,-1.5L1.9,.6L2.9,4L0,2L-2.9,4L-1.9,.6L-4.8,-1.5L-1.2,-1.6Z",
  wye: "M-1.2,4V.8L-4,-.9L-2.8,-3L0,-1.4L2.8,-3L4,-.9L1.2,.8V4Z",
  times: "M-4,-4L4,4M-4,4L4,-4",
};

function key(classes: readonly string[], look: (point: Pick<Point, "label">) => Look): Html {
  const entry = (label: string): Html => {
    const { colour, symbol } = look({ label });
    const style = `fill:${colour};stroke:${colour};stroke-width:${symbol === "times" ? 1.6 : 0}`;
    return html`<li>
      <svg viewBox="-6 -6 12 12" aria-hidden="true"><path d="${outlines[symbol]}" style="${style}" /></svg
      ><bdi>${shorten(label, 40)}</bdi>
    </li>`;
  };
  return html`<ul class="key" aria-label="Classes">
    ${classes.map(entry)}
  </ul>`;
}

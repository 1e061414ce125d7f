// Where things go on the map: points into the drawing, class names and thumbnails beside their points, where they cover
// nothing. A name or picture that finds no free place is left out: a map that can be read beats a complete one.

import { shorten } from "../html.js";
import type { ReportItem, ReportMap } from "../input.js";
import { safeThumbnail } from "../item.js";
import { every } from "../thin.js";

export interface Point {
  readonly x: number;
  readonly y: number;
  readonly label: string | undefined;
  readonly item: ReportItem | undefined;
}

/** x and y are its middle. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface NameTag extends Box {
  readonly text: string;
}

export interface Picture extends Box {
  /** The point that it is a picture of; a line leads there. */
  readonly point: Point;
}

export interface Frame {
  readonly width: number;
  readonly height: number;
}

const border = 34;
const dot = 8;
const pictureSide = 34;
const mostPictures = 40;
/** More names than this are a thicket. */
const mostNames = 60;
const lineHeight = 16;
const letterWidth = 7.4;

/** Longer class names are cut: names are compared and looked up for every point. */
const longestLabel = 200;

/** At most `limit` finite points, evenly chosen, moved and scaled (both axes alike, up is up) into the frame. */
export function placed({ x, y, labels, items }: ReportMap, frame: Frame, limit: number = Infinity): readonly Point[] {
  const finite = Array.from({ length: x.length }, (_, i) => i).filter(
    (i) => Number.isFinite(x[i]) && Number.isFinite(y[i]),
  );
  const rows = every(finite, limit);
  const [left, right] = extent(rows.map((i) => x[i]!));
  const [bottom, top] = extent(rows.map((i) => y[i]!));
  const scale = Math.min((frame.width - 2 * border) / (right - left), (frame.height - 2 * border) / (top - bottom));
  return rows.map((i) => ({
    x: frame.width / 2 + scale * (x[i]! - (left + right) / 2),
    y: frame.height / 2 + scale * (y[i]! - (bottom + top) / 2),
    label: labels[i] === undefined ? undefined : shorten(labels[i], longestLabel),
    item: items?.[i],
  }));
}

function extent(values: readonly number[]): readonly [number, number] {
  const [low, high] = values.reduce(
    ([least, most], value) => [Math.min(least, value), Math.max(most, value)],
    [Infinity, -Infinity],
  );
  return low < high ? [low, high] : [low - 1, low + 1];
}

/** Names of classes and pictures of some items, none over another or over a point. */
export function beside(
  points: readonly Point[],
  frame: Frame,
): { readonly names: readonly NameTag[]; readonly pictures: readonly Picture[] } {
  const taken: Box[] = points.map(({ x, y }) => ({ x, y, width: dot, height: dot }));
  const classes = groups(points);
  const names =
    classes.length < 2 || classes.length > mostNames
      ? []
      : classes.flatMap((members) => nameTag(members, frame, taken));
  // The first picture of each class before the second of any.
  const rounds = classes.flatMap((members) => members.filter(pictured).map((point, round) => ({ point, round })));
  const queue = rounds.sort((a, b) => a.round - b.round).map(({ point }) => point);
  const pictures: Picture[] = [];
  for (const point of queue) {
    if (pictures.length === mostPictures) break;
    const box = freePlace(point, { width: pictureSide, height: pictureSide }, [30, 42, 56], frame, taken);
    if (box !== undefined) pictures.push({ ...box, point });
  }
  return { names, pictures };
}

function pictured({ item }: Point): boolean {
  return item !== undefined && safeThumbnail(item) !== undefined;
}

/** Points by class, biggest class first, each sorted from its innermost point outwards. */
function groups(points: readonly Point[]): readonly (readonly Point[])[] {
  const classes = new Map<string, Point[]>();
  for (const point of points) {
    const members = classes.get(point.label ?? "");
    if (members === undefined) classes.set(point.label ?? "", [point]);
    else members.push(point);
  }
  return [...classes.values()].map(fromInside).sort((a, b) => b.length - a.length);
}

/** By the sum of distances to the others; of large classes, to the first hundred. */
function fromInside(members: readonly Point[]): readonly Point[] {
  const others = members.slice(0, 100);
  const keyed = members.map((point) => ({
    point,
    sum: others.reduce((sum, other) => sum + Math.hypot(point.x - other.x, point.y - other.y), 0),
  }));
  return keyed.sort((a, b) => a.sum - b.sum).map(({ point }) => point);
}

function nameTag(members: readonly Point[], frame: Frame, taken: Box[]): readonly NameTag[] {
  const text = shorten(members[0]!.label ?? "", 22);
  const size = { width: letterWidth * text.length + 6, height: lineHeight };
  for (const point of members.slice(0, 5)) {
    const box = freePlace(point, size, [14, 20, 28], frame, taken);
    if (box !== undefined) return [{ ...box, text }];
  }
  return [];
}

/** A place for a box at one of the gaps from `point` and in any of twelve directions; it is then taken. */
function freePlace(
  point: Point,
  { width, height }: Frame,
  gaps: readonly number[],
  frame: Frame,
  taken: Box[],
): Box | undefined {
  for (const gap of gaps) {
    for (let direction = 0; direction < 12; direction++) {
      // Above first, then alternately to either side of it.
      const turn = (direction % 2 === 0 ? 1 : -1) * Math.ceil(direction / 2) * (Math.PI / 6);
      const x = point.x + Math.sin(turn) * (gap + Math.max(0, width - height) / 2);
      const y = point.y + Math.cos(turn) * gap;
      const box = { x, y, width, height };
      const inside = x > width / 2 && x < frame.width - width / 2 && y > height / 2 && y < frame.height - height / 2;
      if (inside && !taken.some((other) => overlap(other, box))) {
        taken.push(box);
        return box;
      }
    }
  }
  return undefined;
}

function overlap(a: Box, b: Box): boolean {
  return Math.abs(a.x - b.x) < (a.width + b.width) / 2 && Math.abs(a.y - b.y) < (a.height + b.height) / 2;
}

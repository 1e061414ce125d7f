// What miners choose with: the nearest or farthest of a row, and masks from numbers of columns.

import {
  type Tensor,
  and,
  argMax,
  argMin,
  cast,
  constant,
  dataOf,
  dimensions,
  equal,
  expand,
  gatherElements,
  greater,
  greaterOrEqual,
  lessOrEqual,
  reduceMax,
  scalar,
  scatterElements,
  where,
} from "../graph/index.js";
import { FAR } from "./ranks.js";

export interface Extreme {
  /** Column of the chosen entry of each row: int64 `[N, 1]`. */
  readonly index: Tensor;
  /** Its distance: `[N, 1]`. */
  readonly distance: Tensor;
  /** Whether the row has one: bool `[N, 1]`. */
  readonly found: Tensor;
}

/** The nearest or the farthest entry of each row where `mask` is true; of equal ones the first. */
export function extreme(distances: Tensor, mask: Tensor, which: "nearest" | "farthest"): Extreme {
  const nearest = which === "nearest";
  const masked = where(mask, distances, scalar(nearest ? FAR : -FAR, distances.dtype));
  const index = (nearest ? argMin : argMax)(masked, 1, true);
  return { index, distance: gatherElements(masked, index, 1), found: anyOf(mask, 1) };
}

/** Whether any entry along an axis is true; the axis is kept. */
export function anyOf(mask: Tensor, axis: number): Tensor {
  const ones = cast(mask, "float32");
  return greater(reduceMax(ones, [axis], true), scalar(0));
}

/** True at each row's column `index`: int64 `[N, 1]` -> bool `[N, width]`. */
export function columnMask(index: Tensor, width: number): Tensor {
  return equal(index, columns(width));
}

/** 0, 1, 2 ...: int64 `[1, width]`. */
export function columns(width: number): Tensor {
  return constant(
    dataOf(
      "int64",
      Array.from({ length: width }, (_, i) => i),
    ),
    [1, width],
    "int64",
  );
}

/** True where a row's `chosen` columns of true `valid` point: int64 and bool `[N, Q]` -> bool `[N, Q]`. */
export function chosenMask(chosen: Tensor, valid: Tensor): Tensor {
  const shape = dimensions(chosen.shape, "chosenMask");
  const zeros = expand(constant(dataOf("float32", [0]), [1, 1]), shape);
  return greater(scatterElements(zeros, chosen, cast(valid, "float32"), 1, "add"), scalar(0));
}

/** Those of `mask` whose distance lies within `range`, both ends included. */
export function withinRange(mask: Tensor, distances: Tensor, range: readonly [number, number] | undefined): Tensor {
  if (range === undefined) return mask;
  const [least, most] = range.map((end) => scalar(end, distances.dtype)) as [Tensor, Tensor];
  return and(mask, and(greaterOrEqual(distances, least), lessOrEqual(distances, most)));
}

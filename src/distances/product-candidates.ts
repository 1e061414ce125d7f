// Nearest rows by a matrix product in float32, settled in float64.
//
//   score(i, j) = |y_j|² - 2 x_i·y_j   (Euclidean: |x_i - y_j|² less |x_i|², the same for all j)    or   -x_i·y_j   (cosine)
//
// A computed score is off by at most  e_i = (K + 4) u (2 |x_i| Y + Y²),  u = 2^-24, Y the greatest |y_j|, K the terms of the
// product: the usual bound for sums of products in any order (Higham 2002, section 3.1), the rounding of the terms included.
// So what is no candidate scores at least the last candidate's computed score less e_i. Where the k-th nearest candidate,
// measured exactly, scores less than that, nothing was missed.

import type { HostTensor, Runtime } from "../engine/session.js";
import { type Workshop, workshop } from "../core/workshop.js";
import type { Prepared } from "./bulk.js";
import { chosenBytes, chosenRows } from "./chosen-rows.js";
import { largest } from "./largest.js";
import type { Neighbours } from "./neighbours.js";
import { smallestSession } from "./product-graphs.js";
import { centreOf, scaleOf, writeRows } from "./product-sides.js";

/** Scores in a block: 16 MB. Smaller blocks take longer, because ONNX Runtime lays y out anew for each. */
const BLOCK = 1 << 22;
/** Candidates beyond those that are asked for, at least: as many as make fours, by which they are measured. */
const SPARE = 2;
/** Columns that are looked at together; one by one where there are few for each candidate. */
const GROUPS = 16;

export interface CandidateOptions {
  /** Whether row i of x is not to find row i of y. */
  readonly skipSelf: boolean;
  /** Called where a row's length is not finite, because a number is not; to throw an error that says which. */
  readonly refuse: () => void;
}

/** Fills in the neighbours of those rows of x for which candidates settle them; returns the numbers of the others. */
export async function productCandidates(
  runtime: Runtime,
  x: Prepared,
  y: Prepared,
  result: Neighbours,
  { skipSelf, refuse }: CandidateOptions,
): Promise<Int32Array> {
  const count = Math.min(y.rows, 4 * Math.ceil((result.k + (skipSelf ? 1 : 0) + SPARE) / 4));
  const groups = y.rows < 4 * GROUPS * count ? 1 : GROUPS;
  const session = await smallestSession(runtime, count, groups);
  const block = Math.min(x.rows, Math.max(1, Math.floor(BLOCK / y.rows)));
  const sizes = { count, most: block };
  const shop = workshop(chosenBytes(y, sizes) + sideBytes(y, groups, block));
  const { width, right, errors, scoreOf, left } = scoreSides(x, y, groups, block, shop);
  const measure = chosenRows(x, y, sizes, shop);
  const each = right.length / width / groups;
  const fixed: Record<string, HostTensor> = {
    right: { dtype: "float32", shape: [each * groups, width], data: right },
    ...(groups > 1 && { offsets: { dtype: "int64", shape: [groups], data: offsetsOf(groups, each) } }),
  };
  const unsettled: number[] = [];
  for (let start = 0; start < x.rows; start += block) {
    const end = Math.min(x.rows, start + block);
    const output = await session.run({
      ...fixed,
      left: { dtype: "float32", shape: [end - start, width], data: left(start, end) },
    });
    const computed = output["scores"]!.data as Float32Array;
    const columns = output["columns"]!.data as Int32Array;
    const measured = measure(start, end, columns);
    for (let i = start; i < end; i++) {
      const from = (i - start) * count;
      const last = settle(i, columns, measured, { from, count, skipSelf }, result);
      const error = errors(i);
      if (!Number.isFinite(error)) refuse();
      const missed = count < y.rows && !(scoreOf(i, last) < computed[from + count - 1]! - error);
      if (missed) unsettled.push(i);
    }
  }
  shop.end();
  if (x.finish !== undefined) result.distances.forEach((distance, at) => (result.distances[at] = x.finish!(distance)));
  return Int32Array.from(unsettled);
}

function offsetsOf(groups: number, each: number): BigInt64Array {
  return BigInt64Array.from({ length: groups }, (_, group) => BigInt(group * each));
}

interface ScoreSides {
  readonly width: number;
  readonly left: (start: number, end: number) => Float32Array;
  readonly right: Float32Array;
  /** Bound of the computed scores' error in row i. */
  readonly errors: (i: number) => number;
  /** The score in row i that belongs to a distance. */
  readonly scoreOf: (i: number, distance: number) => number;
}

/** The score of a row that only fills up the last group: beyond those of rows about as long as y's, and below those of no row. */
const BEYOND = 2 ** 100;
/** Lengths that need no scale. */
const HANDY = [2 ** -40, 2 ** 40] as const;

/** Bytes that `scoreSides` takes of its workshop. */
function sideBytes({ rows, width }: Prepared, groups: number, block: number): number {
  return 4 * (rows + groups + block) * (width + 1) + 32;
}

/**
 * The sides of the product; y filled up to whole groups. Where y's lengths are far from 1, both are divided by a scale, so that nothing
 * overflows float32. (What still does, of an x that is longer by far, is left unsettled by its error.)
 */
function scoreSides(x: Prepared, y: Prepared, groups: number, block: number, shop: Workshop): ScoreSides {
  const angular = x.kernel === "one-minus-dot";
  const centre = centreOf(y);
  const width = y.width + 1;
  const rows = groups * Math.ceil(y.rows / groups);
  const right = shop.floats(rows * width).fill(0, y.rows * width);
  const [leftSquares, rightSquares] = [new Float64Array(x.rows), new Float64Array(y.rows)];
  const writeRight = (factor: number): void =>
    writeRows(y, centre, { start: 0, end: y.rows, factor, stride: width }, right, rightSquares);
  writeRight(1);
  const greatest = Math.sqrt(largest(rightSquares));
  const scale = greatest > HANDY[0] && greatest < HANDY[1] ? 1 : scaleOf(greatest);
  if (scale !== 1) writeRight(1 / scale);
  for (let j = 0; j < rows; j++) {
    right[j * width + y.width] = j >= y.rows ? BEYOND : angular ? 0 : rightSquares[j]! / scale ** 2;
  }
  const lefts = shop.floats(block * width).fill(1);
  const left = (start: number, end: number): Float32Array => {
    const factor = angular ? -1 : -2 / scale;
    writeRows(x, centre, { start, end, factor, stride: width }, lefts, leftSquares);
    return lefts.subarray(0, (end - start) * width);
  };
  const reach = greatest / scale;
  return {
    width,
    left,
    right,
    // What is too small for float32 is taken for 0 there.
    errors: (i) => (width + 4) * 2 ** -24 * (2 * (Math.sqrt(leftSquares[i]!) / scale) * reach + reach * reach) + 1e-30,
    scoreOf: (i, distance) => {
      if (angular) return distance - 1;
      const square = x.kernel === "euclidean" ? distance * distance : distance;
      return (square - leftSquares[i]!) / scale ** 2;
    },
  };
}

interface Candidates {
  /** Where row i's stand. */
  readonly from: number;
  readonly count: number;
  readonly skipSelf: boolean;
}

/** Writes the k nearest of row i's candidates to the result, in order; returns the k-th distance. */
function settle(
  i: number,
  columns: Int32Array,
  measured: Float64Array,
  { from, count, skipSelf }: Candidates,
  { k, indices, distances }: Neighbours,
): number {
  let filled = 0;
  // In place: what has been passed over already makes room.
  for (let c = from; c < from + count; c++) {
    const [j, value] = [columns[c]!, measured[c]!];
    if (skipSelf && j === i) continue;
    if (filled === k && !before(value, j, measured[from + k - 1]!, columns[from + k - 1]!)) continue;
    let place = from + (filled < k ? filled++ : k - 1);
    for (; place > from && before(value, j, measured[place - 1]!, columns[place - 1]!); place--) {
      measured[place] = measured[place - 1]!;
      columns[place] = columns[place - 1]!;
    }
    measured[place] = value;
    columns[place] = j;
  }
  for (let place = 0; place < k; place++) {
    indices[i * k + place] = columns[from + place]!;
    distances[i * k + place] = measured[from + place]!;
  }
  return measured[from + k - 1]!;
}

/** Nearer, or as near and of a lower number. */
function before(value: number, number: number, otherValue: number, otherNumber: number): boolean {
  return value < otherValue || (value === otherValue && number < otherNumber);
}

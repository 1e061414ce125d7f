// Nearest rows by a matrix product in float32 (score-sides.ts), settled in float64.
//
// A computed score is off by at most  e_i = (K + 4) u (2 |x_i| Y + Y²),  u = 2^-24, Y the greatest |y_j|, K the terms of the
// product: the usual bound for sums of products in any order (Higham 2002, section 3.1), the rounding of the terms included.
// So what is no candidate scores at least the last candidate's computed score less e_i. Where the k-th nearest candidate,
// measured exactly, scores less than that, nothing was missed.

import type { HostTensor, Runtime } from "../engine/session.js";
import { workshop } from "../core/workshop.js";
import type { Prepared } from "./bulk.js";
import { chosenBytes, chosenRows } from "./chosen-rows.js";
import { laidOutBytes, layOut } from "./laid-out-rows.js";
import type { Neighbours } from "./neighbours.js";
import { smallestSession } from "./product-graphs.js";
import { type ScoreSides, scoreSides, sideBytes } from "./score-sides.js";

/** Scores in a block: 16 MB. Smaller blocks take longer, because ONNX Runtime lays y out anew for each. */
const BLOCK = 1 << 22;
/** Candidates beyond those that are asked for, at least; all together make fours, by which loops measure them. */
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
  const most = Math.min(x.rows, Math.max(1, Math.floor(BLOCK / y.rows)));
  const shop = workshop(
    laidOutBytes(x, most) + laidOutBytes(y, y.rows) + sideBytes(y, groups, most) + chosenBytes(count, most),
  );
  const xs = layOut(x, most, shop, true);
  const ys = layOut(y, y.rows, shop);
  ys.load(0, y.rows);
  const { right, left, ...sides } = scoreSides(xs, ys, groups, shop);
  const measure = chosenRows(xs, ys, count, shop);
  const each = right.length / sides.stride / groups;
  const fixed: Record<string, HostTensor> = {
    right: { dtype: "float32", shape: [each * groups, sides.stride], data: right },
    ...(groups > 1 && { offsets: { dtype: "int64", shape: [groups], data: offsetsOf(groups, each) } }),
  };
  const unsettled: number[] = [];
  for (let start = 0; start < x.rows; start += most) {
    const end = Math.min(x.rows, start + most);
    xs.load(start, end);
    const output = await session.run({
      ...fixed,
      left: { dtype: "float32", shape: [end - start, sides.stride], data: left(end - start) },
    });
    const block = {
      ...{ start, end, columns: output["columns"]!.data as Int32Array },
      scores: output["scores"]!.data as Float32Array,
      distances: measure(start, end, output["columns"]!.data as Int32Array),
    };
    if (!settleBlock(block, { count, skipSelf, ...sides }, result, unsettled)) refuse();
  }
  shop.end();
  if (x.finish !== undefined) result.distances.forEach((distance, at) => (result.distances[at] = x.finish!(distance)));
  // All rows of y were candidates.
  return count < y.rows ? Int32Array.from(unsettled) : new Int32Array(0);
}

function offsetsOf(groups: number, each: number): BigInt64Array {
  return BigInt64Array.from({ length: groups }, (_, group) => BigInt(group * each));
}

interface Block {
  /** Which rows of x. */
  readonly start: number;
  readonly end: number;
  /** Of their candidates, `[end - start, count]`: rows of y, computed scores in ascending order, and distances. */
  readonly columns: Int32Array;
  readonly scores: Float32Array;
  readonly distances: Float64Array;
}

interface Settling extends Omit<ScoreSides, "left" | "right"> {
  readonly count: number;
  readonly skipSelf: boolean;
}

/**
 * Fills in the neighbours of a block's rows; the numbers of those that are not settled go to `unsettled`. False where a row's length is
 * not finite. (A function of its own, and without calls to others that are made anew each time, because compilers keep it then.)
 */
function settleBlock(
  { start, end, columns, scores, distances }: Block,
  { count, skipSelf, kernel, stride, squares, scale, reach }: Settling,
  result: Neighbours,
  unsettled: number[],
): boolean {
  let finite = true;
  for (let i = start; i < end; i++) {
    const from = (i - start) * count;
    const square = squares[i - start]! / scale ** 2;
    // What is too small for float32 is taken for 0 there.
    const error = (stride + 4) * 2 ** -24 * (2 * Math.sqrt(square) * reach + reach * reach) + 1e-30;
    const last = settle(i, columns, distances, from, count, skipSelf, result);
    const score =
      kernel === "one-minus-dot" ? last - 1 : (kernel === "euclidean" ? last * last : last) / scale ** 2 - square;
    if (!Number.isFinite(error)) finite = false;
    // Rows that are no candidates score at least as much as the last one, less the error.
    if (!(score < scores[from + count - 1]! - error)) unsettled.push(i);
  }
  return finite;
}

/** Writes the k nearest of row i's candidates, which stand at `from`, to the result, in order; returns the k-th distance. */
function settle(
  i: number,
  columns: Int32Array,
  measured: Float64Array,
  from: number,
  count: number,
  skipSelf: boolean,
  { k, indices, distances }: Neighbours,
): number {
  let filled = 0;
  // In place: what has been passed over already makes room.
  for (let c = from; c < from + count; c++) {
    const j = columns[c]!;
    const value = measured[c]!;
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

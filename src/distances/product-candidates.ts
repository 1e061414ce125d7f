// Nearest rows by a matrix product in float32, settled in float64.
//
//   score(i, j) = |y_j|² - 2 x_i·y_j   (Euclidean: |x_i - y_j|² less |x_i|², the same for all j)    or   -x_i·y_j   (cosine)
//
// A computed score is off by at most  e_i = (K + 4) u (2 |x_i| Y + Y²),  u = 2^-24, Y the greatest |y_j|, K the terms of the
// product: the usual bound for sums of products in any order (Higham 2002, section 3.1), the rounding of the terms included.
// So what is no candidate scores at least the last candidate's computed score less e_i. Where the k-th nearest candidate,
// measured exactly, scores less than that, nothing was missed.

import type { Runtime } from "../engine/session.js";
import type { Prepared } from "./bulk.js";
import { oneToChosen } from "./kernels.js";
import { largest } from "./largest.js";
import type { Neighbours } from "./neighbours.js";
import { smallestSession } from "./product-graphs.js";
import { centred, writeRows } from "./product-sides.js";

/** Scores in a block: 16 MB. Smaller blocks take longer, because ONNX Runtime lays y out anew for each. */
const BLOCK = 1 << 22;
/** Candidates beyond those that are asked for, at least: as many as make fours, by which they are measured. */
const SPARE = 2;

/** Fills in the neighbours of those rows of x for which candidates settle them; returns the numbers of the others. */
export async function productCandidates(
  runtime: Runtime,
  x: Prepared,
  y: Prepared,
  result: Neighbours,
  skipSelf: boolean,
): Promise<Int32Array> {
  const count = Math.min(y.rows, 4 * Math.ceil((result.k + (skipSelf ? 1 : 0) + SPARE) / 4));
  const session = await smallestSession(runtime, count);
  const scores = scoreSides(x, y);
  const { width, right, errors, scoreOf } = scores;
  const rightTensor = { dtype: "float32", shape: [y.rows, width], data: right } as const;
  const block = Math.max(1, Math.floor(BLOCK / y.rows));
  const unsettled: number[] = [];
  const settle = settler(x, y, result, count, skipSelf);
  for (let start = 0; start < x.rows; start += block) {
    const end = Math.min(x.rows, start + block);
    const left = { dtype: "float32", shape: [end - start, width], data: scores.left(start, end) } as const;
    const output = await session.run({ left, right: rightTensor });
    const computed = output["scores"]!.data as Float32Array;
    const columns = output["columns"]!.data as Int32Array;
    for (let i = start; i < end; i++) {
      const from = (i - start) * count;
      const last = settle(i, columns, from);
      const missed = count < y.rows && !(scoreOf(i, last) < computed[from + count - 1]! - errors(i));
      if (missed) unsettled.push(i);
    }
  }
  return Int32Array.from(unsettled);
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

/** The sides of the product, divided by the greatest length, so that nothing overflows float32. */
function scoreSides(x: Prepared, y: Prepared): ScoreSides {
  const angular = x.kernel === "one-minus-dot";
  const { centre, leftSquares, rightSquares, scale } = centred(x, y);
  const { width } = y;
  const stride = angular ? width : width + 1;
  const left = (start: number, end: number): Float32Array => {
    const result = new Float32Array((end - start) * stride).fill(1);
    writeRows(x, centre, { start, end, factor: angular ? -1 : -2 / scale, stride }, result);
    return result;
  };
  const right = new Float32Array(y.rows * stride);
  writeRows(y, centre, { start: 0, end: y.rows, factor: 1 / scale, stride }, right);
  if (!angular) for (let j = 0; j < y.rows; j++) right[j * stride + width] = rightSquares[j]! / scale ** 2;
  const reach = Math.sqrt(largest(rightSquares)) / scale;
  return {
    width: stride,
    left,
    right,
    // What is too small for float32 is taken for 0 there.
    errors: (i) => (stride + 4) * 2 ** -24 * (2 * (Math.sqrt(leftSquares[i]!) / scale) * reach + reach * reach) + 1e-30,
    scoreOf: (i, distance) => {
      if (angular) return distance - 1;
      const square = x.kernel === "euclidean" ? distance * distance : distance;
      return (square - leftSquares[i]!) / scale ** 2;
    },
  };
}

/**
 * A function that measures the `count` candidates of row i, which stand in `candidates` from `from` on, writes the k nearest to
 * the result, and returns the k-th distance.
 */
function settler(
  x: Prepared,
  y: Prepared,
  { k, indices, distances }: Neighbours,
  count: number,
  skipSelf: boolean,
): (i: number, candidates: Int32Array, from: number) => number {
  const kernel = x.kernel!;
  const { width } = y;
  const measured = new Float64Array(4 * Math.ceil(count / 4));
  const found = new Float64Array(k);
  const { finish } = x;
  return (i, candidates, from) => {
    oneToChosen(kernel, x.data, i * width, y.data, candidates, from, count, width, measured);
    let filled = 0;
    const at = i * k;
    for (let c = 0; c < count; c++) {
      const j = candidates[from + c]!;
      if (skipSelf && j === i) continue;
      const value = measured[c]!;
      if (filled === k && !before(value, j, found[k - 1]!, indices[at + k - 1]!)) continue;
      let place = filled < k ? filled++ : k - 1;
      for (; place > 0 && before(value, j, found[place - 1]!, indices[at + place - 1]!); place--) {
        found[place] = found[place - 1]!;
        indices[at + place] = indices[at + place - 1]!;
      }
      found[place] = value;
      indices[at + place] = j;
    }
    for (let place = 0; place < k; place++) {
      distances[at + place] = finish === undefined ? found[place]! : finish(found[place]!);
    }
    return found[k - 1]!;
  };
}

/** Nearer, or as near and of a lower number. */
function before(value: number, number: number, otherValue: number, otherNumber: number): boolean {
  return value < otherValue || (value === otherValue && number < otherNumber);
}

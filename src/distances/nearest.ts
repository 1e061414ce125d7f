// The k nearest of many rows, for each of many rows: what retrieval, galleries and miners ask for.
//
// For Euclidean and cosine distances a float32 product and ONNX Runtime's TopK find somewhat more than k candidates; those are
// measured exactly, in float64, and put in order. A bound of the product's rounding error then says whether a row that is no
// candidate could still be nearer (`product-candidates.ts`); where it could, the row is done again with exact distances. So
// the result is that of measuring everything in float64, ties included: of rows at one distance the lower number comes first.

import type { Matrix } from "../core/embeddings.js";
import { check } from "../core/errors.js";
import { checkCount, checkNames } from "../core/options.js";
import { selectRows } from "../core/matrix.js";
import { smallest } from "../core/order.js";
import { prepare, type Prepared } from "./bulk.js";
import type { Distance } from "./distance.js";
import { checkSides, measureRows, preparedSides } from "./measure.js";
import type { Neighbours } from "./neighbours.js";
import type { CandidateOptions } from "./product-candidates.js";

export interface NearestOptions {
  /** Whether row i of x is not to find row i of y, being the same. For x against itself. @defaultValue false */
  readonly skipSelf?: boolean;
}

/** Numbers in a block of distances. */
const BLOCK = 1 << 20;

/**
 * The `k` rows of `y`, `[M, D]`, nearest to each row of `x`, `[N, D]`. Memory: some 20 megabytes, the result, and
 * up to 20 bytes for each number of x and y.
 *
 * @throws INVALID_OPTION where k is more than there are to choose from; DimensionError where the widths differ;
 *   INVALID_INPUT, naming the row, where a number is not finite
 */
export async function nearest(
  distance: Distance,
  x: Matrix,
  y: Matrix,
  k: number,
  options: NearestOptions = {},
): Promise<Neighbours> {
  checkNames("nearest", { ...options }, ["skipSelf"]);
  const { skipSelf = false } = options;
  checkCount("nearest", "k", k);
  const choice = y.rows - (skipSelf ? 1 : 0);
  check(k <= choice, "INVALID_OPTION", `nearest: k must be at most ${choice}, the rows to choose from, got ${k}`);
  check(!skipSelf || x.rows === y.rows, "INVALID_OPTION", () => {
    return `nearest: skipSelf is for x against itself, got ${x.rows} and ${y.rows} rows`;
  });
  const [left, right] = preparedSides(distance, x, y);
  const refuse = (): void => checkSides("nearest", x, y);
  const result = { k, indices: new Int32Array(x.rows * k), distances: new Float32Array(x.rows * k) };
  const { kernel } = left;
  const product = kernel !== undefined && kernel !== "manhattan" && x.rows > 0 && left.width > 0;
  // Products find by the way what is not finite; others have to look for it.
  if (!product) refuse();
  const rest = product
    ? await fromCandidates(left, right, result, { skipSelf, refuse })
    : Int32Array.from({ length: x.rows }, (_, i) => i);
  const remaining = rest.length === x.rows ? left : prepare(distance, selectRows(x, rest));
  await fromDistances(distance, remaining, right, rest, result, skipSelf);
  return result;
}

/** Fills in what candidates settle; returns the rows of x that they do not. */
async function fromCandidates(
  x: Prepared,
  y: Prepared,
  result: Neighbours,
  options: CandidateOptions,
): Promise<Int32Array> {
  const [{ runtime }, { productCandidates }] = await Promise.all([
    import("../engine/index.js"),
    import("./product-candidates.js"),
  ]);
  return productCandidates(runtime, x, y, result, options);
}

/** Fills in rows `numbers` of the result, which are the rows of `x`, from all their distances. */
async function fromDistances(
  distance: Distance,
  x: Prepared,
  y: Prepared,
  numbers: Int32Array,
  { k, indices, distances }: Neighbours,
  skipSelf: boolean,
): Promise<void> {
  if (numbers.length === 0) return;
  const measure = await measureRows(distance, x, y);
  const block = Math.max(1, Math.floor(BLOCK / y.rows));
  const buffer = new Float32Array(Math.min(block, x.rows) * y.rows);
  for (let start = 0; start < x.rows; start += block) {
    const end = Math.min(x.rows, start + block);
    const data = buffer.subarray(0, (end - start) * y.rows);
    await measure(start, end, data);
    for (let i = start; i < end; i++) {
      const number = numbers[i]!;
      const own = data.subarray((i - start) * y.rows, (i - start + 1) * y.rows);
      if (skipSelf) own[number] = Infinity;
      const chosen = smallest(own, k);
      indices.set(chosen, number * k);
      chosen.forEach((j, place) => (distances[number * k + place] = own[j]!));
    }
  }
}

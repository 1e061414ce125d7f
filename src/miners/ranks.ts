// The ranks of numbers among a row's distances, without comparing each with each.
//
// The masked distances of each row are sorted once, `[N, R]`; a number's rank among them is then found by bisection, one
// gathering of `[N, Q]` numbers for each power of two up to R. Comparing every number with every distance would take N Q R.

import {
  type Tensor,
  add,
  cast,
  concat,
  constant,
  dataOf,
  dimensions,
  gatherElements,
  ints,
  expand,
  less,
  lessOrEqual,
  reduceSum,
  scalar,
  sub,
  topK,
  where,
} from "../graph/index.js";

/** Larger than any distance, and still finite after a few additions in float32. */
export const FAR = 1e30;

export interface Sorted {
  /** Ascending; FAR behind the last of the row's masked distances: `[N, R]`. */
  readonly values: Tensor;
  /** Their columns: int64 `[N, R]`. */
  readonly order: Tensor;
  /** How many of each row are masked: int64 `[N, 1]`. */
  readonly count: Tensor;
}

/** Each row's distances where `mask` is true, in ascending order; of equal ones the first column comes first. */
export function sortedWhere(mask: Tensor, distances: Tensor): Sorted {
  const [, width] = dimensions(distances.shape, "sortedWhere") as [number, number];
  const masked = where(mask, distances, scalar(FAR, distances.dtype));
  const { values, indices } = topK(masked, width, { axis: 1, largest: false });
  return { values, order: indices, count: reduceSum(cast(mask, "int64"), [1], true) };
}

/** How many of a row's sorted distances are below each of `numbers` (or at it: `including`): `[N, Q]` -> int64 `[N, Q]`. */
export function ranks({ values }: Pick<Sorted, "values">, numbers: Tensor, including: boolean): Tensor {
  const [, width] = dimensions(values.shape, "ranks") as [number, number];
  const powers: number[] = [];
  for (let power = 1; power <= width; power *= 2) powers.unshift(power);
  // So wide that no step of the bisection leads out.
  const padded = widened(values, 2 * powers[0]! - 1 - width);
  const shape = dimensions(numbers.shape, "ranks");
  let rank = expand(constant(dataOf("int64", [0]), [1, 1], "int64"), shape);
  for (const power of powers) {
    const next = add(rank, ints([power]));
    const value = gatherElements(padded, sub(next, ints([1])), 1);
    rank = where((including ? lessOrEqual : less)(value, numbers), next, rank);
  }
  return rank;
}

/** So many columns of FAR behind. */
function widened(values: Tensor, columns: number): Tensor {
  if (columns === 0) return values;
  const far = constant(dataOf(values.dtype, [FAR]), [1, 1], values.dtype);
  return concat([values, expand(far, [Number(values.shape[0]), columns])], 1);
}

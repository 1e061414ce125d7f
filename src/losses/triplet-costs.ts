// The costs of a batch's triplets, summed up with no more memory than they need.
//
//   cost = max(0, g) or ln(1 + e^g),   g = d(a, p) - d(a, n) + margin
//
// One negative for each positive, or the other way round, is a gathering: N x R numbers. Hinges over sets of triplets are
// straight lines where they cost anything, so what counts is how often each distance occurs in them:
//
//   Σ max(0, g) = Σ_ap d(a, p) c_ap - Σ_an d(a, n) c_an + margin Σ_ap c_ap
//
// The negatives of (a, p) that cost something are a run in the order of d(a, n), found by ranks; c_ap is its length, and c_an the
// number of runs over n, by running sums of where they begin and end. That is N x R numbers as well, for value and gradient.
// Everything else is written out, N x R x R: soft margins over sets, `swap`, triplets given by a mask, and reducers that must see
// each triplet's cost.

import {
  type Tensor,
  add,
  and,
  cast,
  constant,
  cumSum,
  dataOf,
  detach,
  dimensions,
  div,
  expand,
  gatherElements,
  greater,
  ints,
  max,
  min,
  mul,
  neg,
  reduceSum,
  relu,
  reshape,
  scalar,
  scatterElements,
  slice,
  softplus,
  sub,
  where,
} from "../graph/index.js";
import type { Mined } from "../miners/miner.js";
import { type Sorted, ranks, sortedWhere } from "../miners/ranks.js";
import { tripletMask } from "../miners/triplet-mask.js";
import { checkCube } from "./cube.js";
import type { Costs } from "./reducers/reducer.js";

export interface TripletCosts {
  /** Of triplets, or of anchors: then the mean over an anchor's triplets, which weighs as many as there are. */
  readonly costs: Costs;
  /** How much of the weight is of triplets whose g is above 0: of its shape. */
  readonly active: Tensor;
}

export interface TripletCostOptions {
  readonly margin: number;
  readonly soft: boolean;
  /** Distances between references, `[R, R]`: the negative is measured from anchor or positive, whichever is nearer. */
  readonly swap?: Tensor;
  /** Whether the cost of each triplet is asked for, and no means. */
  readonly itemwise: boolean;
}

/**
 * distances: `[N, R]`, anchors to references.
 *
 * @throws INVALID_OPTION where triplets have to be written out and are too many (cube.ts)
 */
export function tripletCosts(distances: Tensor, mined: Mined, options: TripletCostOptions): TripletCosts {
  const { soft, swap, margin, itemwise } = options;
  const by = mined.triplets?.by;
  if (swap === undefined && (by === "negative" || by === "positive")) return gathered(distances, mined, options);
  if (swap === undefined && !soft && !itemwise && by !== "mask") return counted(distances, mined, margin);
  return writtenOut(distances, mined, options);
}

/** One triplet for each positive, or for each negative. */
function gathered(
  distances: Tensor,
  { positive, negative, triplets }: Mined,
  options: TripletCostOptions,
): TripletCosts {
  const chosenNegative = triplets?.by === "negative" ? triplets.negative : undefined;
  const chosen = chosenNegative ?? (triplets as { readonly positive: Tensor }).positive;
  const [given, taken] = chosenNegative === undefined ? [negative, positive] : [positive, negative];
  const there = gatherElements(cast(taken, distances.dtype), chosen, 1);
  const valid = and(given, greater(there, scalar(0, distances.dtype)));
  const gap = sub(distances, gatherElements(distances, chosen, 1));
  return summed(chosenNegative === undefined ? neg(gap) : gap, valid, options);
}

function writtenOut(distances: Tensor, mined: Mined, options: TripletCostOptions): TripletCosts {
  const [rows, width] = dimensions(distances.shape, "triplet") as [number, number];
  checkCube(
    "triplet",
    [rows, width],
    'mining "hard" or "semi-hard", and plain hinges over all triplets, take any number',
  );
  const { swap } = options;
  const fromAnchor = reshape(distances, [rows, 1, width]);
  const nearer = swap === undefined ? fromAnchor : min(fromAnchor, reshape(swap, [1, width, width]));
  return summed(sub(reshape(distances, [rows, width, 1]), nearer), tripletMask(mined, detach(distances)), options);
}

/** Of triplets with the gap d(a, p) - d(a, n), where `valid`. */
function summed(gap: Tensor, valid: Tensor, { margin, soft }: TripletCostOptions): TripletCosts {
  const zero = scalar(0, gap.dtype);
  // What does not count must not overflow either: its gradient would be 0 times infinity.
  const violation = add(where(valid, gap, zero), scalar(margin, gap.dtype));
  const cost = where(valid, soft ? softplus(violation) : relu(violation), zero);
  return {
    costs: { cost, weight: cast(valid, gap.dtype) },
    active: cast(and(valid, greater(violation, zero)), gap.dtype),
  };
}

/** Hinges over every positive with every negative of an anchor, or those whose gap is within bounds. */
function counted(distances: Tensor, { positive, negative, triplets }: Mined, margin: number): TripletCosts {
  const { dtype } = distances;
  const bounds: { readonly above?: number; readonly upTo?: number } = triplets?.by === "gap" ? triplets : {};
  const fixed = detach(distances);
  const sorted = sortedWhere(negative, fixed);
  const [rows, width] = dimensions(distances.shape, "triplet") as [number, number];
  const reach = (bound: number, including: boolean): Tensor => {
    return ranks(sorted, add(fixed, scalar(bound, dtype)), including);
  };
  const none = expand(ints([0]), [rows, width]);
  const from = bounds.above === undefined ? none : reach(bounds.above, true);
  const to = bounds.upTo === undefined ? expand(sorted.count, [rows, width]) : reach(bounds.upTo, true);
  const costly = max(min(reach(margin, false), to), from);
  const length = (end: Tensor): Tensor => where(positive, cast(sub(end, from), dtype), scalar(0, dtype));
  const ofPositive = length(costly);
  const ofNegative = runsOver(sorted, positive, from, costly, dtype);
  const weight = reduceSum(length(to), [1]);
  const active = reduceSum(ofPositive, [1]);
  const divisor = max(weight, scalar(1, dtype));
  const share = (counts: Tensor): Tensor => reduceSum(mul(distances, div(counts, reshape(divisor, [rows, 1]))), [1]);
  const ends = mul(div(active, divisor), scalar(margin, dtype));
  const cost = add(sub(share(ofPositive), share(ofNegative)), ends);
  return { costs: { cost, weight, active }, active };
}

/** For each negative over how many runs [from, to) of its row's order it lies: `[N, R]`, in the columns' order. */
function runsOver({ order }: Sorted, positive: Tensor, from: Tensor, to: Tensor, dtype: Tensor["dtype"]): Tensor {
  const [rows, width] = dimensions(from.shape, "triplet") as [number, number];
  const zeros = (columns: number): Tensor => expand(constant(dataOf(dtype, [0]), [1, 1], dtype), [rows, columns]);
  const ones = cast(positive, dtype);
  const begun = scatterElements(zeros(width + 1), from, ones, 1, "add");
  const changes = scatterElements(begun, to, neg(ones), 1, "add");
  const inOrder = slice(cumSum(changes, 1), { axis: 1, end: width });
  return scatterElements(zeros(width), order, inOrder, 1);
}

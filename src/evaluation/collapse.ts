// Are the embeddings collapsed? A network can satisfy many losses by mapping everything to one point, or to one line: the
// loss then sticks at its margin and every figure of merit is chance. These numbers tell.
//
//   relative spread   √ Σ_k var_k / √ mean |x|²: how far rows scatter, beside how long they are
//   effective rank    exp(entropy of the covariance's eigenvalues, as shares of their sum): 1 = a line, D = all directions
//                     alike (Roy, Vetterli 2007, on eigenvalues of the covariance instead of singular values)
//   d'                (mean different - mean same) / √ ((var same + var different) / 2): below 0, same pairs are farther apart

import type { Matrix } from "../core/embeddings.js";
import { centred, gram, symmetricEigenvalues } from "../core/linear-algebra.js";
import { selectRows } from "../core/matrix.js";
import { mean, standardDeviation } from "../core/statistics.js";
import type { ScoredPairs } from "./pairs.js";

export interface Moments {
  readonly mean: number;
  readonly std: number;
}

/** JSON-serialisable as it is. */
export interface Spread {
  /** Distances of same and of different pairs; absent where there are none. */
  readonly same?: Moments;
  readonly different?: Moments;
  /** How many standard deviations the two lie apart; absent unless both kinds are there and one of them varies. */
  readonly dPrime?: number;
  /** Standard deviation of a single dimension: least, mean, greatest. */
  readonly dimensionStd: { readonly min: number; readonly mean: number; readonly max: number };
  /** Dimensions that hardly vary (below 1 % of the mean standard deviation). */
  readonly deadDimensions: number;
  /** 0: all rows alike. */
  readonly relativeSpread: number;
  /** 1 to D; 0 where all rows are alike. Of at most 256 rows, evenly picked. */
  readonly effectiveRank: number;
  readonly collapsed: boolean;
  /** Why, where collapsed. */
  readonly reason?: string;
}

/** Rows scattering less than this share of their length are as good as one point. */
const POINT = 1e-3;
const RANK_ROWS = 256;

/**
 * Spread of `embeddings` and, where given, of the distances of their pairs. Cheap enough for every validation.
 *
 * @param labels - of the rows: embeddings of two classes that are told apart lie on a line, and are no worse for it
 */
export function spread(
  embeddings: Matrix,
  pairs?: Pick<ScoredPairs, "distances" | "same">,
  labels?: ArrayLike<number>,
): Spread {
  const { data, rows, columns } = embeddings;
  const x = centred(embeddings);
  const deviations = new Float64Array(columns);
  let [scatter, length] = [0, 0];
  for (let i = 0; i < data.length; i++) {
    deviations[i % columns]! += x[i]! ** 2 / rows;
    scatter += x[i]! ** 2;
    length += data[i]! ** 2;
  }
  deviations.forEach((variance, k) => (deviations[k] = Math.sqrt(variance)));
  const relativeSpread = length === 0 ? 0 : Math.sqrt(scatter / length);
  const effectiveRank = rankOf(embeddings);
  const average = mean(deviations);
  const ofTwo = labels !== undefined && new Set(Array.from(labels)).size === 2;
  const reason = collapseReason(rows, ofTwo ? 2 : columns, relativeSpread, effectiveRank);
  return {
    ...pairMoments(pairs),
    dimensionStd: { min: Math.min(...deviations), mean: average, max: Math.max(...deviations) },
    deadDimensions: deviations.filter((value) => value <= 0.01 * average).length,
    relativeSpread,
    effectiveRank,
    collapsed: reason !== undefined,
    ...(reason !== undefined && { reason }),
  };
}

function collapseReason(
  rows: number,
  columns: number,
  relativeSpread: number,
  effectiveRank: number,
): string | undefined {
  if (rows < 2) return undefined;
  if (!(relativeSpread > POINT))
    return `all embeddings are alike: they scatter over ${percent(relativeSpread)} of their length`;
  // Two rows always lie on a line, and so does everything in one or two dimensions as far as a rank of 1.05 can tell (two
  // classes need no more).
  if (rows > 8 && columns > 2 && effectiveRank < 1.05)
    return `all embeddings lie on a line: effective rank ${effectiveRank.toFixed(2)} of ${columns}`;
  return undefined;
}

function percent(share: number): string {
  return `${(100 * share).toPrecision(2)} %`;
}

function pairMoments(
  pairs: Pick<ScoredPairs, "distances" | "same"> | undefined,
): Pick<Spread, "same" | "different" | "dPrime"> {
  if (pairs === undefined) return {};
  const moments = (truth: number): Moments | undefined => {
    const values = pairs.distances.filter((_, i) => pairs.same[i] === truth);
    return values.length === 0 ? undefined : { mean: mean(values), std: standardDeviation(values) };
  };
  const [same, different] = [moments(1), moments(0)];
  if (same === undefined || different === undefined) return { ...(same && { same }), ...(different && { different }) };
  const pooled = Math.sqrt((same.std ** 2 + different.std ** 2) / 2);
  return { same, different, ...(pooled > 0 && { dPrime: (different.mean - same.mean) / pooled }) };
}

/** Of at most 256 rows: then the smaller of row and column products is what is decomposed, at most 256 x 256. */
function rankOf(embeddings: Matrix): number {
  const step = Math.max(1, embeddings.rows / RANK_ROWS);
  const picked = Array.from({ length: Math.min(embeddings.rows, RANK_ROWS) }, (_, i) => Math.floor(i * step));
  const some = selectRows(embeddings, picked);
  const x = centred(some);
  const products =
    some.columns <= some.rows
      ? gram(x, some.columns, some.rows)
      : gram(transposed(x, some.columns), some.rows, some.rows);
  const values = symmetricEigenvalues(products).map((value) => Math.max(0, value));
  const sum = values.reduce((total, value) => total + value, 0);
  if (!(sum > 0)) return 0;
  const entropy = values.reduce(
    (total, value) => (value > 0 ? total - (value / sum) * Math.log(value / sum) : total),
    0,
  );
  return Math.exp(entropy);
}

function transposed(x: Float64Array, columns: number): Float64Array {
  const rows = x.length / columns;
  return Float64Array.from(x, (_, i) => x[(i % rows) * columns + Math.floor(i / rows)]!);
}

// Costs on the embeddings of a batch, or on what a loss has learned of each class, that ask nothing of classes or pairs. They
// are members of a weighted sum (multiple.ts).
//
//   lp                   mean over rows of |x|_p^power                         keeps lengths small
//   zero-mean            mean over rows of |Σ_d x_d|                           keeps a row's numbers balanced around 0
//   centre-invariant     mean over rows of 1/4 (|x|² - mean of |x|²)²          keeps lengths alike; Wu et al. 2017, equation 4
//   regular-face         mean over rows of the greatest cosine to another row  spreads classes; Zhao et al. 2019, equation 7
//   sparse-centres       1/2 mean over pairs of rows of one class of |w - w'|  joins centres; Qian et al. 2019, equation 9
//
// As PyTorch Metric Learning's LpRegularizer, ZeroMeanRegularizer, CenterInvariantRegularizer, RegularFaceRegularizer and
// SparseCentersRegularizer. The last measures between rows brought to length 1.

import { type Options, checkNames, checkRange } from "../core/options.js";
import { unknownName } from "../core/suggest.js";
import { rootOrZero } from "../distances/squared-graph.js";
import {
  type Tensor,
  abs,
  constant,
  dataOf,
  eyeLike,
  fusedMatmul,
  greater,
  l2Normalise,
  max,
  mul,
  pow,
  reduceMax,
  reduceMean,
  reduceSum,
  scalar,
  square,
  sub,
  where,
} from "../graph/index.js";
import type { ClassWeights } from "./loss.js";

export interface Regulariser {
  /** As in options and config files, e.g. "lp". */
  readonly name: string;
  /** What else is needed to rebuild it from `name`. */
  readonly options: Options;
  /** The cost of rows, `[N, D]` -> `[]`. */
  build(rows: ClassWeights): Tensor;
}

export interface LpOptions {
  /** Of the norm, >= 1. @defaultValue 2 */
  readonly p?: number;
  /** To which the norm is raised, > 0. @defaultValue 1 */
  readonly power?: number;
}

/** Keeps lengths small. */
export function lp({ p = 2, power = 1 }: LpOptions = {}): Regulariser {
  checkRange("lp", "p", p, { from: 1 });
  checkRange("lp", "power", power, { above: 0 });
  return {
    name: "lp",
    options: { p, power },
    build({ rows }) {
      const sums = reduceSum(raised(abs(rows), p), [1]);
      return reduceMean(raised(sums, power / p));
    },
  };
}

/** Keeps the numbers of each row balanced around 0. */
export function zeroMean(): Regulariser {
  return { name: "zero-mean", options: {}, build: ({ rows }) => reduceMean(abs(reduceSum(rows, [1]))) };
}

/** Keeps lengths alike. */
export function centreInvariant(): Regulariser {
  return {
    name: "centre-invariant",
    options: {},
    build({ rows }) {
      const squares = reduceSum(square(rows), [1]);
      return mul(reduceMean(square(sub(squares, reduceMean(squares)))), scalar(0.25, rows.dtype));
    },
  };
}

/** Spreads rows: what each is nearest to costs its cosine, which may be below 0. */
export function regularFace(): Regulariser {
  return {
    name: "regular-face",
    options: {},
    build({ rows }) {
      const cosines = cosinesAmong(rows);
      const itself = greater(eyeLike(cosines), scalar(0, rows.dtype));
      return reduceMean(reduceMax(where(itself, scalar(-1, rows.dtype), cosines), [1]));
    },
  };
}

/** Joins the rows of a class where it has several; 0 where it has one. */
export function sparseCentres(): Regulariser {
  return {
    name: "sparse-centres",
    options: {},
    build({ rows, perClass }) {
      const count = Number(rows.shape[0]);
      const pairs = (count * (perClass - 1)) / 2;
      if (pairs === 0) return scalar(0, rows.dtype);
      const isPair = Array.from({ length: count * count }, (_, k) => {
        const [i, j] = [Math.floor(k / count), k % count];
        return i < j && Math.floor(i / perClass) === Math.floor(j / perClass) ? 1 : 0;
      });
      const mask = constant(dataOf(rows.dtype, isPair), [count, count], rows.dtype);
      const two = scalar(2, rows.dtype);
      const gaps = rootOrZero(mul(max(sub(two, mul(cosinesAmong(rows), two)), scalar(0, rows.dtype)), mask));
      return mul(reduceSum(gaps), scalar(1 / (2 * pairs), rows.dtype));
    },
  };
}

const entries: Readonly<Record<string, { readonly options: readonly string[]; make(options: Options): Regulariser }>> =
  {
    lp: { options: ["p", "power"], make: lp },
    "zero-mean": { options: [], make: zeroMean },
    "centre-invariant": { options: [], make: centreInvariant },
    "regular-face": { options: [], make: regularFace },
    "sparse-centres": { options: [], make: sparseCentres },
  };

/** Every regulariser's name. */
export const regulariserNames: readonly string[] = Object.keys(entries);

/** The regulariser called `name`. @throws INVALID_OPTION for an unknown name or option, or a value outside its range */
export function regulariserByName(name: string, options: Options = {}): Regulariser {
  const entry = Object.hasOwn(entries, name) ? entries[name] : undefined;
  if (entry === undefined) throw unknownName("regulariser", name, regulariserNames);
  checkNames(name, options, entry.options);
  return entry.make(options);
}

function cosinesAmong(rows: Tensor): Tensor {
  const unit = l2Normalise(rows);
  return fusedMatmul(unit, unit, { transB: true });
}

/** x^exponent for x >= 0, with gradient 0 where x is 0. */
function raised(x: Tensor, exponent: number): Tensor {
  if (exponent === 1) return x;
  if (exponent === 2) return square(x);
  if (exponent === 0.5) return rootOrZero(x);
  const zero = scalar(0, x.dtype);
  const some = greater(x, zero);
  return where(some, pow(where(some, x, scalar(1, x.dtype)), scalar(exponent, x.dtype)), zero);
}

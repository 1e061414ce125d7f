// An encoder of records: each column has a small encoder of its own, and what they make is joined.
//
//   number, date   dense layer over its features
//   category       a learned vector for each value, one for what is missing and one for what nobody has seen
//   text           weighted sum of its features' learned vectors:   sum over t of weight_t e^(b_t) E_t      b, E learned; b begins at 0
//   whole          the text columns' sums, added up: what stands in another column of the other record is seen here
//
// Every column's vector is brought to length 1, so that none drowns the others, and weighted by a learned factor; a missing one is
// a learned vector, which begins at zero. Vectors of features begin at random, so that at first the cosine of two texts'
// vectors is about that of their weighted bags of features (Johnson, Lindenstrauss 1984): the network starts from a good
// comparison of texts and improves on it.
//
//   concat      dense layers over all columns' vectors side by side, beside one dense layer without a rectifier
//   attention   the columns look at each other first (Vaswani et al. 2017), and keep what they were

import { checkChoice, checkCount } from "../core/options.js";
import { check } from "../core/errors.js";
import {
  type Tensor,
  add,
  concat,
  exp,
  gather,
  l2Normalise,
  matmul,
  mul,
  reduceMax,
  reduceSum,
  relu,
  reshape,
  greater,
  scalar,
  shapeError,
  slice,
  squeeze,
  unsqueeze,
  where,
} from "../graph/index.js";
import type { Encoder } from "./encoder.js";
import { checkHead } from "./image.js";
import { constantly, kaimingNormal, normal, zeros } from "./initialisers.js";
import { attention } from "./layers/attention.js";
import { dense } from "./layers/dense.js";
import { dropout as dropped } from "./layers/dropout.js";
import type { RecordField, RecordFields, TextFields } from "./record-fields.js";
import type { Scope } from "./scope.js";

export interface RecordOptions {
  /** Width of each column's vector. @defaultValue 128 */
  readonly width?: number;
  /** How the columns are joined. @defaultValue "concat" */
  readonly join?: "concat" | "attention";
  /** Widths of the dense layers behind the join; none leaves a linear map. @defaultValue [256] */
  readonly layers?: readonly number[];
  /** Width of the embedding. @defaultValue 256 */
  readonly embedding?: number;
  /** Whether embeddings are scaled to length 1, which default margins take for granted. @defaultValue true */
  readonly normalise?: boolean;
  /** Share of the dense layers' values dropped while training, in [0, 1). @defaultValue 0 */
  readonly dropout?: number;
}

const heads = 4;

/** Vectors below this length are not brought to 1: where all texts are missing there is nothing to enlarge. */
const shortest = 0.1;

/** Rows of a table -> `[N, embedding]`. */
export function record({
  width = 128,
  join = "concat",
  layers = [256],
  embedding = 256,
  normalise = true,
  dropout = 0,
}: RecordOptions = {}): Encoder {
  checkCount("record", "width", width);
  checkChoice("record", "join", join, ["concat", "attention"]);
  const isList: boolean = Array.isArray(layers);
  check(isList, "INVALID_OPTION", () => `record: layers must be a list of widths, got ${JSON.stringify(layers)}`);
  for (const each of layers) checkCount("record", "layers", each);
  checkHead("record", { embedding, normalise, dropout });
  check(join === "concat" || width % heads === 0, "INVALID_OPTION", () => {
    return `record: attention has ${heads} heads, which must divide the width, got ${width}`;
  });
  return {
    name: "record",
    options: { width, join, layers: [...layers], embedding, normalise, dropout },
    embedding,
    build(x) {
      throw shapeError("record", "needs rows of a table, column by column", x);
    },
    buildRecords(fields, scope) {
      const columns = columnVectors(fields, scope, width);
      const joined = join === "concat" ? concat(columns, 1) : looked(columns, scope.within("attention"), width);
      const deep = layers.reduce((y, each, i) => {
        const layer = dense(y, scope.within(`layer${i + 1}`), { width: each, initialiser: kaimingNormal() });
        return dropped(relu(layer), scope.within(`dropout${i + 1}`), dropout);
      }, joined);
      const linear = dense(joined, scope.within("embedding"), { width: embedding });
      const made =
        layers.length === 0
          ? linear
          : add(
              linear,
              dense(deep, scope.within("deep"), { width: embedding, bias: false, initialiser: kaimingNormal(0.1) }),
            );
      return normalise ? l2Normalise(made) : made;
    },
  };
}

/** Each `[N, width]`, weighted; the last one is that of all texts together, where there are several. */
function columnVectors({ columns, text }: RecordFields, scope: Scope, width: number): Tensor[] {
  const texts = text && textSums(text, scope.within("text"), width);
  const made = columns.map((field, i) => {
    const own = scope.within(`column${i + 1}`);
    const { vector, present } = columnVector(field, own, width, texts, text);
    const unit = l2Normalise(vector, -1, shortest);
    const known = present === undefined ? unit : where(present, unit, own.parameter("missing", [width], zeros));
    return mul(known, own.parameter("factor", [1], constantly(1)));
  });
  const several = columns.filter(({ kind }) => kind === "text").length > 1;
  if (texts === undefined || !several) return made;
  const whole = l2Normalise(reduceSum(texts, [1]), -1, shortest);
  return [...made, mul(whole, scope.parameter("text.whole", [1], constantly(1)))];
}

interface ColumnVector {
  readonly vector: Tensor;
  /** bool `[N, 1]`; absent where what is missing has a vector of its own already. */
  readonly present?: Tensor;
}

function columnVector(
  field: RecordField,
  scope: Scope,
  width: number,
  texts: Tensor | undefined,
  text: TextFields | undefined,
): ColumnVector {
  switch (field.kind) {
    case "values":
      return { vector: dense(field.features, scope, { width }), present: field.present };
    case "category": {
      const table = scope.parameter("values", [field.size, width], normal(1 / Math.sqrt(width)), { decay: false });
      return { vector: gather(table, field.ids) };
    }
    case "text": {
      const { place } = field;
      const only = (x: Tensor): Tensor => squeeze(slice(x, { axis: 1, start: place, end: place + 1 }), [1]);
      const most = reduceMax(only(text!.weights), [1], true);
      return { vector: only(texts!), present: greater(most, scalar(0)) };
    }
  }
}

/** The weighted sum of each text's features: `[N, X, width]`. */
function textSums({ tokens, weights, buckets }: TextFields, scope: Scope, width: number): Tensor {
  const table = scope.parameter("features", [buckets, width], normal(1 / Math.sqrt(width)), { decay: false });
  const loudness = scope.parameter("loudness", [buckets], zeros, { decay: false });
  const weighted = mul(weights, exp(unsqueeze(gather(loudness, tokens), [1])));
  return matmul(weighted, gather(table, tokens));
}

/** The columns after they have looked at each other, side by side. */
function looked(columns: readonly Tensor[], scope: Scope, width: number): Tensor {
  const stacked = concat(
    columns.map((column) => unsqueeze(column, [1])),
    1,
  );
  // Tells the columns apart: attention alone does not know which is which.
  const places = scope.parameter("places", [columns.length, width], normal(1 / Math.sqrt(width)), { decay: false });
  const heard = attention(add(stacked, places), scope, { heads, bias: false });
  return reshape(add(stacked, heard), [0, columns.length * width]);
}

// An encoder of records: each column has a small encoder of its own, and what they make is added up.
//
//   number, date   dense layer over its features
//   category       a learned vector for each value, one for what is missing and one for what nobody has seen
//   text           a sketch of its weighted features (layers/text-sketch.ts): the network learns which of them count
//   whole          the text columns' sketches added up, where there are several: what stands in another column of the other record is
//                  seen here
//
// Every column's vector is brought to length 1, so that none drowns the others, and weighted by a learned factor; a missing one is
// a learned vector, which begins at zero. They lie in random directions of one space, so that the cosine of two embeddings is about the
// weighted sum of the columns' cosines (Johnson, Lindenstrauss 1984): the network starts from a good comparison of records. Dense layers
// over all columns stand beside it, where there are `layers`; they say little at first.
//
//   attention      the columns look at each other (Vaswani et al. 2017) before they are added up
//
// Without layers or attention little is learned, only what counts. That suits few pairs, which a larger network would learn by heart.

import { check } from "../core/errors.js";
import { checkChoice, checkCount } from "../core/options.js";
import {
  type Tensor,
  add,
  concat,
  constant,
  exp,
  flatten,
  gather,
  l2Normalise,
  mul,
  reduceSum,
  relu,
  scalar,
  shapeError,
  unsqueeze,
  where,
} from "../graph/index.js";
import type { Encoder } from "./encoder.js";
import { checkHead } from "./image.js";
import { kaimingNormal, normal, zeros } from "./initialisers.js";
import { attention } from "./layers/attention.js";
import { dense } from "./layers/dense.js";
import { dropout as dropped } from "./layers/dropout.js";
import { randomSigns, textSketches, type TextSketches } from "./layers/text-sketch.js";
import type { RecordField, RecordFields } from "./record-fields.js";
import type { Scope } from "./scope.js";

export interface RecordOptions {
  /** How the columns are joined. @defaultValue "sum" */
  readonly join?: "sum" | "attention";
  /** Widths of dense layers beside the sum; none leaves a weighted sum. @defaultValue [] */
  readonly layers?: readonly number[];
  /** Width of the embedding, and of each column's vector: the wider, the less columns and words disturb each other. @defaultValue 1024 */
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
  join = "sum",
  layers = [],
  embedding = 1024,
  normalise = true,
  dropout = 0,
}: RecordOptions = {}): Encoder {
  checkChoice("record", "join", join, ["sum", "attention"]);
  const isList: boolean = Array.isArray(layers);
  check(isList, "INVALID_OPTION", () => `record: layers must be a list of widths, got ${JSON.stringify(layers)}`);
  for (const each of layers) checkCount("record", "layers", each);
  checkHead("record", { embedding, normalise, dropout });
  check(join === "sum" || embedding % heads === 0, "INVALID_OPTION", () => {
    return `record: attention has ${heads} heads, which must divide the embedding, got ${embedding}`;
  });
  return {
    name: "record",
    options: { join, layers: [...layers], embedding, normalise, dropout },
    embedding,
    build(x) {
      throw shapeError("record", "needs rows of a table, column by column", x);
    },
    buildRecords(fields, scope) {
      const vectors = columnVectors(fields, scope, embedding).map((vector) => unsqueeze(vector, [1]));
      const columns = concat(vectors, 1);
      const heard = join === "sum" ? columns : looked(columns, scope.within("attention"));
      const sum = reduceSum(heard, [1]);
      const made = layers.length === 0 ? sum : add(sum, deep(heard, scope, { layers, embedding, dropout }));
      return normalise ? l2Normalise(made) : made;
    },
  };
}

/** Each `[N, width]`, weighted; the last one is that of all texts together, where there are several. */
function columnVectors({ columns, text }: RecordFields, scope: Scope, width: number): Tensor[] {
  const texts = text && textSketches(text, scope.within("text"), width);
  const made = columns.map((field, i) => {
    const own = scope.within(`column${i + 1}`);
    const { vector, present } = columnVector(field, own, width, texts);
    const unit = l2Normalise(vector, -1, shortest);
    const known = present === undefined ? unit : where(present, unit, own.parameter("missing", [width], zeros));
    return mul(known, factor(own));
  });
  if (texts === undefined || texts.each.length < 2) return made;
  const whole = l2Normalise(texts.whole, -1, shortest);
  return [...made, mul(whole, factor(scope.within("text")))];
}

/** What a column counts: begins at 1, stays above 0, and moves by a hundredth where a weight moves by a thousandth. */
function factor(scope: Scope): Tensor {
  return exp(mul(scope.parameter("factor", [1], zeros), scalar(10)));
}

interface ColumnVector {
  readonly vector: Tensor;
  /** bool `[N, 1]`; absent where what is missing has a vector of its own already. */
  readonly present?: Tensor;
}

function columnVector(field: RecordField, scope: Scope, width: number, texts: TextSketches | undefined): ColumnVector {
  switch (field.kind) {
    case "values":
      return { vector: dense(field.features, scope, { width }), present: field.present };
    case "category": {
      const table = scope.parameter("values", [field.size, width], normal(1 / Math.sqrt(width)), { decay: false });
      return { vector: gather(table, field.ids) };
    }
    case "text": {
      const { sketch, present } = texts!.each[field.place]!;
      // Turned in a way of its own: what stands in two columns is not the same thing.
      const turned = mul(sketch, constant(randomSigns(width, `column ${field.place}`)));
      return { vector: turned, present };
    }
  }
}

/** `[N, C, width]` -> the same, after the columns have looked at each other. */
function looked(columns: Tensor, scope: Scope): Tensor {
  const [, count, width] = columns.shape.map(Number) as [number, number, number];
  // Tells the columns apart: attention alone does not know which is which.
  const places = scope.parameter("places", [count, width], normal(1 / Math.sqrt(width)), { decay: false });
  return add(columns, attention(add(columns, places), scope, { heads, bias: false }));
}

/** `[N, C, width]` -> `[N, embedding]` */
function deep(
  columns: Tensor,
  scope: Scope,
  { layers, embedding, dropout }: Required<Pick<RecordOptions, "layers" | "embedding" | "dropout">>,
): Tensor {
  const features = layers.reduce((y, width, i) => {
    const layer = dense(y, scope.within(`layer${i + 1}`), { width, initialiser: kaimingNormal() });
    return dropped(relu(layer), scope.within(`dropout${i + 1}`), dropout);
  }, flatten(columns));
  return dense(features, scope.within("deep"), { width: embedding, bias: false, initialiser: kaimingNormal(0.1) });
}

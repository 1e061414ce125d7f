// From rows as they are to what an encoder of records takes, inside the graph:
//
//   number, date   z = clip((v - centre) / scale, -8, 8), and for each period p  sin(2 pi (v - centre) / p), cos(...)
//                  v: the number, its logarithm, or days since 1970. Octaves of periods tell equal from nearly equal and near from far.
//   text           weight of a feature = (1 + ln count) x rarity
//
// Differences are taken in float64: days and large numbers lose nothing of their fraction.

import type { RecordField, RecordFields } from "../encoders/record-fields.js";
import {
  type Dimension,
  type Tensor,
  cast,
  clip,
  concat,
  constant,
  cos,
  gather,
  input,
  isNaN,
  log,
  mul,
  not,
  scalar,
  sin,
  slice,
  squeeze,
  sub,
  where,
} from "../graph/index.js";
import type { ValueColumn } from "../data/records/columns.js";
import { readRarity } from "../data/records/text-rarity.js";
import type { RecordInput } from "./record-input.js";

/** Values further off than this many scales count as this far. */
const farthest = 8;

export interface RecordInputs {
  /** The graph's inputs, in the order of record-source.ts. */
  readonly fed: readonly Tensor[];
  readonly fields: RecordFields;
}

/** The graph's inputs and the columns behind them; `length`: features of the longest row. */
export function recordInputs(spec: RecordInput, batch: Dimension, length: Dimension): RecordInputs {
  const count = (...types: readonly string[]): number => spec.columns.filter(({ type }) => types.includes(type)).length;
  const [valued, categories, texts] = [count("number", "date"), count("category"), count("text")];
  const given = {
    values: valued > 0 ? input("values", "float64", [batch, valued]) : undefined,
    categories: categories > 0 ? input("categories", "int64", [batch, categories]) : undefined,
    tokens: texts > 0 ? input("tokens", "int64", [batch, length]) : undefined,
    columns: texts > 0 ? input("token_columns", "int64", [batch, length]) : undefined,
    weights: texts > 0 ? input("token_weights", "float32", [batch, length]) : undefined,
  };
  const next = { value: 0, category: 0, text: 0 };
  const columns = spec.columns.map((column): RecordField => {
    if (column.type === "text") return { kind: "text", place: next.text++ };
    if (column.type === "category") {
      const place = next.category++;
      const ids = squeeze(slice(given.categories!, { axis: 1, start: place, end: place + 1 }), [1]);
      return { kind: "category", ids, size: column.values.length + 2 };
    }
    const place = next.value++;
    return valueField(slice(given.values!, { axis: 1, start: place, end: place + 1 }), column);
  });
  const fed = Object.values(given).filter((tensor) => tensor !== undefined);
  const { tokens, columns: owners, weights } = given;
  if (tokens === undefined || owners === undefined || weights === undefined) return { fed, fields: { columns } };
  const { buckets, rarity } = spec.text!;
  const rare = gather(constant(readRarity(rarity, buckets)), tokens);
  return { fed, fields: { columns, text: { tokens, owners, weights: mul(weights, rare), buckets, count: texts } } };
}

/** float64 `[N, 1]` -> its features. */
function valueField(raw: Tensor, { centre, scale, log: isLog, periods }: ValueColumn): RecordField {
  const missing = isNaN(raw);
  const value = where(missing, scalar(isLog ? Math.exp(centre) : centre, "float64"), raw);
  const difference = sub(isLog ? log(value) : value, scalar(centre, "float64"));
  const z = clip(cast(mul(difference, scalar(1 / scale, "float64")), "float32"), -farthest, farthest);
  const turns = periods.map((period) => cast(mul(difference, scalar((2 * Math.PI) / period, "float64")), "float32"));
  const here = cast(not(missing), "float32");
  const waves = turns.flatMap((turn) => [sin(turn), cos(turn)]);
  return { kind: "values", features: mul(concat([z, ...waves], 1), here), present: not(missing) };
}

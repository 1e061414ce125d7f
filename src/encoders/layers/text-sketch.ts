// Texts as bags of features, brought to a fixed width: a sparse random projection (Kane, Nelson 2014), whose cosines are about those of
// the weighted bags, and whose cost does not depend on the width.
//
//   y[p] = 1 / sqrt(4) . sum over features t and j = 1..4 with place_j(t) = p   of   sign_j(t) weight_t e^(loudness_t)
//
// Places and signs are drawn once for each bucket of features; loudness is learned, and begins at 0.

import { random } from "../../core/random.js";
import {
  type Tensor,
  add,
  cast,
  constant,
  exp,
  gather,
  greater,
  mul,
  reduceSum,
  reshape,
  scalar,
  scatterElements,
  slice,
  squeeze,
  unsqueeze,
} from "../../graph/index.js";
import { zeros } from "../initialisers.js";
import type { TextFields } from "../record-fields.js";
import type { Scope } from "../scope.js";

/** Places that a feature is written to. */
const copies = 4;

export interface TextSketches {
  readonly each: readonly TextSketch[];
  /** Of all texts of a row together, `[N, width]`. */
  readonly whole: Tensor;
}

export interface TextSketch {
  /** `[N, width]` */
  readonly sketch: Tensor;
  /** bool `[N, 1]`: whether there is any feature. */
  readonly present: Tensor;
}

/** Parameter: "loudness", of each bucket. */
export function textSketches(
  { tokens, owners, weights, buckets, count }: TextFields,
  scope: Scope,
  width: number,
): TextSketches {
  const loudness = scope.parameter("loudness", [buckets], zeros, { decay: false });
  const weighted = unsqueeze(mul(weights, exp(gather(loudness, tokens))), [2]);
  const { places, signs } = drawn(buckets, width);
  const updates = mul(weighted, gather(constant(signs, [buckets, copies]), tokens));
  const own = mul(unsqueeze(owners, [2]), constant(BigInt64Array.of(BigInt(width))));
  const at = add(cast(gather(constant(places, [buckets, copies]), tokens), "int64"), own);
  // As many zeros as there are rows, whose number shows only when the graph runs.
  const nothing = mul(reduceSum(unsqueeze(weights, [2]), [1], true), scalar(0));
  const empty = add(nothing, constant(new Float32Array(count * width * copies), [1, count * width, copies]));
  const written = reduceSum(scatterElements(empty, at, updates, 1, "add"), [2]);
  const sketches = mul(reshape(written, [0, count, width]), scalar(1 / Math.sqrt(copies)));
  const each = Array.from({ length: count }, (_, column): TextSketch => {
    const sketch = squeeze(slice(sketches, { axis: 1, start: column, end: column + 1 }), [1]);
    const some = reduceSum(mul(sketch, sketch), [1], true);
    return { sketch, present: greater(some, scalar(0)) };
  });
  return { each, whole: reduceSum(sketches, [1]) };
}

function drawn(buckets: number, width: number): { readonly places: Int32Array; readonly signs: Float32Array } {
  const generator = random(0, "sketch", buckets, width);
  const count = buckets * copies;
  return {
    places: Int32Array.from({ length: count }, () => generator.integer(width)),
    signs: Float32Array.from({ length: count }, () => 2 * generator.integer(2) - 1),
  };
}

/** -1 and 1 at random, the same for the same name. */
export function randomSigns(width: number, name: string): Float32Array {
  const generator = random(0, "signs", name);
  return Float32Array.from({ length: width }, () => 2 * generator.integer(2) - 1);
}

// A few dense layers of the loss's own between embeddings and formula, left behind after training. What a formula about
// augmented views throws away is then thrown away in them, and the embeddings keep it.
//
//   x -> dense -> batch normalisation -> rectifier -> ... -> dense

import { checkCount } from "../core/options.js";
import { check } from "../core/errors.js";
import { kaimingNormal } from "../encoders/initialisers.js";
import { batchNorm } from "../encoders/layers/batch-norm.js";
import { dense } from "../encoders/layers/dense.js";
import type { Scope } from "../encoders/scope.js";
import { type Tensor, relu } from "../graph/index.js";

/** x: `[N, D]` -> `[N, last of widths]`; x itself where there are none. Parameters stand below "layer1", "layer2" ... */
export function projected(x: Tensor, scope: Scope, widths: readonly number[]): Tensor {
  return widths.reduce((features, width, i) => {
    const within = scope.within(`layer${i + 1}`);
    if (i === widths.length - 1) return dense(features, within.within("dense"), { width });
    const hidden = dense(features, within.within("dense"), { width, bias: false, initialiser: kaimingNormal() });
    return relu(batchNorm(hidden, within.within("norm")));
  }, x);
}

/** Throws INVALID_OPTION unless `widths` is a list of whole numbers >= 1. */
export function checkWidths(where: string, name: string, widths: unknown): asserts widths is readonly number[] {
  const shown = (): string => `${where}: ${name} must be a list of widths, got ${JSON.stringify(widths)}`;
  check(Array.isArray(widths), "INVALID_OPTION", shown);
  for (const width of widths as unknown[]) checkCount(where, name, width);
}

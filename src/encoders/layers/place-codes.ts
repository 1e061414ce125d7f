// Where a token stands, as numbers to be added to its row (Vaswani et al. 2017, section 3.5):
//
//   code[t, i] = sin(t / 10000^(2 i / width)),   code[t, width / 2 + i] = cos(the same)          i < width / 2
//
// Nothing is learned, so that texts may be longer than those of training. Sines stand before cosines here; which of the numbers they
// are makes no difference to what is learned from them.

import { check } from "../../core/errors.js";
import { type Tensor, cast, concat, constant, cos, mul, positions, sin, unsqueeze } from "../../graph/index.js";

/** x: `[N, T, width]`, width even -> `[T, width]`. */
export function placeCodes(x: Tensor): Tensor {
  const width = Number(x.shape[2]);
  check(width % 2 === 0, "INVALID_OPTION", `place codes: width must be even, got ${width}`);
  const rates = Float32Array.from({ length: width / 2 }, (_, i) => 10_000 ** ((-2 * i) / width));
  const angles = mul(unsqueeze(cast(positions(x, 1), "float32"), [1]), constant(rates, [1, width / 2]));
  const codes = concat([sin(angles), cos(angles)], 1);
  return x.dtype === "float32" ? codes : cast(codes, x.dtype);
}

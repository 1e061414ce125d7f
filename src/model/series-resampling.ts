// Series read off at other places than their own steps, inside the graph: between two steps by a straight line.
//
//   y[n, r] = x[n, a] + (at - a) (x[n, a + 1] - x[n, a])       at = (L_n - 1) share[n, r],  a the whole part of it
//
// Brought to R steps, a series is read off at the shares r / (R - 1): first and last step stay.

import {
  type Tensor,
  add,
  cast,
  constant,
  expand,
  floor,
  gatherElements,
  max,
  min,
  mul,
  scalar,
  sub,
  unsqueeze,
} from "../graph/index.js";

/** series: `[N, T, C]`, lengths: `[N]`, share: `[N, R]` or `[1, R]`, clamped to 0..1 -> `[N, R, C]`. */
export function readSeriesAt(series: Tensor, lengths: Tensor, share: Tensor): Tensor {
  const [one, channels, steps] = [scalar(1), Number(series.shape[2]), Number(share.shape[1])];
  const last = lastSteps(lengths);
  const at = min(max(mul(share, last), scalar(0)), last);
  const before = floor(at);
  const place = (index: Tensor): Tensor => expand(unsqueeze(cast(index, "int64"), [2]), [1, steps, channels]);
  const left = gatherElements(series, place(before), 1);
  const right = gatherElements(series, place(min(add(before, one), last)), 1);
  return add(left, mul(sub(right, left), unsqueeze(sub(at, before), [2])));
}

/** L - 1 of each series, `[N, 1]`. */
export function lastSteps(lengths: Tensor): Tensor {
  return unsqueeze(sub(cast(lengths, "float32"), scalar(1)), [1]);
}

/** `[1, steps]`: from 0 to 1. */
export function evenShares(steps: number): Tensor {
  const shares = Float32Array.from({ length: steps }, (_, r) => r / Math.max(1, steps - 1));
  return unsqueeze(constant(shares), [0]);
}

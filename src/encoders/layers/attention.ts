// Attention (Vaswani et al. 2017, equation 1 and section 3.2.2): each query's weighted mean of the values, the weights being
// how well it fits the keys.
//
//   attention(Q, K, V) = softmax(Q . K^T / sqrt(d)) . V                     d: width of a head
//
// Queries, keys and values are linear maps of the inputs, cut into heads that look at different things; a last linear map
// joins them. What a mask leaves out gets no weight; where it leaves out everything, all get the same.

import { check } from "../../core/errors.js";
import { checkCount, checkFlag } from "../../core/options.js";
import {
  type Tensor,
  matmul,
  mul,
  reshape,
  scalar,
  shapeError,
  softmax,
  transpose,
  unsqueeze,
  where,
} from "../../graph/index.js";
import { xavier } from "../initialisers.js";
import type { Scope } from "../scope.js";
import { dense } from "./dense.js";

export interface AttentionOptions {
  /** Divides the width. @defaultValue 1 */
  readonly heads?: number;
  /** Of queries, keys, values and of the result, over all heads. @defaultValue that of x */
  readonly width?: number;
  /** Whether the linear maps have biases. @defaultValue true */
  readonly bias?: boolean;
}

export interface AttentionInputs {
  /** What is attended to, `[N, K, C]`. @defaultValue x itself */
  readonly keys?: Tensor;
  /** `[N, K, C]` @defaultValue `keys` */
  readonly values?: Tensor;
  /** bool `[N, K]`: which keys there are; padding is false. @defaultValue all */
  readonly mask?: Tensor;
}

/** Lower than any score, yet finite: its softmax is 0 beside any other, and not NaN alone. */
const never = -1e30;

/** x: `[N, T, C]` -> `[N, T, width]`. Parameters below "query", "key", "value" and "output": "weight", "bias". */
export function attention(
  x: Tensor,
  scope: Scope,
  options: AttentionOptions = {},
  { keys = x, values = keys, mask }: AttentionInputs = {},
): Tensor {
  for (const tensor of [x, keys, values]) {
    if (tensor.shape.length !== 3 || typeof tensor.shape[2] !== "number")
      throw shapeError("attention", "needs series [N, T, C] of known channels", x, keys, values);
  }
  const { heads = 1, width = Number(x.shape[2]), bias = true } = options;
  checkCount("attention", "heads", heads);
  checkCount("attention", "width", width);
  checkFlag("attention", "bias", bias);
  check(width % heads === 0, "INVALID_OPTION", `attention: heads must divide the width ${width}, got ${heads}`);
  const each = width / heads;
  const map = (tensor: Tensor, name: string): Tensor =>
    dense(tensor, scope.within(name), { width, bias, initialiser: xavier() });
  /** `[N, T, width]` -> `[N, heads, T, each]`, or with the last two turned. */
  const cut = (tensor: Tensor, name: string, turned = false): Tensor =>
    transpose(reshape(map(tensor, name), [0, 0, heads, each]), turned ? [0, 2, 3, 1] : [0, 2, 1, 3]);
  const scores = matmul(mul(cut(x, "query"), scalar(1 / Math.sqrt(each), x.dtype)), cut(keys, "key", true));
  const open = mask === undefined ? scores : where(unsqueeze(mask, [1, 2]), scores, scalar(never, x.dtype));
  const heard = matmul(softmax(open), cut(values, "value"));
  return map(reshape(transpose(heard, [0, 2, 1, 3]), [0, 0, width]), "output");
}

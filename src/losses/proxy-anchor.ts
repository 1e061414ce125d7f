// Proxy-anchor loss: each class's trained proxy is an anchor that draws its class's embeddings and pushes all others off.
//
//   L = 1/|P+| Σ_{p in P+} ln(1 + Σ_{x of p} e^(-α (s_xp - δ)))  +  1/|P| Σ_p ln(1 + Σ_{x not of p} e^(α (s_xp + δ)))
//
// s: cosine similarity of embedding and proxy; P: all proxies, P+: those whose class is in the batch. Kim et al. 2020, equation 4.

import { checkRange } from "../core/options.js";
import { cosine } from "../distances/cosine.js";
import {
  type Tensor,
  add,
  greater,
  logSumExp,
  mul,
  not,
  reduceMax,
  reduceMean,
  scalar,
  softplus,
  sub,
  where,
} from "../graph/index.js";
import { classBatch, classWeight, classified, cosinesTo } from "./class-logits.js";
import type { Loss } from "./loss.js";
import { maskedMean } from "./pair-table.js";

export interface ProxyAnchorOptions {
  /** δ, as a cosine; in [0, 1]. @defaultValue 0.1 */
  readonly margin?: number;
  /** α: steepness, > 0. @defaultValue 32 */
  readonly alpha?: number;
}

/**
 * Labels, and the number of classes. Parameters: "weight" `[D, classes]`, a proxy a column. Metrics: active (share of rows to
 * which another proxy is nearer), meanPositive, meanNegative.
 */
export function proxyAnchor({ margin = 0.1, alpha = 32 }: ProxyAnchorOptions = {}): Loss {
  checkRange("proxy-anchor", "margin", margin, { from: 0, to: 1 });
  checkRange("proxy-anchor", "alpha", alpha, { above: 0 });
  return {
    name: "proxy-anchor",
    options: { margin, alpha },
    distance: cosine(),
    needs: "labels",
    build(batch, context) {
      const known = classBatch("proxy-anchor", batch, context);
      const weight = classWeight(known, context);
      const similarities = cosinesTo(known.embeddings, weight);
      const { dtype } = similarities;
      const own = greater(known.target, scalar(0.5, dtype));
      const pull = softMaximum(mul(sub(similarities, scalar(margin, dtype)), scalar(-alpha, dtype)), own);
      const push = softMaximum(mul(add(similarities, scalar(margin, dtype)), scalar(alpha, dtype)), not(own));
      const loss = add(maskedMean(pull, reduceMax(known.target, [0])), reduceMean(push));
      return classified(known, { logits: similarities, weight, loss });
    },
  };
}

/** ln(1 + Σ e^x) over the masked entries of each column: `[N, C]` -> `[C]`; 0 where there is none. */
function softMaximum(x: Tensor, mask: Tensor): Tensor {
  return softplus(logSumExp(where(mask, x, scalar(-1e30, x.dtype)), 0));
}

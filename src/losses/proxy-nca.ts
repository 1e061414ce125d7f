// ProxyNCA: each class has a trained proxy, and an embedding is to be nearer to its own than to the others.
//
//   L = -ln  e^(-s d_y) / Σ_{j != y} e^(-s d_j)          d_j = |x - p_j|², both at length 1
//
// Movshovitz-Attias et al. 2017, equation 4; s is 1 there. The paper leaves the embedding's own proxy out of the denominator, so
// that the loss has no lower bound of 0; PyTorch Metric Learning's ProxyNCALoss has it in, as a softmax would (ProxyNCA++
// too). `denominator` chooses.

import { checkChoice, checkRange } from "../core/options.js";
import { cosine } from "../distances/cosine.js";
import { greater, logSumExp, mul, reduceMean, scalar, squeeze, sub, where } from "../graph/index.js";
import { atTarget, classBatch, classWeight, classified, cosinesTo } from "./class-logits.js";
import type { Loss } from "./loss.js";

export interface ProxyNcaOptions {
  /** s: steepness, > 0. @defaultValue 1 */
  readonly softmaxScale?: number;
  /** Over which proxies is summed: the other classes' (the paper), or all (PyTorch Metric Learning). @defaultValue "others" */
  readonly denominator?: "others" | "all";
}

/**
 * Labels, and the number of classes. Parameters: "weight" `[D, classes]`, a proxy a column. Metrics: active (share of rows to
 * which another proxy is nearer), meanPositive, meanNegative.
 */
export function proxyNca({ softmaxScale = 1, denominator = "others" }: ProxyNcaOptions = {}): Loss {
  checkRange("proxy-nca", "softmaxScale", softmaxScale, { above: 0 });
  checkChoice("proxy-nca", "denominator", denominator, ["others", "all"]);
  return {
    name: "proxy-nca",
    options: { softmaxScale, denominator },
    distance: cosine(),
    needs: "labels",
    build(batch, context) {
      const known = classBatch("proxy-nca", batch, context);
      const { embeddings, target } = known;
      const weight = classWeight(known, context);
      // |x - p|² of unit vectors is 2 - 2 cos.
      const two = scalar(2 * softmaxScale, embeddings.dtype);
      const logits = sub(mul(cosinesTo(embeddings, weight), two), two);
      if (denominator === "all") return classified(known, { logits, weight });
      const isTarget = greater(target, scalar(0.5, target.dtype));
      const others = logSumExp(where(isTarget, scalar(-1e30, logits.dtype), logits), 1);
      const loss = reduceMean(sub(others, squeeze(atTarget(logits, target), [1])));
      return classified(known, { logits, weight, loss });
    },
  };
}

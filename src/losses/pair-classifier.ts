// Pair classifier: learns how much a gap in each dimension counts, and judges pairs by logistic regression on the gaps.
//
//   p(same) = 1 / (1 + e^(d - bias)),   d(u, v) = Σ_k w_k |u_k - v_k|          L = -(s ln p + (1 - s) ln(1 - p)),  s: 1 same
//
// Koch, Zemel, Salakhutdinov 2015, section 3.1: their α is -w. Two departures. Their weights may have either sign; these are
// >= 0 (the absolute values of what is trained), so that a wider gap never makes a pair more alike and d is a distance. And
// there is a bias, without which p could not exceed one half. Verification uses d, the distance "weighted-manhattan": p is
// one half at d = bias.

import { KindredError } from "../core/errors.js";
import { manhattan } from "../distances/manhattan.js";
import { manhattanPairs, manhattanRows } from "../distances/manhattan-graph.js";
import { weightedManhattan } from "../distances/weighted-manhattan.js";
import { constantly } from "../encoders/initialisers.js";
import type { Scope } from "../encoders/scope.js";
import { type Tensor, abs, add, cast, greater, mul, neg, reduceSum, softplus, sub } from "../graph/index.js";
import type { Batch, Loss } from "./loss.js";
import { type Balance, checkBalance, pairMasks, pairMetrics, reducedPairs } from "./pair-table.js";
import { meanReducer } from "./reducers/mean.js";
import { type Reducer, ratioOrZero } from "./reducers/reducer.js";
import { namedReducer } from "./reducers/registry.js";

export interface PairClassifierOptions {
  /** Whether same and different pairs weigh half each; see `contrastive`. @defaultValue true */
  readonly balance?: Balance;
  /** How the pairs' costs become one number. @defaultValue `meanReducer()` */
  readonly reducer?: Reducer;
}

/**
 * Labels (all pairs of the batch; takes memory of N x N x D numbers) or pairs. Parameters: "weights" `[D]`, "bias" `[]`.
 * Metrics: active (share of pairs judged wrongly), meanPositive, meanNegative, degenerate.
 */
export function pairClassifier({ balance = true, reducer = meanReducer() }: PairClassifierOptions = {}): Loss {
  checkBalance("pair-classifier", balance);
  return {
    name: "pair-classifier",
    options: { balance, reducer: namedReducer(reducer) },
    distance: manhattan(),
    needs: "either",
    freeLength: true,
    build(batch, { scope, classes }) {
      const masks = pairMasks("pair-classifier", batch);
      const { weights, bias } = headOf(batch, scope);
      const distances = distancesOf(batch, weights);
      const logits = sub(bias, distances);
      // -ln p = softplus(-logit) and -ln(1 - p) = softplus(logit): never the logarithm of a rounded 0.
      const costs = { pull: softplus(neg(logits)), push: softplus(logits) };
      const wrong = add(mul(isAbove(distances, bias), masks.same), mul(isAbove(bias, distances), masks.different));
      const all = add(masks.same, masks.different);
      const { loss } = reducedPairs(costs, masks, balance, reducer, { labels: batch.labels, classes });
      return {
        loss,
        metrics: { active: ratioOrZero(reduceSum(wrong), reduceSum(all)), ...pairMetrics(distances, masks) },
        score: (left, right) => manhattanRows(mul(left, weights), mul(right, weights)),
      };
    },
    learned(parameters) {
      const [weights, bias] = [parameters.get("weights"), parameters.get("bias")];
      if (weights === undefined || bias === undefined) {
        throw new KindredError(
          "INVALID_INPUT",
          `pair-classifier: needs "weights" and "bias", got ${[...parameters.keys()].join(", ")}`,
        );
      }
      return weightedManhattan({ weights: weights.map(Math.abs), bias: bias[0]! });
    },
  };
}

function headOf({ embeddings }: Batch, scope: Scope): { readonly weights: Tensor; readonly bias: Tensor } {
  const width = Number(embeddings.shape[1]);
  // Gaps of about 1/2 in every dimension, or a whole length of 1, start near the middle of the sigmoid.
  const trained = scope.parameter("weights", [width], constantly(4 / width), { decay: true });
  return { weights: abs(trained), bias: scope.parameter("bias", [], constantly(1)) };
}

function distancesOf({ embeddings, pairs, references }: Batch, weights: Tensor): Tensor {
  if (pairs !== undefined) return manhattanRows(mul(pairs.left, weights), mul(pairs.right, weights));
  const scaled = mul(embeddings, weights);
  return manhattanPairs(scaled, references === undefined ? scaled : mul(references.embeddings, weights));
}

function isAbove(a: Tensor, b: Tensor): Tensor {
  return cast(greater(a, b), a.dtype);
}

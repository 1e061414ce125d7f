// SimSiam: from one view, a small network predicts the embedding of the other, which stands still meanwhile.
//
//   L = 1/2 D(h(z), stop(z')) + 1/2 D(h(z'), stop(z))          D(p, z) = 1 - cos(p, z), mean over pictures
//
// Chen, He 2021, equations 1 and 2, whose D is -cos: this is one more, so that 0 is the least. h is a dense layer to a narrower
// one, batch normalisation, rectifier and a dense layer back. Without h or without stopping the gradient embeddings would all
// become one. Both views pass h, and its batch normalisation, at once.

import { checkCount } from "../core/options.js";
import { cosine } from "../distances/cosine.js";
import { type Tensor, add, detach, mul, reduceMean, scalar, split } from "../graph/index.js";
import type { Loss } from "./loss.js";
import { checkWidths, projected } from "./projector.js";
import { viewMetrics, viewsOf } from "./views.js";

export interface SimsiamOptions {
  /** Width of the predictor's hidden layer, >= 1. @defaultValue a quarter of what it predicts */
  readonly predictor?: number;
  /** Widths of dense layers between embeddings and loss, which are left behind after training. @defaultValue none */
  readonly projector?: readonly number[];
}

/** Two views. Parameters: the projector's and the predictor's. Metrics: active, meanPositive, meanNegative (views.ts). */
export function simsiam({ predictor, projector = [] }: SimsiamOptions = {}): Loss {
  if (predictor !== undefined) checkCount("simsiam", "predictor", predictor);
  checkWidths("simsiam", "projector", projector);
  const distance = cosine();
  return {
    name: "simsiam",
    options: { ...(predictor !== undefined && { predictor }), projector: [...projector] },
    distance,
    needs: "views",
    build(batch, context) {
      const { both, left, right, count } = viewsOf("simsiam", batch, context, projector);
      const width = Number(both.shape[1]);
      const hidden = predictor ?? Math.max(1, Math.floor(width / 4));
      const [fromLeft, fromRight] = split(
        projected(both, context.scope.within("predictor"), [hidden, width]),
        [count, count],
        0,
      );
      const miss = (prediction: Tensor, target: Tensor): Tensor =>
        reduceMean(distance.rows(prediction, detach(target)));
      return {
        loss: mul(add(miss(fromLeft!, right), miss(fromRight!, left)), scalar(0.5, both.dtype)),
        metrics: viewMetrics(batch),
      };
    },
  };
}

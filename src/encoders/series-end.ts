// What stands behind the layers of every encoder of series: pooling over time, dropout, one dense layer, length 1.

import { checkChoice } from "../core/options.js";
import { type Tensor, l2Normalise } from "../graph/index.js";
import { checkHead, type HeadOptions } from "./image.js";
import { dense } from "./layers/dense.js";
import { dropout as dropoutLayer } from "./layers/dropout.js";
import { type PoolSeriesOptions, type SeriesPooling, poolSeries, seriesPoolings } from "./layers/pool-series.js";
import type { Scope } from "./scope.js";

export interface SeriesEndOptions {
  /** What is left of all steps. @defaultValue "mean" */
  readonly pooling?: SeriesPooling;
  /** Width of the embedding. @defaultValue 64 */
  readonly embedding?: number;
  /** Whether embeddings are scaled to length 1, which default margins take for granted. @defaultValue true */
  readonly normalise?: boolean;
  /** Share of features dropped in front of the dense layer while training, in [0, 1). @defaultValue 0 */
  readonly dropout?: number;
}

/** The options, whole and checked. `where` names the encoder in errors. Throws INVALID_OPTION. */
export function seriesEnd(
  where: string,
  { pooling = "mean", embedding = 64, normalise = true, dropout = 0 }: SeriesEndOptions,
): Required<SeriesEndOptions> {
  checkChoice(where, "pooling", pooling, seriesPoolings);
  checkHead(where, { embedding, normalise, dropout });
  return { pooling, embedding, normalise, dropout };
}

/**
 * Steps `[N, T, F]`, lengths `[N]` -> embeddings `[N, D]`. Parameters stand below "pool" and "embedding".
 *
 * @param layout - where the steps are, and which channels ran backwards: see `PoolSeriesOptions`
 */
export function embeddingsOfSteps(
  steps: Tensor,
  scope: Scope,
  { pooling, ...head }: Required<SeriesEndOptions>,
  lengths: Tensor | undefined,
  layout: Omit<PoolSeriesOptions, "pooling"> = {},
): Tensor {
  return seriesHead(poolSeries(steps, scope.within("pool"), { pooling, ...layout }, lengths), scope, head);
}

/** Features `[N, F]` -> embeddings `[N, D]`, as the head of pictures' encoders. Parameters stand below "embedding". */
export function seriesHead(features: Tensor, scope: Scope, { embedding, normalise, dropout }: HeadOptions): Tensor {
  const kept = dropoutLayer(features, scope.within("dropout"), dropout);
  const embeddings = dense(kept, scope.within("embedding"), { width: embedding });
  return normalise ? l2Normalise(embeddings) : embeddings;
}

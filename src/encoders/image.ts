// What image encoders share: the check of their input, and the head that turns feature maps into an embedding.

import { checkCount, checkFlag, checkRange } from "../core/options.js";
import { type Tensor, flatten, globalAveragePool, l2Normalise, shapeError } from "../graph/index.js";
import { dense } from "./layers/dense.js";
import { dropout } from "./layers/dropout.js";
import type { Scope } from "./scope.js";

/** Channels, height and width of `x`; throws SHAPE_MISMATCH unless x is `[N, C, H, W]` with C, H, W known. */
export function imageSize(x: Tensor, where: string): { channels: number; height: number; width: number } {
  const [, channels, height, width] = x.shape;
  if (x.shape.length !== 4 || typeof channels !== "number" || typeof height !== "number" || typeof width !== "number") {
    throw shapeError(where, "needs pictures [N, C, H, W] of known channels, height and width", x);
  }
  return { channels, height, width };
}

/** Options of the last layers, which every image encoder has. */
export interface HeadOptions {
  /** Width of the embedding. */
  readonly embedding: number;
  /** Whether embeddings are scaled to length 1. */
  readonly normalise: boolean;
  /** Share of features dropped in front of the last layer while training, in [0, 1). */
  readonly dropout: number;
}

export function checkHead(where: string, { embedding, normalise, dropout }: HeadOptions): void {
  checkCount(where, "embedding", embedding);
  checkFlag(where, "normalise", normalise);
  checkRange(where, "dropout", dropout, { from: 0, below: 1 });
}

/**
 * Feature maps `[N, C, H, W]` -> embeddings `[N, D]`: flattened or averaged over positions, dropped out, one dense layer,
 * brought to length 1 where asked for. Parameters stand below "embedding".
 */
export function head(
  maps: Tensor,
  scope: Scope,
  options: HeadOptions,
  pooling: "flatten" | "average" = "flatten",
): Tensor {
  const features = flatten(pooling === "average" ? globalAveragePool(maps) : maps);
  const kept = dropout(features, scope.within("dropout"), options.dropout);
  const embeddings = dense(kept, scope.within("embedding"), { width: options.embedding });
  return options.normalise ? l2Normalise(embeddings) : embeddings;
}

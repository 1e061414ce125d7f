// The encoder of Koch, Zemel, Salakhutdinov 2015, "Siamese neural networks for one-shot image recognition", figure 4:
//
//   105x105 -> 64@10x10, pool 2 -> 128@7x7, pool 2 -> 128@4x4, pool 2 -> 256@4x4 -> dense 4096, sigmoid
//
// Convolutions without padding, each with a rectifier (which stands behind the pooling here; the two commute). 38.95
// million parameters at the paper's size, 37.75 of them in the dense layer. Larger pictures are taken as well, smaller ones
// down to 65x65.
//
// Not followed by default is the paper's initialisation, N(0, 0.01) for convolutions and N(0, 0.2) for the dense layer: on
// the paper's 9,216 features the latter drives most sigmoids to 0 or 1 before training begins. `initialisation: "paper"`.

import { KindredError } from "../core/errors.js";
import { checkChoice } from "../core/options.js";
import { type Tensor, flatten, l2Normalise, maxPool, relu, sigmoid } from "../graph/index.js";
import type { Encoder } from "./encoder.js";
import { checkHead, imageSize } from "./image.js";
import { kaimingNormal, normal, xavier, zeros } from "./initialisers.js";
import { conv2d } from "./layers/conv2d.js";
import { dense } from "./layers/dense.js";
import { dropout } from "./layers/dropout.js";
import { type NormName, normNames, normalisation } from "./layers/normalisation.js";

export interface KochOptions {
  /** Width of the embedding. @defaultValue 4096 */
  readonly embedding?: number;
  /** Whether embeddings are scaled to length 1. @defaultValue false */
  readonly normalise?: boolean;
  /** Share of features dropped in front of the dense layer while training, in [0, 1). @defaultValue 0 */
  readonly dropout?: number;
  /** Normalisation behind the convolutions; the paper has none. @defaultValue "none" */
  readonly norm?: NormName;
  /** "scaled": by the size of each layer; "paper": the paper's. @defaultValue "scaled" */
  readonly initialisation?: "scaled" | "paper";
}

const blocks = [
  { channels: 64, kernel: 10, pool: true },
  { channels: 128, kernel: 7, pool: true },
  { channels: 128, kernel: 4, pool: true },
  { channels: 256, kernel: 4, pool: false },
] as const;

/** Smallest height and width: what leaves the last convolution one position. */
export const kochMinimum: number = blocks.reduceRight(
  (size, { kernel, pool }) => (pool ? 2 * size : size) + kernel - 1,
  1,
);

/** x: `[N, C, H, W]`, H and W at least 65 -> `[N, embedding]`, each value in (0, 1) unless normalised. */
export function koch({
  embedding = 4096,
  normalise = false,
  dropout: rate = 0,
  norm = "none",
  initialisation = "scaled",
}: KochOptions = {}): Encoder {
  const headOptions = { embedding, normalise, dropout: rate };
  checkHead("koch", headOptions);
  checkChoice("koch", "norm", norm, normNames);
  checkChoice("koch", "initialisation", initialisation, ["scaled", "paper"]);
  const paper = initialisation === "paper";
  const filters = paper
    ? { initialiser: normal(0.01), biasInitialiser: normal(0.01, 0.5) }
    : { initialiser: kaimingNormal(), biasInitialiser: zeros };
  const weights = paper
    ? { initialiser: normal(0.2), biasInitialiser: normal(0.01, 0.5) }
    : { initialiser: xavier(), biasInitialiser: zeros };
  return {
    name: "koch",
    options: { ...headOptions, norm, initialisation },
    embedding,
    build(x, scope) {
      checkSize(x);
      const maps = blocks.reduce((maps, { channels, kernel, pool }, i) => {
        const within = scope.within(`block${i + 1}`);
        const bias = norm === "none";
        const y = conv2d(maps, within.within("conv"), { channels, kernel, padding: 0, bias, ...filters });
        const normalised = normalisation(y, within, norm);
        return relu(pool ? maxPool(normalised, { kernel: 2, strides: 2 }) : normalised);
      }, x);
      const features = dropout(flatten(maps), scope.within("dropout"), rate);
      const embeddings = sigmoid(dense(features, scope.within("embedding"), { width: embedding, ...weights }));
      return normalise ? l2Normalise(embeddings) : embeddings;
    },
  };
}

function checkSize(x: Tensor): void {
  const { height, width } = imageSize(x, "koch");
  if (height >= kochMinimum && width >= kochMinimum) return;
  const message = `koch: pictures must be at least ${kochMinimum}x${kochMinimum} (the paper's are 105x105), got ${height}x${width}`;
  throw new KindredError("SHAPE_MISMATCH", message);
}

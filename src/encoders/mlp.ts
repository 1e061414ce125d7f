// Dense layers for rows of numbers: tables, or features that something else has computed.
//
//   x -> dense -> normalisation -> activation -> dropout -> ... -> dense -> embedding

import { check } from "../core/errors.js";
import { checkChoice, checkCount, checkFlag, checkRange } from "../core/options.js";
import { type Tensor, l2Normalise, shapeError } from "../graph/index.js";
import type { Encoder } from "./encoder.js";
import { kaimingNormal, xavier } from "./initialisers.js";
import { type ActivationName, activation, activationNames } from "./layers/activation.js";
import { batchNorm } from "./layers/batch-norm.js";
import { dense } from "./layers/dense.js";
import { dropout } from "./layers/dropout.js";
import { layerNorm } from "./layers/layer-norm.js";
import type { Scope } from "./scope.js";

export interface MlpOptions {
  /** Widths of the hidden layers; none makes a linear encoder. @defaultValue [256, 256] */
  readonly layers?: readonly number[];
  /** Width of the embedding. @defaultValue 64 */
  readonly embedding?: number;
  /** @defaultValue "relu" */
  readonly activation?: ActivationName;
  /** In each hidden layer. @defaultValue "none" */
  readonly norm?: "none" | "batch" | "layer";
  /** Share of each hidden layer's values dropped while training, in [0, 1). @defaultValue 0 */
  readonly dropout?: number;
  /** Whether embeddings are scaled to length 1, which default margins take for granted. @defaultValue true */
  readonly normalise?: boolean;
}

/** x: `[N, D]` -> `[N, embedding]`. */
export function mlp({
  layers = [256, 256],
  embedding = 64,
  activation: kind = "relu",
  norm = "none",
  dropout: rate = 0,
  normalise = true,
}: MlpOptions = {}): Encoder {
  const isList: boolean = Array.isArray(layers);
  check(isList, "INVALID_OPTION", () => `mlp: layers must be a list of widths, got ${JSON.stringify(layers)}`);
  for (const width of layers) checkCount("mlp", "layers", width);
  checkCount("mlp", "embedding", embedding);
  checkChoice("mlp", "activation", kind, activationNames);
  checkChoice("mlp", "norm", norm, ["none", "batch", "layer"]);
  checkRange("mlp", "dropout", rate, { from: 0, below: 1 });
  checkFlag("mlp", "normalise", normalise);
  const initialiser = kind === "sigmoid" || kind === "tanh" ? xavier() : kaimingNormal();
  const hidden = (x: Tensor, scope: Scope, width: number): Tensor => {
    const y = dense(x, scope.within("dense"), { width, initialiser, bias: norm === "none" });
    const normalised = norm === "none" ? y : { batch: batchNorm, layer: layerNorm }[norm](y, scope.within("norm"));
    return dropout(activation(normalised, kind), scope.within("dropout"), rate);
  };
  return {
    name: "mlp",
    options: { layers: [...layers], embedding, activation: kind, norm, dropout: rate, normalise },
    embedding,
    build(x, scope) {
      if (x.shape.length !== 2 || typeof x.shape[1] !== "number")
        throw shapeError("mlp", "needs rows [N, D] of known width", x);
      const features = layers.reduce((y, width, i) => hidden(y, scope.within(`layer${i + 1}`), width), x);
      const embeddings = dense(features, scope.within("embedding"), { width: embedding });
      return normalise ? l2Normalise(embeddings) : embeddings;
    },
  };
}

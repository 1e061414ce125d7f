// A twin network that has seen a few anomalies: trained on pairs, so that two normal rows come to lie near each other and an anomaly lies
// far from the normal ones. A row's score is how far its nearest normal rows are in that space.
//
//   score(x) = 1/k Σ |f(x) - f(r_i)|,  r_1 .. r_k the normal rows nearest to x in the embedding
//
// Small on purpose: tens of anomalies are usual, and a larger network learns them by heart. How it is trained: train-twins.ts.

import type { Matrix } from "../core/embeddings.js";
import { check, KindredError } from "../core/errors.js";
import { checkCount, checkRange } from "../core/options.js";
import { mlp } from "../encoders/index.js";
import type { Scope } from "../encoders/scope.js";
import { runtime } from "../engine/index.js";
import { type Tensor, clip, constant, encodeModel, input, lower, reduceMean } from "../graph/index.js";
import type { Method } from "./method.js";
import { graphNeighbours } from "./neighbours-graph.js";
import { trainTwins } from "./train-twins.js";

export interface TwinsOptions {
  /** Widths of the hidden layers. @defaultValue [64] */
  readonly layers?: readonly number[];
  /** Width of the embedding. @defaultValue 16 */
  readonly embedding?: number;
  /** @defaultValue 400 */
  readonly steps?: number;
  /** Pairs in a batch, half of them the same. @defaultValue 128 */
  readonly pairs?: number;
  /** Learning rate; > 0. @defaultValue 0.003 */
  readonly lr?: number;
  /** Neighbours that count. @defaultValue 5 */
  readonly k?: number;
}

/** Rows on one scale that lie farther out than this are taken for as far: what the encoder has never seen must not run away. */
const reach = 10;

export function twins({
  layers = [64],
  embedding = 16,
  steps = 400,
  pairs = 128,
  lr = 0.003,
  k = 5,
}: TwinsOptions = {}): Method {
  const encoder = mlp({ layers, embedding });
  checkCount("twins", "steps", steps);
  checkCount("twins", "pairs", pairs, 2);
  checkCount("twins", "k", k);
  checkRange("twins", "lr", lr, { above: 0 });
  const embed = (x: Tensor, scope: Scope): Tensor => encoder.build(clip(x, -reach, reach), scope);
  return {
    name: "twins",
    options: { layers: [...layers], embedding, steps, pairs, lr, k },
    needsAnomalies: true,
    async fit(normal, { anomalies, seed }) {
      check(anomalies !== undefined, "DATA_TOO_FEW", "twins: needs known anomalies, got none");
      check(normal.rows >= 2, "DATA_TOO_FEW", `twins: needs at least 2 normal rows, got ${normal.rows}`);
      const weights = await trainTwins(embed, normal, anomalies, { pairs, steps, lr, seed });
      const references = await embedded(normal, (x) => embed(x, fixedScope(weights)));
      const count = Math.min(k, normal.rows);
      return {
        score(x) {
          const { distances } = graphNeighbours(embed(x, fixedScope(weights)), references, count);
          return reduceMean(distances, [1]);
        },
      };
    },
  };
}

/** A scope that hands out trained weights as constants. */
function fixedScope(weights: ReadonlyMap<string, Float32Array>, prefix = ""): Scope {
  const refuse = (): never => {
    throw new KindredError("GRAPH_INVALID", "twins: the encoder asks for more than weights");
  };
  return {
    training: false,
    parameter: (name, shape) => constant(weights.get(prefix + name)!, shape),
    state: refuse,
    update: refuse,
    noise: refuse,
    within: (name) => fixedScope(weights, `${prefix}${name}.`),
  };
}

async function embedded({ data, rows, columns }: Matrix, embed: (x: Tensor) => Tensor): Promise<Matrix> {
  const x = input("rows", "float32", ["batch", columns]);
  const session = await runtime.createSession(encodeModel({ inputs: [x], outputs: lower({ embeddings: embed(x) }) }));
  try {
    const { embeddings } = await session.run({ rows: { dtype: "float32", shape: [rows, columns], data } });
    return { data: embeddings!.data as Float32Array, rows, columns: embeddings!.shape[1]! };
  } finally {
    await session.release();
  }
}

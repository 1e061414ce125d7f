// Trains the twins on pairs of rows:
//
//   normal, normal: the same;   normal, anomalous: different;   two anomalies say nothing, for they need not be alike
//
// Contrastive loss (Hadsell, Chopra, LeCun 2006), as many same as different pairs in a batch, AdamW under a cosine; the weights are a
// running average over the steps.

import { row, type Matrix } from "../core/embeddings.js";
import { random, type Random } from "../core/random.js";
import { createScope, type Scope } from "../encoders/scope.js";
import { runtime, type HostTensor } from "../engine/index.js";
import { type Tensor, constant, encodeModel, input, lower, size, split } from "../graph/index.js";
import { contrastive } from "../losses/index.js";
import { adamw } from "../training/adamw.js";
import { nextOf, renewals } from "../training/step.js";
import { averageOf, averaging } from "../training/weight-average.js";

export interface TwinTraining {
  /** Pairs in a batch. */
  readonly pairs: number;
  readonly steps: number;
  /** Learning rate at the beginning. */
  readonly lr: number;
  readonly seed: number;
}

/** Fills `[2 pairs, D]`: left sides, then right ones; the first half of the pairs are two normal rows. */
function pairDraws(normal: Matrix, anomalies: Matrix, pairs: number, generator: Random): (batch: Float32Array) => void {
  const { columns } = normal;
  return (batch) => {
    const put = (place: number, from: Matrix): void =>
      batch.set(row(from, generator.integer(from.rows)), place * columns);
    for (let pair = 0; pair < pairs; pair++) {
      put(pair, normal);
      put(pairs + pair, pair < pairs / 2 ? normal : anomalies);
    }
  };
}

/** The weights of `embed` by name. normal: `[N, D]`, anomalies: `[A, D]`. */
export async function trainTwins(
  embed: (x: Tensor, scope: Scope) => Tensor,
  normal: Matrix,
  anomalies: Matrix,
  { pairs, steps, lr, seed }: TwinTraining,
): Promise<ReadonlyMap<string, Float32Array>> {
  const width = normal.columns;
  const draw = pairDraws(normal, anomalies, pairs, random(seed, "twins"));
  const contents = createScope({ training: true });
  const rows = input("rows", "float32", [2 * pairs, width]);
  const embeddings = embed(rows, contents.scope);
  const [left, right] = split(embeddings, [pairs, pairs], 0) as [Tensor, Tensor];
  const same = constant(Float32Array.from({ length: pairs }, (_, pair) => (pair < pairs / 2 ? 1 : 0)));
  const { loss } = contrastive().build({ embeddings, pairs: { left, right, same } }, { scope: contents.scope });
  const { renewed, optimiserStates } = renewals(contents, loss, averaging(adamw(), 0.98), 10);
  const session = await runtime.createSession(encodeModel({ outputs: lower(renewed) }));
  const tensor = (shape: readonly number[], data: Float32Array): HostTensor => ({ dtype: "float32", shape, data });
  let carried: Record<string, HostTensor> = {};
  for (const { name, shape, initialiser } of contents.parameters)
    carried[name] = tensor(shape, initialiser(random(seed, "twins", name), shape));
  for (const { name, shape } of optimiserStates) carried[name] = tensor(shape, new Float32Array(size(shape)));
  try {
    for (let step = 1; step <= steps; step++) {
      const batch = new Float32Array(2 * pairs * width);
      draw(batch);
      const rate = (lr / 2) * (1 + Math.cos((Math.PI * (step - 1)) / steps));
      const results = await session.run({
        ...carried,
        rows: tensor([2 * pairs, width], batch),
        learning_rate: tensor([], Float32Array.of(rate)),
        step: tensor([], Float32Array.of(step)),
      });
      carried = Object.fromEntries(Object.keys(carried).map((name) => [name, results[nextOf(name)]!]));
    }
  } finally {
    await session.release();
  }
  return new Map(contents.parameters.map(({ name }) => [name, carried[averageOf(name)]!.data as Float32Array]));
}

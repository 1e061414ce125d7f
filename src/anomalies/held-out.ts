// Scores of normal rows by methods that had not seen them: what thresholds and p-values are made of. On the rows it was fitted on every
// detector looks stricter than it is: each of them is its own nearest neighbour.
//
// Where rows are few, cross-fitted: fold by fold, each fold scored by what was fitted on the others, so that every row counts. Those fits
// have seen a little less than the final one, so their scores are, if anything, a little high and the threshold a little too
// cautious. Where rows are many, some are kept apart, and nothing is fitted twice.

import type { Matrix } from "../core/embeddings.js";
import { selectRows } from "../core/matrix.js";
import { random, shuffled } from "../core/random.js";
import { runtime } from "../engine/index.js";
import { encodeModel, input, lower } from "../graph/index.js";
import { type Pipeline, type PipelineOptions, fitPipeline } from "./pipeline.js";

/** Rows at a time in a graph. */
export const batchRows = 256;

export interface HeldOut {
  /** The detector's own, fitted on all rows it may keep. */
  readonly pipeline: Pipeline;
  /** By each method, of the held-out rows. */
  readonly scores: readonly Float32Array[];
  /** Rows the pipeline was fitted on. */
  readonly references: number;
}

export interface HeldOutOptions extends PipelineOptions {
  /** Rows that a detector keeps at most. */
  readonly references: number;
  readonly folds: number;
}

/** Whether there are enough rows to keep some apart; otherwise all are held out in turn. */
export function keepsApart(rows: number, references: number): boolean {
  return rows >= 2 * references;
}

/** Fits on `rows`, `[N, D]`, and scores what was held out. */
export async function fitHeldOut(rows: Matrix, options: HeldOutOptions): Promise<HeldOut> {
  const { references, seed } = options;
  const order = shuffled([...Array(rows.rows).keys()], random(seed, "held out"));
  const chosen = selectRows(rows, order.slice(0, references));
  if (!keepsApart(rows.rows, references)) {
    const scores = await crossFitted(rows, order, options);
    return { pipeline: await fitPipeline(chosen, options), scores, references: chosen.rows };
  }
  const pipeline = await fitPipeline(chosen, options);
  const rest = selectRows(rows, order.slice(references));
  return { pipeline, scores: await methodScores(pipeline, rest), references };
}

async function crossFitted(rows: Matrix, order: readonly number[], options: HeldOutOptions): Promise<Float32Array[]> {
  const { references, folds, methods } = options;
  const count = Math.min(folds, rows.rows);
  const scores = methods.map(() => new Float32Array(rows.rows));
  for (let fold = 0; fold < count; fold++) {
    const held = order.filter((_, place) => place % count === fold);
    const rest = order.filter((_, place) => place % count !== fold).slice(0, references);
    const pipeline = await fitPipeline(selectRows(rows, rest), options);
    const own = await methodScores(pipeline, selectRows(rows, held));
    own.forEach((values, method) => values.forEach((value, i) => (scores[method]![held[i]!] = value)));
  }
  return scores;
}

/** The score of every row by each method. */
async function methodScores(pipeline: Pipeline, { data, rows, columns }: Matrix): Promise<Float32Array[]> {
  const x = input("rows", "float32", ["batch", columns]);
  const outputs = lower(Object.fromEntries(pipeline(x).map((score, i) => [`score${i}`, score])));
  const session = await runtime.createSession(encodeModel({ inputs: [x], outputs }));
  try {
    const scores = Object.keys(outputs).map(() => new Float32Array(rows));
    for (let from = 0; from < rows; from += batchRows) {
      const to = Math.min(rows, from + batchRows);
      const block = {
        dtype: "float32",
        shape: [to - from, columns],
        data: data.slice(from * columns, to * columns),
      } as const;
      const result = await session.run({ rows: block });
      scores.forEach((values, i) => values.set(result[`score${i}`]!.data as Float32Array, from));
    }
    return scores;
  } finally {
    await session.release();
  }
}

// Omniglot's official protocol: twenty fixed runs of 20-way one-shot classification, 400 trials in all (Lake, Salakhutdinov,
// Tenenbaum 2015; brendenlake/omniglot, all_runs.zip). A run has 20 training items, one a character, and 20 test items; each
// test item goes to the nearest training item of its own run.
//
// People make 4.5 % errors, Bayesian program learning 3.3 %, Koch's Siamese network 8.0 %. Reading the runs from disk:
// data/official-runs.ts.

import { type Matrix, row } from "../core/embeddings.js";
import { DimensionError, check } from "../core/errors.js";
import { wilsonInterval } from "../core/statistics.js";
import type { Distance } from "../distances/distance.js";
import type { Interval } from "./bootstrap.js";

export interface RunEmbeddings {
  readonly name: string;
  /** `[T, D]` */
  readonly test: Matrix;
  /** `[C, D]`, one row a class. */
  readonly training: Matrix;
  /** Row of `training` that each test item belongs to. Length T. */
  readonly truth: Int32Array;
}

/** JSON-serialisable as it is. */
export interface OfficialRunsResult {
  /** Share of test items given to a wrong class, 0..1. Items at one distance from several classes share the credit. */
  readonly error: number;
  /** 1 - error. */
  readonly accuracy: number;
  /** 95 % interval of the accuracy, Wilson's. */
  readonly interval: Interval;
  readonly trials: number;
  readonly runs: readonly { readonly name: string; readonly error: number; readonly trials: number }[];
}

/**
 * @throws INVALID_INPUT where a truth is missing or names no training row; DimensionError where widths differ
 */
export function scoreOfficialRuns(runs: readonly RunEmbeddings[], distance: Distance): OfficialRunsResult {
  check(runs.length > 0, "DATA_EMPTY", "official runs: there are none");
  const scored = runs.map((run) => ({ name: run.name, right: rightAnswers(run, distance), trials: run.test.rows }));
  const trials = scored.reduce((sum, run) => sum + run.trials, 0);
  const right = scored.reduce((sum, run) => sum + run.right, 0);
  return {
    error: 1 - right / trials,
    accuracy: right / trials,
    interval: wilsonInterval(right, trials),
    trials,
    runs: scored.map((run) => ({ name: run.name, error: 1 - run.right / run.trials, trials: run.trials })),
  };
}

function rightAnswers({ name, test, training, truth }: RunEmbeddings, distance: Distance): number {
  if (test.columns !== training.columns) throw new DimensionError(test.columns, training.columns, `${name}: `);
  check(
    test.rows > 0 && truth.length === test.rows,
    "INVALID_INPUT",
    `${name}: expected a truth for each of ${test.rows} test items, got ${truth.length}`,
  );
  let right = 0;
  truth.forEach((answer, item) => {
    check(
      answer >= 0 && answer < training.rows,
      "INVALID_INPUT",
      `${name}: test item ${item} names training item ${answer} of ${training.rows}`,
    );
    const distances = Array.from({ length: training.rows }, (_, k) =>
      distance.between(row(test, item), row(training, k)),
    );
    const smallest = Math.min(...distances);
    if (distances[answer] === smallest) right += 1 / distances.filter((value) => value === smallest).length;
  });
  return right;
}

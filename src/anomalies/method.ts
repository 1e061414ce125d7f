// What a method of anomaly detection is: it learns from normal rows alone (the twins from a few anomalies as well), and adds to a graph
// how unlike the normal ones a row is. The graph is all there is at use, so that a detector's file gives the same scores in every
// language.

import type { Matrix } from "../core/embeddings.js";
import type { Tensor } from "../graph/index.js";
import type { GraphNeighbours } from "./neighbours-graph.js";

export interface Method {
  /** As in options and detector files, e.g. "nearest-neighbours". */
  readonly name: string;
  /** What else is needed to rebuild it from `name` (JSON-serialisable). */
  readonly options: Readonly<Record<string, unknown>>;
  /** Whether it learns from known anomalies too. @defaultValue false */
  readonly needsAnomalies?: boolean;
  /** Learns from normal rows, standardised: `[N, D]`. Throws DATA_TOO_FEW where there are too few. */
  fit(normal: Matrix, context: FitContext): Promise<FittedMethod>;
}

export interface FitContext {
  /** Known anomalies, on the scale of the normal rows: `[A, D]`. */
  readonly anomalies?: Matrix | undefined;
  readonly seed: number;
}

export interface FittedMethod {
  /** How many of the nearest normal rows it wants to be told; methods share the search. @defaultValue 0 */
  readonly neighbours?: number;
  /**
   * x: `["batch", D]`, standardised -> `["batch"]`, >= 0; larger is less normal.
   *
   * @param near - the k nearest of the normal rows, k up to `neighbours`
   */
  score(x: Tensor, near: (k: number) => GraphNeighbours): Tensor;
}

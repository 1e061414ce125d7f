// What lies between a row and the methods' scores: the standardisation, one search for neighbours that the methods share, and the
// methods.

import type { Matrix } from "../core/embeddings.js";
import type { Tensor } from "../graph/index.js";
import type { FittedMethod, Method } from "./method.js";
import { firstNeighbours, graphNeighbours } from "./neighbours-graph.js";
import { type Scaling, fitStandardisation, standardise, standardised } from "./standardise.js";

export interface PipelineOptions {
  readonly methods: readonly Method[];
  /** Known anomalies, as they are: `[A, D]`. */
  readonly anomalies?: Matrix | undefined;
  /** Names of the columns, for messages. */
  readonly columns?: readonly string[] | undefined;
  readonly scaling: Scaling;
  readonly seed: number;
}

/** x: `["batch", D]`, as it is, NaN for what is missing -> the score by each method, `["batch"]`. */
export type Pipeline = (x: Tensor) => readonly Tensor[];

/** Learns from normal rows, `[N, D]`. Throws DATA_TOO_FEW, DATA_INVALID. */
export async function fitPipeline(normal: Matrix, options: PipelineOptions): Promise<Pipeline> {
  const { methods, anomalies, columns, scaling, seed } = options;
  const scale = fitStandardisation(normal, { scaling, names: columns });
  const rows = standardised(normal, scale);
  const context = { seed, anomalies: anomalies && standardised(anomalies, scale) };
  const fitted: FittedMethod[] = [];
  for (const method of methods) fitted.push(await method.fit(rows, context));
  const most = Math.max(...fitted.map(({ neighbours = 0 }) => neighbours));
  return (raw) => {
    const x = standardise(raw, scale);
    const all = most === 0 ? undefined : graphNeighbours(x, rows, most);
    return fitted.map((method) => method.score(x, (k) => firstNeighbours(all!, k)));
  };
}

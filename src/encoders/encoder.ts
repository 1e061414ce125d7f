// What an encoder is: the graph from a batch of inputs to their embeddings. It is built twice by the same code: with a
// batch size and `scope.training` for the training step, with a symbolic batch and without it for the exported model.

import type { Tensor } from "../graph/tensor.js";
import type { RecordFields } from "./record-fields.js";
import type { Scope } from "./scope.js";

export interface Encoder {
  /** As in options, config files and model metadata, e.g. "conv4". */
  readonly name: string;
  /** What else is needed to rebuild it from `name` (JSON-serialisable), defaults filled in. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Width of the embedding, D. */
  readonly embedding: number;
  /**
   * Adds the encoder to a graph.
   *
   * @param x - image encoders: `[N, C, H, W]` float, already normalised, C, H and W known; `mlp`: `[N, D]`, D known.
   *   N is a number or a name; encoders of series: `[N, T, C]`, C known, N and T numbers or names; of texts: token ids, int32 `[N, T]`.
   * @param lengths - of series and texts: how many steps of each count, `[N]` int64, each within 1..T. Absent: all
   * @returns `[N, D]`
   * @throws SHAPE_MISMATCH where x has another rank, or is too small for the encoder
   */
  build(x: Tensor, scope: Scope, lengths?: Tensor): Tensor;
  /** The same for rows of a table, of encoders that take those. @returns `[N, D]` */
  buildRecords?(fields: RecordFields, scope: Scope): Tensor;
}

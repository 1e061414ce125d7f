// Which columns of a table hold what, for a model that was trained on a table like it.

import type { ColumnOptions } from "../data/columns.js";
import type { ModelInfo } from "./format.js";

/** The columns that the model was trained on, by their roles; none where it was not trained on records. */
export function trainedColumns({ input }: Pick<ModelInfo, "input">): ColumnOptions | undefined {
  return input.kind === "record" ? input.source : undefined;
}

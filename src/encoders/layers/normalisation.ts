// The normalisation of a convolutional or dense block, by name.

import type { Tensor } from "../../graph/index.js";
import type { Scope } from "../scope.js";
import { batchNorm } from "./batch-norm.js";
import { groupNorm } from "./group-norm.js";

/** "batch": batch normalisation; "group": group normalisation, for small batches; "none". */
export type NormName = "batch" | "group" | "none";

export const normNames: readonly NormName[] = ["batch", "group", "none"];

/** x: `[N, C, H, W]` -> the same shape. Parameters stand below "norm". */
export function normalisation(x: Tensor, scope: Scope, name: NormName): Tensor {
  if (name === "none") return x;
  return name === "batch" ? batchNorm(x, scope.within("norm")) : groupNorm(x, scope.within("norm"));
}

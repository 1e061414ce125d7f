// The inputs of a graph that takes texts. Taking them apart is done before (data/tokens): ONNX has no operator for it that all runtimes run.

import { type Dimension, type Tensor, input } from "../graph/index.js";

/** "tokens", int32 `[N, T]`, and "lengths", int64 `[N]`: how many tokens of each text count. */
export function textInputs(batch: Dimension, time: Dimension): { readonly tokens: Tensor; readonly lengths: Tensor } {
  return { tokens: input("tokens", "int32", [batch, time]), lengths: input("lengths", "int64", [batch]) };
}

// Whether a loss heeds what a miner chose, or looks at more rows than the batch: its graph says so. Whoever composes them asks
// before, so that a miner is never silently without effect (a loss that classifies rows has no pairs to choose from).

import { KindredError } from "../core/errors.js";
import { createScope } from "../encoders/scope.js";
import { type Tensor, concat, input, nodesBehind } from "../graph/index.js";
import type { Batch, Loss } from "./loss.js";

/** Builds the loss of a small batch of embeddings of `width`, and looks whether it depends on `what`. */
export function takes(loss: Loss, what: "mined" | "references", width: number): boolean {
  const [count, more] = [4, 2];
  const embeddings = input("embeddings", "float32", [count, width]);
  const labels = input("labels", "int64", [count]);
  const memory = input("memory", "float32", [more, width]);
  const references = {
    embeddings: concat([embeddings, memory], 0),
    labels: concat([labels, input("memory labels", "int64", [more])], 0),
  };
  const [positive, negative] = ["positive", "negative"].map((name) => input(name, "bool", [count, count]));
  const mined = { positive: positive!, negative: negative! };
  const batch: Batch = { embeddings, labels, ...(what === "mined" ? { mined } : { references }) };
  const wanted = new Set<Tensor | undefined>(what === "mined" ? Object.values(mined) : [memory]);
  try {
    const result = loss.build(batch, { scope: createScope({ training: true }).scope, classes: 2 });
    return nodesBehind([result.loss]).some((node) => node.inputs.some((tensor) => wanted.has(tensor)));
  } catch (error) {
    // Tables of two sizes: part of the loss knows nothing of references.
    if (error instanceof KindredError && error.code === "SHAPE_MISMATCH") return false;
    throw error;
  }
}

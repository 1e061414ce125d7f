// Batches that are drawn by what the network makes of the items: between a sampler that wants embeddings and the trainer that
// has weights. What the sampler found goes into checkpoints as one tensor.

import type { Matrix } from "../core/embeddings.js";
import type { ClassBatches, PairBatches, Renewal, ViewBatches } from "../data/index.js";
import type { Distance } from "../distances/index.js";
import type { BatchRenewal, Batches } from "./batches.js";
import type { Tensors } from "./carried.js";

/** Embeds items of a store, by position, with weights given by name; and the distance that training has made so far. */
export type Look = (
  positions: readonly number[],
  weights: Tensors,
) => Promise<{ readonly embeddings: Matrix; readonly distance: Distance }>;

/** Name of the tensor that a sampler's findings have in a checkpoint. */
const findings = "sampler";

interface RenewalOptions {
  readonly sampler: ClassBatches | PairBatches | ViewBatches;
  readonly look?: Look;
}

/** The renewal of batches, where their sampler wants embeddings and somebody can look. */
export function renewalOf({ sampler, look }: RenewalOptions): Pick<Batches, "renewal"> {
  return "renewal" in sampler && look !== undefined ? { renewal: batchRenewal(sampler.renewal, look) } : {};
}

function batchRenewal(renewal: Renewal, look: Look): BatchRenewal {
  const shapeOf = ({ rows, columns }: Matrix): number[] => [rows, columns];
  return {
    async renew(weights) {
      const { embeddings, distance } = await look(renewal.items, weights);
      renewal.renew(embeddings, distance);
    },
    state() {
      const state = renewal.state();
      return { [findings]: { dtype: "float32", shape: shapeOf(state), data: state.data } };
    },
    restore(values) {
      const found = values.get(findings);
      if (found?.shape.join() !== shapeOf(renewal.state()).join()) return [findings];
      renewal.restore(found.data as Float32Array);
      return [];
    },
  };
}

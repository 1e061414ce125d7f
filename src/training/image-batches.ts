// Fills the batches of an image training: pixels from the store, labels or pairs from the sampler, random numbers for the
// augmentation. Batch s is a function of the seed and s alone.

import { random } from "../core/random.js";
import type { ImageStore, PairBatch } from "../data/index.js";
import { channelsOf } from "../data/index.js";
import type { HostTensor } from "../engine/index.js";
import { size } from "../graph/index.js";
import type { Augmentation } from "./augment-graph.js";
import { drawAugmentation } from "./augment-draws.js";
import { renewalOf } from "./batch-renewal.js";
import type { Batches } from "./batches.js";
import type { Tensors } from "./carried.js";
import type { BatchesOptions } from "./item-store.js";

export interface ImageBatchesOptions extends BatchesOptions {
  readonly store: ImageStore;
  readonly augmentation: Augmentation;
}

/** Batches of pictures from a store. */
export function imageBatches(options: ImageBatchesOptions): Batches {
  const { store, sampler, augmentation, draws, inputs, seed } = options;
  const { batchSize, stepsPerEpoch } = sampler;
  const buffers = [0, 1].map(() => ({
    images: new Uint8Array(batchSize * store.pixelsPerImage),
    draws: draws.map(({ shape }) => new Float32Array(size(shape))),
  }));
  const { spec } = store;
  const shape = [batchSize, spec.height, spec.width, channelsOf(spec)];
  return {
    ...{ batchSize, stepsPerEpoch },
    ...renewalOf(options),
    async prepare(step) {
      const buffer = buffers[step % 2]!;
      const batch = sampler.at(step);
      await store.fill(batch.indices, buffer.images);
      const truth = truthOf(batch, step, options);
      if (draws.length > 0) {
        const targets = Object.fromEntries(
          draws.map(({ name }, i) => [name.replace("augment.", ""), buffer.draws[i]!]),
        );
        const pictures = { spec, count: batchSize, images: buffer.images, ...(truth.turns && { turns: truth.turns }) };
        drawAugmentation(augmentation, pictures, random(seed, "augment", step), targets);
      }
      const drawn = draws.map(
        ({ name, shape }, i) => [name, { dtype: "float32", shape, data: buffer.draws[i]! }] as const,
      );
      const known = Object.entries(truth.feeds).filter(([name]) => inputs?.includes(name) ?? true);
      const changes = Object.fromEntries([...drawn, ...known]);
      return { images: { dtype: "uint8", shape, data: buffer.images }, ...changes };
    },
  };
}

interface Truth {
  readonly feeds: Tensors;
  readonly turns?: Uint8Array;
}

type TruthOptions = Pick<BatchesOptions, "classes" | "seed"> & {
  readonly augmentation: Pick<Augmentation, "rotateClasses">;
};

/** What is known of a batch, under the names of the step's graph. */
export function truthOf(
  batch: ReturnType<BatchesOptions["sampler"]["at"]>,
  step: number,
  options: TruthOptions,
): Truth {
  if ("labels" in batch) return labelled(batch.labels, step, options);
  return "same" in batch ? paired(batch) : { feeds: {} };
}

/** With `rotateClasses`, a class's pictures are all turned alike, and turn t of class c is class c + t * classes. */
function labelled(labels: Int32Array, step: number, { augmentation, classes, seed }: TruthOptions): Truth {
  const generator = random(seed, "turns", step);
  const turnOf = new Map<number, number>();
  const turns = Uint8Array.from(labels, (label) => {
    if (!augmentation.rotateClasses) return 0;
    const turn = turnOf.get(label) ?? generator.integer(4);
    turnOf.set(label, turn);
    return turn;
  });
  const data = BigInt64Array.from(labels, (label, i) => BigInt(label + classes * turns[i]!));
  const feeds: Tensors = { labels: { dtype: "int64", shape: [labels.length], data } };
  return augmentation.rotateClasses ? { feeds, turns } : { feeds };
}

function paired({ same, score }: PairBatch): Truth {
  const column = (data: Float32Array): HostTensor => ({ dtype: "float32", shape: [data.length], data });
  return { feeds: { same: column(Float32Array.from(same)), ...(score && { score: column(score) }) } };
}

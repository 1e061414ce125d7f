// Cross-batch memory: the embeddings of the last batches, kept to be compared with, so that a batch of 64 sees the pairs of one
// of a thousand. They are some steps old; embeddings change slowly enough for that (their "slow drift"), after the beginning.
//
// Wang, Zhang, Huang, Scott 2020 (XBM). There the loss of the batch and that of the batch against the memory are added up; here
// rows are compared with batch and memory at once, which weighs a pair of either alike, and makes it work with any loss that
// compares rows with a table of references. Gradients flow through the batch's rows only.
//
// The memory is carried from step to step like weights, so that a resumed run has it as it was: embeddings `[size, D]`, newest
// first, and labels `[size]`, one more than the class, 0 where the place is still empty.

import { checkCount, checkNames } from "../core/options.js";
import {
  type Tensor,
  add,
  cast,
  concat,
  detach,
  dimensions,
  greater,
  input,
  ints,
  mul,
  scalar,
  slice,
  sub,
} from "../graph/index.js";
import type { References } from "../miners/index.js";

export interface MemoryOptions {
  /** Rows that are kept; >= 1. Some thousands cost little: `size` x D numbers, and N x `size` distances a step. */
  readonly size: number;
  /** Steps after which they are compared with; >= 0. Before, embeddings change too fast. @defaultValue an epoch's */
  readonly from?: number;
}

/** Throws INVALID_OPTION. */
export function checkMemory(options: MemoryOptions): void {
  checkNames("train: memory", { ...options }, ["size", "from"]);
  checkCount("train: memory", "size", options.size);
  if (options.from !== undefined) checkCount("train: memory", "from", options.from, 0);
}

export interface Remembered {
  /** The batch, and behind it the memory as it was before this step. */
  readonly references: References;
  /** What is carried: inputs of the graph by name, and their values after the step. They begin as zeros. */
  readonly states: readonly { readonly name: string; readonly shape: readonly number[]; readonly next: Tensor }[];
}

/** embeddings: `[N, D]`; labels: int64 `[N]`; step: number of this step, from 1, `[]`. */
export function remembered(
  { embeddings, labels }: { readonly embeddings: Tensor; readonly labels: Tensor },
  { size, from }: Required<MemoryOptions>,
  step: Tensor,
): Remembered {
  const [, width] = dimensions(embeddings.shape, "memory") as [number, number];
  const rows = input("memory.embeddings", "float32", [size, width]);
  const marks = input("memory.labels", "float32", [size]);
  const heeded = mul(marks, cast(greater(step, scalar(from)), "float32"));
  const newest = (fresh: Tensor, old: Tensor): Tensor => slice(concat([fresh, old], 0), { axis: 0, end: size });
  const ownMarks = cast(add(labels, ints([1])), "float32");
  return {
    references: {
      embeddings: concat([embeddings, rows], 0),
      labels: concat([labels, sub(cast(heeded, "int64"), ints([1]))], 0),
    },
    states: [
      { name: "memory.embeddings", shape: [size, width], next: newest(detach(embeddings), rows) },
      { name: "memory.labels", shape: [size], next: newest(ownMarks, marks) },
    ],
  };
}

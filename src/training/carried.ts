// What is carried from step to step: parameters, running statistics, the optimiser's state, the
// memory of earlier batches. No step allocates: a tensor is
// overwritten where that is safe (in-place.ts); the others exist twice, a step reads one and writes the other, and then they
// change places.

import { random } from "../core/random.js";
import type { HostTensor } from "../engine/index.js";
import { size } from "../graph/index.js";
import { nextOf, type StepGraph } from "./step.js";

export type Tensors = Readonly<Record<string, HostTensor>>;

export interface Carried {
  /** The values before the next step, by name. */
  current(): Tensors;
  /** Where the next step writes, by output name. */
  targets(): Tensors;
  /** Takes over what a step returned. */
  advance(results: Tensors): void;
  /** Overwrites values: of a checkpoint. Names that are missing or of another shape are returned, and nothing is changed. */
  restore(values: ReadonlyMap<string, HostTensor>): string[];
}

/** Everything at its initial value: parameter NAME is drawn from the stream "parameter", NAME of the seed. */
export function createCarried(graph: StepGraph, seed: number): Carried {
  const { parameters, states, optimiserStates, memory, inPlace } = graph;
  const initial = new Map<string, HostTensor>();
  for (const { name, shape, initialiser } of [...parameters, ...states]) {
    initial.set(name, { dtype: "float32", shape, data: initialiser(random(seed, "parameter", name), shape) });
  }
  for (const { name, shape } of [...optimiserStates, ...memory]) {
    initial.set(name, { dtype: "float32", shape, data: new Float32Array(size(shape)) });
  }
  let current: Record<string, HostTensor> = Object.fromEntries(initial);
  const spare = new Map<string, HostTensor>();
  for (const [name, { shape }] of initial) {
    if (!inPlace.has(name)) spare.set(name, { dtype: "float32", shape, data: new Float32Array(size(shape)) });
  }
  return {
    current: () => current,
    targets: () =>
      Object.fromEntries(Object.keys(current).map((name) => [nextOf(name), spare.get(name) ?? current[name]!])),
    advance(results) {
      const before = current;
      current = Object.fromEntries(Object.keys(before).map((name) => [name, results[nextOf(name)]!]));
      for (const name of spare.keys()) spare.set(name, before[name]!);
    },
    restore(values) {
      const wrong = Object.entries(current).flatMap(([name, { shape }]) =>
        values.get(name)?.shape.join() === shape.join() ? [] : [name],
      );
      if (wrong.length > 0) return wrong;
      for (const [name, { data }] of Object.entries(current)) {
        (data as Float32Array).set(values.get(name)!.data as Float32Array);
      }
      return [];
    },
  };
}

// What an optimiser is: the graph from a parameter and its gradient to the parameter's next value. One training step runs it
// for every parameter; for large dense layers it is bound by memory, so each optimiser makes as few passes over a
// parameter as it can and folds all constants into scalars, which every parameter's update shares.

import type { Tensor } from "../graph/tensor.js";

export interface OptimiserInput {
  /** Of the parameter, e.g. "block1.conv.weight"; names of states begin with it. */
  readonly name: string;
  readonly parameter: Tensor;
  /** Of the parameter's shape. */
  readonly gradient: Tensor;
  /** `[]`, fed at each step. */
  readonly learningRate: Tensor;
  /** Number of this step as a float, from 1: `[]`, fed at each step. */
  readonly step: Tensor;
  /** Whether weight decay applies to this parameter. */
  readonly decay: boolean;
}

/** A tensor the optimiser carries from step to step for one parameter. It begins as zeros. */
export interface OptimiserState {
  /** Of its graph input: the parameter's name, a colon and the kind of state, e.g. "dense.weight:momentum". */
  readonly name: string;
  readonly shape: readonly number[];
  /** The value before the step: an input of the graph. */
  readonly tensor: Tensor;
  /** The value after the step. */
  readonly next: Tensor;
}

export interface OptimiserOutput {
  /** The parameter after the step. */
  readonly value: Tensor;
  readonly states: readonly OptimiserState[];
}

export interface Optimiser {
  /** As in options and config files, e.g. "adam". */
  readonly name: string;
  /** What else is needed to rebuild it from `name` (JSON-serialisable), defaults filled in. */
  readonly options: Readonly<Record<string, unknown>>;
  /** The learning rate to use where none is given. */
  readonly defaultLearningRate: number;
  /** Adds one parameter's update to a graph. */
  build(input: OptimiserInput): OptimiserOutput;
}

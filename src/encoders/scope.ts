// Where layers get their parameters from. A scope names them by the place they stand in ("block1.conv.weight"), collects
// what has to be initialised, trained, carried from step to step and fed, and knows whether the graph is for training.
//
//   const { scope, parameters } = createScope({ training: true });
//   const embeddings = encoder.build(images, scope);              // parameters now lists every weight behind them
//
// A name can be taken once: sharing weights between twins means one pass over one batch, not two passes.

import { KindredError } from "../core/errors.js";
import { type DType, type Tensor, input, show } from "../graph/tensor.js";
import type { Initialiser } from "./initialisers.js";

export interface ParameterOptions {
  /** Whether weight decay applies. @defaultValue true for shapes of two or more dimensions: weights, not biases */
  readonly decay?: boolean;
}

export interface Scope {
  /** Whether dropout drops and batch normalisation uses the batch's own statistics. */
  readonly training: boolean;
  /** A trained tensor. */
  parameter(name: string, shape: readonly number[], initialiser: Initialiser, options?: ParameterOptions): Tensor;
  /** A tensor that is carried from step to step but not trained, e.g. a running mean. */
  state(name: string, shape: readonly number[], initialiser: Initialiser): Tensor;
  /** Sets what `state` is after this step. Only when training, once per state. */
  update(state: Tensor, value: Tensor): void;
  /** Uniform numbers in [0, 1) drawn anew for each step: an input of the graph. Only when training. */
  noise(name: string, shape: readonly number[]): Tensor;
  /** The scope of a part: prefixes names with `name` and a dot. */
  within(name: string): Scope;
}

/** A value that needs to be there before the first step. `tensor` is the graph's input, named `name`. */
export interface StateSpec {
  readonly name: string;
  readonly shape: readonly number[];
  readonly initialiser: Initialiser;
  readonly tensor: Tensor;
}

export interface ParameterSpec extends StateSpec {
  /** Whether weight decay applies. */
  readonly decay: boolean;
}

export interface NoiseSpec {
  readonly name: string;
  readonly shape: readonly number[];
  readonly tensor: Tensor;
}

/** A scope and what has been asked of it so far; the lists grow while layers are built. */
export interface ScopeContents {
  readonly scope: Scope;
  readonly parameters: readonly ParameterSpec[];
  readonly states: readonly StateSpec[];
  /** State name -> its value after the step. A state that is not in it stays as it is. */
  readonly updates: ReadonlyMap<string, Tensor>;
  readonly noises: readonly NoiseSpec[];
}

export interface ScopeOptions {
  readonly training: boolean;
  /** Of everything the scope hands out. "float64" is for checking gradients. @defaultValue "float32" */
  readonly dtype?: "float32" | "float64";
}

/** An empty scope. */
export function createScope({ training, dtype = "float32" }: ScopeOptions): ScopeContents {
  const contents: Collector = {
    training,
    dtype,
    taken: new Set(),
    parameters: [],
    states: [],
    updates: new Map(),
    noises: [],
  };
  return { ...contents, scope: scopeAt("", contents) };
}

interface Collector {
  readonly training: boolean;
  readonly dtype: DType;
  readonly taken: Set<string>;
  readonly parameters: ParameterSpec[];
  readonly states: StateSpec[];
  readonly updates: Map<string, Tensor>;
  readonly noises: NoiseSpec[];
}

function scopeAt(prefix: string, contents: Collector): Scope {
  const { training } = contents;
  const take = (name: string, shape: readonly number[]): Tensor => {
    const path = prefix + name;
    if (contents.taken.has(path)) throw invalid(`"${path}" is taken; each layer needs a name of its own`);
    contents.taken.add(path);
    return input(path, contents.dtype, shape);
  };
  return {
    training,
    parameter(name, shape, initialiser, { decay = shape.length > 1 } = {}) {
      const tensor = take(name, shape);
      contents.parameters.push({ name: prefix + name, shape, initialiser, tensor, decay });
      return tensor;
    },
    state(name, shape, initialiser) {
      const tensor = take(name, shape);
      contents.states.push({ name: prefix + name, shape, initialiser, tensor });
      return tensor;
    },
    update(state, value) {
      const known = contents.states.find(({ tensor }) => tensor === state);
      if (!training) throw invalid("states are only updated in training");
      if (known === undefined) throw invalid("update needs a tensor made by state()");
      if (contents.updates.has(known.name)) throw invalid(`state "${known.name}" is updated twice`);
      if (value.dtype !== state.dtype || show(value.shape) !== show(state.shape)) {
        const got = `${value.dtype} ${show(value.shape)}`;
        throw invalid(`state "${known.name}" is ${state.dtype} ${show(state.shape)}, its update is ${got}`);
      }
      contents.updates.set(known.name, value);
    },
    noise(name, shape) {
      if (!training) throw invalid(`noise "${prefix}${name}" is only drawn in training`);
      const tensor = take(name, shape);
      contents.noises.push({ name: prefix + name, shape, tensor });
      return tensor;
    },
    within: (name) => scopeAt(`${prefix}${name}.`, contents),
  };
}

function invalid(message: string): KindredError {
  return new KindredError("GRAPH_INVALID", `scope: ${message}`);
}

// The part that both runtimes share: onnxruntime-node and -web offer the same JavaScript interface (onnxruntime-common).

import type { InferenceSession, Tensor as OrtTensor, TensorConstructor } from "onnxruntime-common";
import { KindredError } from "../../core/errors.js";
import { type DType, type TensorData, dataOf, size } from "../../graph/tensor.js";
import type { HostTensor, Session } from "../session.js";

export interface Adapter {
  readonly Tensor: TensorConstructor;
  /** Whether preallocated outputs are filled in place (onnxruntime-web on WASM leaves them untouched). */
  readonly writesInPlace: boolean;
}

/** An output that keeps the others from being copied (uncopied.ts): its name, and the error that it ends a run with. */
export interface Barrier {
  readonly name: string;
  readonly message: string;
}

/** Kindred's session over one of ONNX Runtime's. */
export function adaptSession(
  session: InferenceSession,
  { Tensor, writesInPlace }: Adapter,
  profiled: boolean,
  barrier?: Barrier,
): Session {
  const outputNames = session.outputNames.filter((name) => name !== barrier?.name);
  // Wrapping typed arrays costs a native call each; parameters come back every step, so their wrappers are kept.
  const wrappers = new WeakMap<TensorData, OrtTensor>();
  const wrap = (tensor: HostTensor): OrtTensor => {
    const known = wrappers.get(tensor.data);
    if (known?.type === tensor.dtype && sameShape(known.dims, tensor.shape)) return known;
    const made = new Tensor(tensor.dtype, tensor.data as Float32Array, tensor.shape);
    wrappers.set(tensor.data, made);
    return made;
  };
  const fresh = barrier === undefined ? () => ({}) : freshOutputs(session, outputNames);
  return {
    inputNames: session.inputNames,
    outputNames,
    async run(feeds, into = {}) {
      const inputs = mapValues(feeds, wrap);
      const targets: Readonly<Record<string, HostTensor>> = writesInPlace ? { ...fresh(into), ...into } : {};
      const fetches: Record<string, OrtTensor | null> = barrier === undefined ? {} : { [barrier.name]: null };
      for (const name of outputNames) fetches[name] = targets[name] === undefined ? null : wrap(targets[name]);
      try {
        const results = mapValues(await session.run(inputs, fetches as InferenceSession.OnnxValueMapType), unwrap);
        // onnxruntime-node fills the given tensors, and returns copies of them nonetheless.
        return pick(outputNames, { ...results, ...targets });
      } catch (cause) {
        if (barrier !== undefined && messageOf(cause) === barrier.message) return pick(outputNames, targets);
        throw new KindredError("GRAPH_INVALID", `engine: the graph failed to run: ${messageOf(cause)}`, { cause });
      }
    },
    async release() {
      if (profiled) session.endProfiling();
      await session.release();
    },
  };
}

/** Reports a failed start in Kindred's terms. */
export function failedToStart(cause: unknown): KindredError {
  return new KindredError("GRAPH_INVALID", `engine: the graph could not be loaded: ${messageOf(cause)}`, { cause });
}

/** Makes tensors for the outputs that have no place in `into`; they must have known shapes. */
function freshOutputs(
  { outputMetadata }: InferenceSession,
  names: readonly string[],
): (into: Readonly<Record<string, HostTensor>>) => Record<string, HostTensor> {
  const types = outputMetadata.flatMap((output) => (output.isTensor && names.includes(output.name) ? [output] : []));
  return (into) =>
    Object.fromEntries(
      types
        .filter(({ name }) => into[name] === undefined)
        .map(({ name, type, shape }) => {
          const dtype = type as DType;
          return [name, { dtype, shape: shape as number[], data: dataOf(dtype, Array<number>(size(shape)).fill(0)) }];
        }),
    );
}

function pick(names: readonly string[], tensors: Readonly<Record<string, HostTensor>>): Record<string, HostTensor> {
  return Object.fromEntries(names.map((name) => [name, tensors[name]!]));
}

function unwrap(tensor: OrtTensor): HostTensor {
  return { dtype: tensor.type as DType, shape: tensor.dims, data: tensor.data as TensorData };
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((dimension, i) => dimension === b[i]);
}

function mapValues<T, U>(record: Readonly<Record<string, T>>, f: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, f(value)]));
}

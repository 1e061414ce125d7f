// The part that both runtimes share: onnxruntime-node and -web offer the same JavaScript interface (onnxruntime-common).

import type { InferenceSession, Tensor as OrtTensor, TensorConstructor } from "onnxruntime-common";
import { KindredError } from "../../core/errors.js";
import type { DType, TensorData } from "../../graph/tensor.js";
import type { HostTensor, Session } from "../session.js";

export interface Adapter {
  readonly Tensor: TensorConstructor;
  /** Whether preallocated outputs are filled in place (onnxruntime-web on WASM leaves them untouched). */
  readonly writesInPlace: boolean;
}

/** Kindred's session over one of ONNX Runtime's. */
export function adaptSession(
  session: InferenceSession,
  { Tensor, writesInPlace }: Adapter,
  profiled: boolean,
): Session {
  // Wrapping typed arrays costs a native call each; parameters come back every step, so their wrappers are kept.
  const wrappers = new WeakMap<TensorData, OrtTensor>();
  const wrap = (tensor: HostTensor): OrtTensor => {
    const known = wrappers.get(tensor.data);
    if (known?.type === tensor.dtype && sameShape(known.dims, tensor.shape)) return known;
    const made = new Tensor(tensor.dtype, tensor.data as Float32Array, tensor.shape);
    wrappers.set(tensor.data, made);
    return made;
  };
  return {
    inputNames: session.inputNames,
    outputNames: session.outputNames,
    async run(feeds, into = {}) {
      const inputs = mapValues(feeds, wrap);
      const fetches: Record<string, OrtTensor | null> = {};
      for (const name of session.outputNames) {
        const target = into[name];
        fetches[name] = target !== undefined && writesInPlace ? wrap(target) : null;
      }
      try {
        const results = mapValues(await session.run(inputs, fetches as InferenceSession.OnnxValueMapType), unwrap);
        // onnxruntime-node fills the given tensors, and returns copies of them nonetheless.
        for (const name of session.outputNames) {
          const target = into[name];
          if (target !== undefined && writesInPlace) results[name] = target;
        }
        return results;
      } catch (cause) {
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

// What runs graphs: one interface over onnxruntime-node and onnxruntime-web.

import type { DType, TensorData } from "../graph/tensor.js";

/** Numbers with a shape, in this process's memory. */
export interface HostTensor {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly data: TensorData;
}

export interface SessionOptions {
  /** Threads within one operator. @defaultValue the number of cores */
  readonly threads?: number;
  /** Where to write a profile (Node only): a file prefix; ONNX Runtime adds the date. */
  readonly profile?: string;
  /** Whether the runtime may rewrite the graph. @defaultValue true */
  readonly optimise?: boolean;
  /**
   * Whether runs will be given tensors to write their outputs into: then nothing is copied besides. All outputs must have known
   * shapes. @defaultValue false
   */
  readonly inPlace?: boolean;
}

export interface Session {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  /**
   * Runs the graph once.
   *
   * @param into - tensors to receive outputs of the same name; where the runtime cannot write in place, the returned ones
   *   are fresh. Use what is returned.
   */
  run(
    feeds: Readonly<Record<string, HostTensor>>,
    into?: Readonly<Record<string, HostTensor>>,
  ): Promise<Readonly<Record<string, HostTensor>>>;
  /** Frees the native session (and ends a profile). */
  release(): Promise<void>;
}

export interface Runtime {
  /** "onnxruntime-node" or "onnxruntime-web". */
  readonly name: string;
  createSession(model: Uint8Array, options?: SessionOptions): Promise<Session>;
}

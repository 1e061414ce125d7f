// Runs a session of onnxruntime-node without a copy of what it returns.
//
// onnxruntime-node fills the tensors that are given for outputs, and then copies each into a fresh buffer nonetheless (a change
// is proposed: microsoft/onnxruntime#32346). For a training step that is more than a millisecond for every megabyte of
// parameters. The copying ends with an error at the first output that is no tensor, when all outputs have been computed. So
// the model gets such an output, an empty sequence, in front of its own, and that one error is taken for success.
//
// Whether the installed version does this is tried out on a small model, which also shows the words of the error. Where it
// does not, sessions run in the ordinary way.

import type { InferenceSessionFactory, TensorConstructor } from "onnxruntime-common";
import { add, encodeModel, input } from "../../graph/index.js";

/** Name of the output in front. */
export const barrier = "kindred.barrier";

/** A model with the barrier in front of its outputs. In protobuf, a message followed by another is both, merged. */
export function withBarrier(model: Uint8Array): Uint8Array {
  const joined = new Uint8Array(barrierModel.length + model.length);
  joined.set(barrierModel);
  joined.set(model, barrierModel.length);
  return joined;
}

/** The parts of onnxruntime-node that this needs. */
export interface OnnxRuntime {
  readonly InferenceSession: InferenceSessionFactory;
  readonly Tensor: TensorConstructor;
}

/** The message of the error that stands for success; undefined where outputs cannot be left uncopied. */
export async function barrierMessage({ InferenceSession, Tensor }: OnnxRuntime): Promise<string | undefined> {
  const x = input("x", "float32", [2]);
  try {
    const session = await InferenceSession.create(withBarrier(encodeModel({ outputs: { y: add(x, x) } })));
    try {
      const y = Float32Array.of(0, 0);
      const feeds = { x: new Tensor("float32", Float32Array.of(1, 2), [2]) };
      const fetches = { [barrier]: null, y: new Tensor("float32", y, [2]) };
      const message = await session.run(feeds, fetches).then(
        () => undefined,
        (cause: unknown) => (cause instanceof Error ? cause.message : undefined),
      );
      return y[0] === 2 && y[1] === 4 ? message : undefined;
    } finally {
      await session.release();
    }
  } catch {
    return undefined;
  }
}

/** ModelProto { graph { node: SequenceEmpty -> barrier, output: barrier, a sequence of float tensors } }. */
const barrierModel = ((): number[] => {
  const field = (number: number, content: readonly number[]): number[] => [
    (number << 3) | 2,
    content.length,
    ...content,
  ];
  const text = (value: string): number[] => [...new TextEncoder().encode(value)];
  const node = [...field(2, text(barrier)), ...field(4, text("SequenceEmpty"))];
  const floats = field(1, [8, 1]);
  const output = [...field(1, text(barrier)), ...field(2, field(4, field(1, floats)))];
  return field(7, [...field(1, node), ...field(12, output)]);
})();

// The encoder as it is used: bytes of pictures in, embeddings out, nothing left of training in between. Batch size symbolic.
//
//   images uint8 ["batch", H, W, C] -> embeddings float ["batch", D]
//
// With the weights inside it is the exported model; with the weights as inputs, one session serves every epoch's validation.

import { createScope, type Scope, type StateSpec } from "../encoders/scope.js";
import type { Encoder } from "../encoders/encoder.js";
import { type Tensor, type TensorData, encodeModel, flatten, lower } from "../graph/index.js";
import type { ImageInput } from "./image-input.js";
import { imagesInput, preprocess } from "./preprocessing.js";

/** Prefix of the names of an encoder's weights, in training and in export alike. */
const encoderScope = "encoder";

export interface EncoderGraph {
  readonly images: Tensor;
  readonly embeddings: Tensor;
  /** Weights and running statistics: inputs of the graph. */
  readonly weights: readonly StateSpec[];
}

/** Pictures, centred and scaled, `[N, C, H, W]` -> embeddings `[N, D]`, in the encoder's own scope. */
export function encode(encoder: Encoder, x: Tensor, scope: Scope): Tensor {
  // An encoder of rows takes a picture as the row of its pixels.
  return encoder.build(encoder.name === "mlp" ? flatten(x) : x, scope.within(encoderScope));
}

/** The encoder behind its preprocessing, for inference. */
export function encoderGraph(encoder: Encoder, input: ImageInput): EncoderGraph {
  const images = imagesInput(input, "batch");
  const { scope, parameters, states } = createScope({ training: false });
  const embeddings = encode(encoder, preprocess(images, input), scope);
  return { images, embeddings, weights: [...parameters, ...states] };
}

export interface EncodeEncoderOptions {
  /** Values by name, to become constants of the file. @defaultValue none: weights stay inputs */
  readonly weights?: ReadonlyMap<string, TensorData>;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** The ONNX file of the graph. */
export function encodeEncoder(graph: EncoderGraph, { weights, metadata }: EncodeEncoderOptions = {}): Uint8Array {
  return encodeModel({
    inputs: [graph.images],
    outputs: lower({ embeddings: graph.embeddings }),
    ...(weights === undefined ? {} : { weights }),
    ...(metadata === undefined ? {} : { metadata }),
  });
}

// The encoder as it is used: raw input in, embeddings out, nothing left of training in between. Batch size symbolic.
//
//   images uint8 ["batch", H, W, C]                                      -> embeddings float ["batch", D]
//   series float ["batch", "time", C], lengths int64 ["batch"]           -> the same
//   tokens int32 ["batch", "time"], lengths int64 ["batch"]              -> the same
//   values, categories, tokens ...: see record-source.ts      -> the same
//
// With the weights inside it is the exported model; with the weights as inputs, one session serves every epoch's validation.

import { check } from "../core/errors.js";
import { createScope, type Scope, type StateSpec } from "../encoders/scope.js";
import type { Encoder } from "../encoders/encoder.js";
import { type Tensor, type TensorData, denseChains, encodeModel, flatten, lower } from "../graph/index.js";
import { inputGraph } from "./input-graph.js";
import type { Encodable, ModelInput } from "./model-input.js";

/** Prefix of the names of an encoder's weights, in training and in export alike. */
const encoderScope = "encoder";

export interface EncoderGraph {
  /** Inputs for the data. */
  readonly fed: readonly Tensor[];
  readonly embeddings: Tensor;
  /** Weights and running statistics: inputs of the graph. */
  readonly weights: readonly StateSpec[];
}

/** Pictures or series, centred and scaled, token ids, or columns of records -> embeddings `[N, D]`, in the encoder's own scope. */
export function encode(encoder: Encoder, input: Encodable, scope: Scope): Tensor {
  if ("fields" in input) {
    check(encoder.buildRecords !== undefined, "INVALID_OPTION", `${encoder.name}: does not take records; use "record"`);
    return encoder.buildRecords(input.fields, scope.within(encoderScope));
  }
  const { x, lengths } = input;
  // An encoder of rows takes a picture as the row of its pixels.
  return encoder.build(encoder.name === "mlp" ? flatten(x) : x, scope.within(encoderScope), lengths);
}

/** The encoder behind its preprocessing, for inference. */
export function encoderGraph(encoder: Encoder, input: ModelInput): EncoderGraph {
  const { fed, ...encoderInput } = inputGraph(input);
  const { scope, parameters, states } = createScope({ training: false });
  const embeddings = encode(encoder, encoderInput, scope);
  return { fed, embeddings, weights: [...parameters, ...states] };
}

export interface EncodeEncoderOptions {
  /** Values by name, to become constants of the file. @defaultValue none: weights stay inputs */
  readonly weights?: ReadonlyMap<string, TensorData>;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** The ONNX file of the graph. */
export function encodeEncoder(graph: EncoderGraph, { weights, metadata }: EncodeEncoderOptions = {}): Uint8Array {
  const { embeddings } = lower({ embeddings: graph.embeddings });
  const fixed = ({ source }: Tensor): boolean => source.kind === "input" && weights?.has(source.name) === true;
  const [made] = denseChains([embeddings], fixed) as [Tensor];
  return encodeModel({
    inputs: graph.fed,
    outputs: { embeddings: made },
    ...(weights === undefined ? {} : { weights }),
    ...(metadata === undefined ? {} : { metadata }),
  });
}

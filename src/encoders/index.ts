// Encoders: the graphs from inputs to embeddings, and the layers they are made of.

export type { Encoder } from "./encoder.js";
export { type Conv4Options, conv4 } from "./conv4.js";
export { type KochOptions, koch, kochMinimum } from "./koch.js";
export { type ResnetOptions, resnet } from "./resnet.js";
export { type MlpOptions, mlp } from "./mlp.js";
export { type RecurrentOptions, recurrent } from "./recurrent.js";
export { type InceptionTimeOptions, inceptionTime } from "./inception-time.js";
export { type TemporalConvOptions, temporalConv } from "./temporal-conv.js";
export { type RecordOptions, record } from "./record.js";
export type { CategoryField, RecordField, RecordFields, TextField, TextFields, ValueField } from "./record-fields.js";
export { type TextConvOptions, textConv } from "./text-conv.js";
export { type TextMeanOptions, textMean } from "./text-mean.js";
export { type TextRecurrentOptions, textRecurrent } from "./text-recurrent.js";
export { type TextTransformerOptions, textTransformer } from "./text-transformer.js";
export { type ConvolutionalOptions, convolutional } from "./convolutional.js";
export { encoderByName, encoderNames } from "./registry.js";
export {
  type NoiseSpec,
  type ParameterOptions,
  type ParameterSpec,
  type Scope,
  type ScopeContents,
  type ScopeOptions,
  type StateSpec,
  createScope,
} from "./scope.js";
export {
  type Initialiser,
  constantly,
  fans,
  kaimingNormal,
  kaimingUniform,
  normal,
  ones,
  orthogonal,
  uniform,
  xavier,
  zeros,
} from "./initialisers.js";
export * from "./layers/index.js";

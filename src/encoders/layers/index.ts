// The layers of the encoders. Pooling, flattening and L2 normalisation have no parameters: the graph's own functions do.

export { type ActivationName, activation, activationNames } from "./activation.js";
export { type AttentionInputs, type AttentionOptions, attention } from "./attention.js";
export { type BatchNormOptions, batchNorm } from "./batch-norm.js";
export { type Conv2dOptions, conv2d } from "./conv2d.js";
export { type DenseOptions, dense } from "./dense.js";
export { dropout } from "./dropout.js";
export { type EmbedTokensOptions, embedTokens } from "./embed-tokens.js";
export { type GroupNormOptions, groupNorm } from "./group-norm.js";
export { type LayerNormOptions, layerNorm } from "./layer-norm.js";
export { type NormName, normNames, normalisation } from "./normalisation.js";
export { placeCodes } from "./place-codes.js";
export { type PoolSeriesOptions, type SeriesPooling, poolSeries } from "./pool-series.js";
export { type RecurrentLayersOptions, recurrentLayers } from "./recurrent-layers.js";

// Every operator Kindred can build and differentiate. One line a member.

import type { Operator } from "../tensor.js";
import { absOperator } from "./abs.js";
import { acosOperator } from "./acos.js";
import { addOperator } from "./add.js";
import { affineGridOperator } from "./affine-grid.js";
import { andOperator } from "./and.js";
import { argMaxOperator } from "./arg-max.js";
import { argMinOperator } from "./arg-min.js";
import { asinOperator } from "./asin.js";
import { atanOperator } from "./atan.js";
import { averagePoolOperator } from "./average-pool.js";
import { batchNormalisationGradientOperator } from "./batch-normalisation-gradient.js";
import { batchNormalisationTrainingOperator } from "./batch-normalisation-training.js";
import { batchNormalizationOperator } from "./batch-normalization.js";
import { castOperator } from "./cast.js";
import { ceilOperator } from "./ceil.js";
import { celuOperator } from "./celu.js";
import { clipOperator } from "./clip.js";
import { concatOperator } from "./concat.js";
import { convOperator } from "./conv.js";
import { convTransposeOperator } from "./conv-transpose.js";
import { convWeightGradientOperator } from "./conv-weight-gradient.js";
import { cosOperator } from "./cos.js";
import { cumSumOperator } from "./cum-sum.js";
import { detachOperator } from "./detach.js";
import { divOperator } from "./div.js";
import { eluOperator } from "./elu.js";
import { equalOperator } from "./equal.js";
import { erfOperator } from "./erf.js";
import { expOperator } from "./exp.js";
import { expandOperator } from "./expand.js";
import { eyeLikeOperator } from "./eye-like.js";
import { flattenOperator } from "./flatten.js";
import { floorOperator } from "./floor.js";
import { fusedMatmulOperator } from "./fused-matmul.js";
import { gatherOperator } from "./gather.js";
import { gatherElementsOperator } from "./gather-elements.js";
import { geluOperator } from "./gelu.js";
import { gemmOperator } from "./gemm.js";
import { globalAveragePoolOperator } from "./global-average-pool.js";
import { greaterOperator } from "./greater.js";
import { greaterOrEqualOperator } from "./greater-or-equal.js";
import { gridSampleOperator } from "./grid-sample.js";
import { gruOperator } from "./gru.js";
import { hardSigmoidOperator } from "./hard-sigmoid.js";
import { hardSwishOperator } from "./hard-swish.js";
import { identityOperator } from "./identity.js";
import { isInfOperator } from "./is-inf.js";
import { isNaNOperator } from "./is-nan.js";
import { layerNormalizationOperator } from "./layer-normalization.js";
import { leakyReluOperator } from "./leaky-relu.js";
import { lessOperator } from "./less.js";
import { lessOrEqualOperator } from "./less-or-equal.js";
import { logOperator } from "./log.js";
import { logSoftmaxOperator } from "./log-softmax.js";
import { lstmOperator } from "./lstm.js";
import { matmulOperator } from "./matmul.js";
import { maxOperator } from "./max.js";
import { maxPoolOperator } from "./max-pool.js";
import { maxPoolGradientOperator } from "./max-pool-gradient.js";
import { maxUnpoolOperator } from "./max-unpool.js";
import { minOperator } from "./min.js";
import { modOperator } from "./mod.js";
import { mulOperator } from "./mul.js";
import { negOperator } from "./neg.js";
import { notOperator } from "./not.js";
import { oneHotOperator } from "./one-hot.js";
import { orOperator } from "./or.js";
import { pReluOperator } from "./p-relu.js";
import { padOperator } from "./pad.js";
import { positionsOperator } from "./positions.js";
import { powOperator } from "./pow.js";
import { reciprocalOperator } from "./reciprocal.js";
import { recurrenceOperator } from "./recurrence.js";
import { reduceL1Operator } from "./reduce-l1.js";
import { reduceL2Operator } from "./reduce-l2.js";
import { reduceLogSumExpOperator } from "./reduce-log-sum-exp.js";
import { reduceMaxOperator } from "./reduce-max.js";
import { reduceMeanOperator } from "./reduce-mean.js";
import { reduceMinOperator } from "./reduce-min.js";
import { reduceSumOperator } from "./reduce-sum.js";
import { reduceSumSquareOperator } from "./reduce-sum-square.js";
import { reluOperator } from "./relu.js";
import { reshapeOperator } from "./reshape.js";
import { reverseSequenceOperator } from "./reverse-sequence.js";
import { rnnOperator } from "./rnn.js";
import { roundOperator } from "./round.js";
import { scanOperator } from "./scan.js";
import { scatterElementsOperator } from "./scatter-elements.js";
import { seluOperator } from "./selu.js";
import { sigmoidOperator } from "./sigmoid.js";
import { signOperator } from "./sign.js";
import { sinOperator } from "./sin.js";
import { sliceOperator } from "./slice.js";
import { softmaxOperator } from "./softmax.js";
import { softplusOperator } from "./softplus.js";
import { splitOperator } from "./split.js";
import { sqrtOperator } from "./sqrt.js";
import { squeezeOperator } from "./squeeze.js";
import { subOperator } from "./sub.js";
import { sumOperator } from "./sum.js";
import { tanhOperator } from "./tanh.js";
import { thresholdedReluOperator } from "./thresholded-relu.js";
import { tileOperator } from "./tile.js";
import { topKOperator } from "./top-k.js";
import { transposeOperator } from "./transpose.js";
import { triluOperator } from "./trilu.js";
import { unsqueezeOperator } from "./unsqueeze.js";
import { whereOperator } from "./where.js";
import { xorOperator } from "./xor.js";

export const operators: readonly Operator[] = [
  absOperator,
  acosOperator,
  addOperator,
  affineGridOperator,
  andOperator,
  argMaxOperator,
  argMinOperator,
  asinOperator,
  atanOperator,
  averagePoolOperator,
  batchNormalizationOperator,
  batchNormalisationGradientOperator,
  batchNormalisationTrainingOperator,
  castOperator,
  ceilOperator,
  celuOperator,
  clipOperator,
  concatOperator,
  convTransposeOperator,
  convWeightGradientOperator,
  convOperator,
  cosOperator,
  cumSumOperator,
  detachOperator,
  divOperator,
  eluOperator,
  equalOperator,
  erfOperator,
  expOperator,
  expandOperator,
  eyeLikeOperator,
  flattenOperator,
  floorOperator,
  fusedMatmulOperator,
  gatherElementsOperator,
  gatherOperator,
  geluOperator,
  gemmOperator,
  globalAveragePoolOperator,
  greaterOrEqualOperator,
  greaterOperator,
  gridSampleOperator,
  hardSigmoidOperator,
  hardSwishOperator,
  identityOperator,
  isInfOperator,
  isNaNOperator,
  layerNormalizationOperator,
  leakyReluOperator,
  lessOrEqualOperator,
  lessOperator,
  logSoftmaxOperator,
  logOperator,
  matmulOperator,
  maxPoolGradientOperator,
  maxPoolOperator,
  maxUnpoolOperator,
  maxOperator,
  minOperator,
  modOperator,
  mulOperator,
  negOperator,
  notOperator,
  oneHotOperator,
  orOperator,
  pReluOperator,
  padOperator,
  powOperator,
  reciprocalOperator,
  reduceL1Operator,
  reduceL2Operator,
  reduceLogSumExpOperator,
  reduceMaxOperator,
  reduceMeanOperator,
  reduceMinOperator,
  reduceSumSquareOperator,
  reduceSumOperator,
  reluOperator,
  reshapeOperator,
  roundOperator,
  scatterElementsOperator,
  seluOperator,
  sigmoidOperator,
  signOperator,
  sinOperator,
  sliceOperator,
  softmaxOperator,
  softplusOperator,
  splitOperator,
  sqrtOperator,
  squeezeOperator,
  subOperator,
  sumOperator,
  tanhOperator,
  thresholdedReluOperator,
  tileOperator,
  topKOperator,
  transposeOperator,
  triluOperator,
  unsqueezeOperator,
  recurrenceOperator,
  scanOperator,
  reverseSequenceOperator,
  lstmOperator,
  gruOperator,
  rnnOperator,
  positionsOperator,
  whereOperator,
  xorOperator,
];

// Every operator Kindred can build and differentiate. One line a member.

import type { Operator } from "../tensor.js";
import { absOperator } from "./abs.js";
import { acosOperator } from "./acos.js";
import { addOperator } from "./add.js";
import { andOperator } from "./and.js";
import { argMaxOperator } from "./arg-max.js";
import { argMinOperator } from "./arg-min.js";
import { asinOperator } from "./asin.js";
import { atanOperator } from "./atan.js";
import { castOperator } from "./cast.js";
import { ceilOperator } from "./ceil.js";
import { clipOperator } from "./clip.js";
import { concatOperator } from "./concat.js";
import { cosOperator } from "./cos.js";
import { detachOperator } from "./detach.js";
import { divOperator } from "./div.js";
import { equalOperator } from "./equal.js";
import { erfOperator } from "./erf.js";
import { expOperator } from "./exp.js";
import { expandOperator } from "./expand.js";
import { flattenOperator } from "./flatten.js";
import { floorOperator } from "./floor.js";
import { fusedMatmulOperator } from "./fused-matmul.js";
import { greaterOrEqualOperator } from "./greater-or-equal.js";
import { greaterOperator } from "./greater.js";
import { identityOperator } from "./identity.js";
import { isInfOperator } from "./is-inf.js";
import { isNaNOperator } from "./is-nan.js";
import { leakyReluOperator } from "./leaky-relu.js";
import { lessOrEqualOperator } from "./less-or-equal.js";
import { lessOperator } from "./less.js";
import { logSoftmaxOperator } from "./log-softmax.js";
import { logOperator } from "./log.js";
import { matmulOperator } from "./matmul.js";
import { maxOperator } from "./max.js";
import { minOperator } from "./min.js";
import { mulOperator } from "./mul.js";
import { negOperator } from "./neg.js";
import { notOperator } from "./not.js";
import { orOperator } from "./or.js";
import { powOperator } from "./pow.js";
import { reciprocalOperator } from "./reciprocal.js";
import { reduceL1Operator } from "./reduce-l1.js";
import { reduceL2Operator } from "./reduce-l2.js";
import { reduceLogSumExpOperator } from "./reduce-log-sum-exp.js";
import { reduceMaxOperator } from "./reduce-max.js";
import { reduceMeanOperator } from "./reduce-mean.js";
import { reduceMinOperator } from "./reduce-min.js";
import { reduceSumSquareOperator } from "./reduce-sum-square.js";
import { reduceSumOperator } from "./reduce-sum.js";
import { reluOperator } from "./relu.js";
import { reshapeOperator } from "./reshape.js";
import { roundOperator } from "./round.js";
import { sigmoidOperator } from "./sigmoid.js";
import { signOperator } from "./sign.js";
import { sinOperator } from "./sin.js";
import { softmaxOperator } from "./softmax.js";
import { softplusOperator } from "./softplus.js";
import { splitOperator } from "./split.js";
import { sqrtOperator } from "./sqrt.js";
import { squeezeOperator } from "./squeeze.js";
import { subOperator } from "./sub.js";
import { tanhOperator } from "./tanh.js";
import { transposeOperator } from "./transpose.js";
import { unsqueezeOperator } from "./unsqueeze.js";
import { whereOperator } from "./where.js";
import { xorOperator } from "./xor.js";

export const operators: readonly Operator[] = [
  absOperator,
  acosOperator,
  addOperator,
  andOperator,
  argMaxOperator,
  argMinOperator,
  asinOperator,
  atanOperator,
  castOperator,
  ceilOperator,
  clipOperator,
  concatOperator,
  cosOperator,
  detachOperator,
  divOperator,
  equalOperator,
  erfOperator,
  expOperator,
  expandOperator,
  flattenOperator,
  floorOperator,
  fusedMatmulOperator,
  greaterOrEqualOperator,
  greaterOperator,
  identityOperator,
  isInfOperator,
  isNaNOperator,
  leakyReluOperator,
  lessOrEqualOperator,
  lessOperator,
  logSoftmaxOperator,
  logOperator,
  matmulOperator,
  maxOperator,
  minOperator,
  mulOperator,
  negOperator,
  notOperator,
  orOperator,
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
  sigmoidOperator,
  signOperator,
  sinOperator,
  softmaxOperator,
  softplusOperator,
  splitOperator,
  sqrtOperator,
  squeezeOperator,
  subOperator,
  tanhOperator,
  transposeOperator,
  unsqueezeOperator,
  whereOperator,
  xorOperator,
];

// Every operator Kindred can build and differentiate. One line a member.

import type { Operator } from "../tensor.js";
import { addOperator } from "./add.js";
import { divOperator } from "./div.js";
import { expandOperator } from "./expand.js";
import { fusedMatmulOperator } from "./fused-matmul.js";
import { greaterOperator } from "./greater.js";
import { matmulOperator } from "./matmul.js";
import { mulOperator } from "./mul.js";
import { negOperator } from "./neg.js";
import { reduceSumOperator } from "./reduce-sum.js";
import { reluOperator } from "./relu.js";
import { reshapeOperator } from "./reshape.js";
import { sqrtOperator } from "./sqrt.js";
import { subOperator } from "./sub.js";
import { transposeOperator } from "./transpose.js";
import { whereOperator } from "./where.js";

export const operators: readonly Operator[] = [
  addOperator,
  divOperator,
  expandOperator,
  fusedMatmulOperator,
  greaterOperator,
  matmulOperator,
  mulOperator,
  negOperator,
  reduceSumOperator,
  reluOperator,
  reshapeOperator,
  sqrtOperator,
  subOperator,
  transposeOperator,
  whereOperator,
];

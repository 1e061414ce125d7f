// Fully connected layer.
//
//   y = x . weight + bias          weight [in, width], bias [width]

import { type Tensor, add, dimensions, matmul, reshape } from "../../graph/index.js";
import { type Initialiser, kaimingNormal, zeros } from "../initialisers.js";
import type { Scope } from "../scope.js";

export interface DenseOptions {
  /** Number of outputs. */
  readonly width: number;
  /** @defaultValue true */
  readonly bias?: boolean;
  /** Of the weight. @defaultValue `kaimingNormal(1)`: for a last layer; sqrt(2) suits layers with a rectifier behind them */
  readonly initialiser?: Initialiser;
  /** Of the bias. @defaultValue `zeros` */
  readonly biasInitialiser?: Initialiser;
}

/** x: `[..., D]` -> `[..., width]`. Parameters: "weight", "bias". */
export function dense(x: Tensor, scope: Scope, options: DenseOptions): Tensor {
  const { shape } = x;
  if (shape.length > 2 && shape.every((dimension) => typeof dimension === "number")) {
    // As rows: the gradient by the weight is then one product, not one for each of the leading dimensions.
    return reshape(dense(reshape(x, [-1, shape.at(-1)!]), scope, options), [...shape.slice(0, -1), options.width]);
  }
  const { width, bias = true, initialiser = kaimingNormal(1), biasInitialiser = zeros } = options;
  const [inputs] = dimensions(x.shape.slice(-1), "dense") as [number];
  const y = matmul(x, scope.parameter("weight", [inputs, width], initialiser));
  return bias ? add(y, scope.parameter("bias", [width], biasInitialiser)) : y;
}

// y = x where x > 0, else slope * x; the slope broadcasts to x.   dslope = sum(dy * x) where x <= 0

import { broadcastShape, sumTo } from "../broadcast.js";
import { type Operator, type Tensor, apply, scalar, shapeError, show } from "../tensor.js";

export const pReluOperator: Operator = {
  type: "PRelu",
  infer: ([x, slope]) => {
    if (x === undefined || slope?.dtype !== x.dtype) throw shapeError("PRelu", "needs an input and slopes", x, slope);
    if (show(broadcastShape("PRelu", x, slope)) !== show(x.shape)) {
      throw shapeError("PRelu", "slopes must broadcast to the input", x, slope);
    }
    return [{ dtype: x.dtype, shape: x.shape }];
  },
  gradient: ({ inputs, upstream, needs, emit }) => {
    const [x, slope] = [inputs[0]!, inputs[1]!];
    const dy = upstream[0]!;
    const zero = scalar(0, x.dtype);
    const positive = emit("Greater", [x, zero]);
    return [
      needs[0] ? emit("Where", [positive, dy, emit("Mul", [dy, slope])]) : undefined,
      needs[1] ? sumTo(emit("Where", [positive, zero, emit("Mul", [dy, x])]), slope.shape, emit) : undefined,
    ];
  },
};

/** slope: one number, or a shape that broadcasts to x's, e.g. `[C, 1, 1]` for x `[N, C, H, W]`. */
export function pRelu(x: Tensor, slope: Tensor): Tensor {
  return apply(pReluOperator, [x, slope])[0];
}

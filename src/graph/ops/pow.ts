// y = a ^ b, element by element, broadcast.   da = dy * b * a^(b - 1),   db = dy * y * ln a
//
// The gradient by b takes a > 0. With a constant exponent, which is the usual case, it is never asked for; the square has
// the plain gradient 2 a.

import { broadcastShape, sumTo } from "../broadcast.js";
import {
  type GradientContext,
  type Operator,
  type Tensor,
  apply,
  constantValues,
  scalar,
  shapeError,
} from "../tensor.js";

export const powOperator: Operator = {
  type: "Pow",
  infer: ([a, b]) => {
    if (a === undefined || b === undefined) throw shapeError("Pow", "needs two inputs", a, b);
    return [{ dtype: a.dtype, shape: broadcastShape("Pow", a, b) }];
  },
  gradient: (context) => {
    const { inputs, outputs, upstream, needs, emit } = context;
    const [a, b] = [inputs[0]!, inputs[1]!];
    const byExponent = (): Tensor => emit("Mul", [upstream[0]!, emit("Mul", [outputs[0]!, emit("Log", [a])])]);
    return [
      needs[0] ? sumTo(byBase(context), a.shape, emit) : undefined,
      needs[1] ? sumTo(byExponent(), b.shape, emit) : undefined,
    ];
  },
};

function byBase({ inputs, upstream, emit }: GradientContext): Tensor {
  const [a, b] = [inputs[0]!, inputs[1]!];
  const dy = upstream[0]!;
  const exponents = constantValues(b);
  if (exponents?.every((exponent) => exponent === 2)) return emit("Mul", [dy, emit("Add", [a, a])]);
  const exponent = b.dtype === a.dtype ? b : emit("Cast", [b], { to: a.dtype === "float64" ? 11 : 1 });
  const power = emit("Pow", [a, emit("Sub", [exponent, scalar(1, a.dtype)])]);
  return emit("Mul", [dy, emit("Mul", [exponent, power])]);
}

export function pow(a: Tensor, b: Tensor): Tensor {
  return apply(powOperator, [a, b])[0];
}

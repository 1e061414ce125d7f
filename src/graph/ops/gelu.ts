// y = x * P(x), P the normal distribution function.   dx = dy (P(x) + x p(x)), p its density
//
//   approximate "tanh":   y = x/2 (1 + tanh u),  u = sqrt(2/pi) (x + 0.044715 x^3)
//                         dx = dy (1/2 (1 + t) + x/2 (1 - t^2) du/dx),  t = tanh u
//
// Hendrycks, Gimpel 2016.

import { unaryOperator } from "../elementwise.js";
import { type Emit, type Operator, type Tensor, apply, scalar } from "../tensor.js";

const CUBIC = 0.044715;

export const geluOperator: Operator = unaryOperator("Gelu", ({ x, dy, context: { attributes }, emit }) =>
  emit("Mul", [dy, attributes["approximate"] === "tanh" ? tanhSlope(x, emit) : exactSlope(x, emit)]),
);

function exactSlope(x: Tensor, emit: Emit): Tensor {
  const { times, plus, mul, add } = arithmetic(x, emit);
  const cumulative = times(plus(emit("Erf", [times(x, Math.SQRT1_2)]), 1), 0.5);
  const density = times(emit("Exp", [times(mul(x, x), -0.5)]), 1 / Math.sqrt(2 * Math.PI));
  return add(cumulative, mul(x, density));
}

function tanhSlope(x: Tensor, emit: Emit): Tensor {
  const { times, plus, mul, add } = arithmetic(x, emit);
  const root = Math.sqrt(2 / Math.PI);
  const squared = mul(x, x);
  const t = emit("Tanh", [mul(x, plus(times(squared, root * CUBIC), root))]);
  const inner = plus(times(squared, root * 3 * CUBIC), root);
  const outer = mul(times(x, 0.5), plus(times(mul(t, t), -1), 1));
  return add(times(plus(t, 1), 0.5), mul(outer, inner));
}

function arithmetic(
  { dtype }: Tensor,
  emit: Emit,
): Record<"mul" | "add", (a: Tensor, b: Tensor) => Tensor> &
  Record<"times" | "plus", (a: Tensor, b: number) => Tensor> {
  return {
    mul: (a, b) => emit("Mul", [a, b]),
    add: (a, b) => emit("Add", [a, b]),
    times: (a, b) => emit("Mul", [a, scalar(b, dtype)]),
    plus: (a, b) => emit("Add", [a, scalar(b, dtype)]),
  };
}

/** @defaultValue approximate "none" */
export function gelu(x: Tensor, approximate: "none" | "tanh" = "none"): Tensor {
  return apply(geluOperator, [x], { approximate })[0];
}

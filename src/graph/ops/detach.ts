// y = x, where the gradient stops: what comes before counts as constant. Lowers to Identity.

import { unaryOperator } from "../elementwise.js";
import { type Operator, type Tensor, apply } from "../tensor.js";

export const detachOperator: Operator = {
  ...unaryOperator("Detach"),
  domain: "kindred",
  gradient: () => [undefined],
  lower: ({ inputs }, emit) => [emit("Identity", inputs)],
};

/** x, out of reach of `gradients`. */
export function detach(x: Tensor): Tensor {
  return apply(detachOperator, [x])[0];
}

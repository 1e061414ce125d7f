// The same values in another dtype. Between float dtypes the gradient is cast back; whole numbers and bools stop it.

import { KindredError } from "../../core/errors.js";
import { type Attribute, type DType, type Operator, type Tensor, apply, shapeError } from "../tensor.js";

/** ONNX's numbers for the dtypes (TensorProto.DataType). */
const NUMBERS: Readonly<Record<DType, number>> = { float32: 1, uint8: 2, int32: 6, int64: 7, bool: 9, float64: 11 };

export const castOperator: Operator = {
  type: "Cast",
  infer: ([x], { to }) => {
    if (x === undefined) throw shapeError("Cast", "needs an input", x);
    return [{ dtype: dtypeOf(to), shape: x.shape }];
  },
  gradient: ({ inputs, upstream, emit }) => [emit("Cast", [upstream[0]!], { to: NUMBERS[inputs[0]!.dtype] })],
};

function dtypeOf(to: Attribute | undefined): DType {
  const found = (Object.keys(NUMBERS) as DType[]).find((dtype) => NUMBERS[dtype] === to);
  if (found === undefined) throw new KindredError("GRAPH_INVALID", `Cast: unknown ONNX data type ${String(to)}`);
  return found;
}

/** x itself where it has that dtype already. */
export function cast(x: Tensor, dtype: DType): Tensor {
  return x.dtype === dtype ? x : apply(castOperator, [x], { to: NUMBERS[dtype] })[0];
}

// The slices of x at given indices along an axis.   dx: dy, summed by index
//
// Indices count from the end where negative. The result has the indices' shape in place of the axis.

import { scatterAdd } from "../scatter-add.js";
import { type Operator, type Tensor, apply, axisOf, dimensions, ints, shapeError, size } from "../tensor.js";

export const gatherOperator: Operator = {
  type: "Gather",
  infer: ([x, indices], attributes) => {
    if (x === undefined || (indices?.dtype !== "int64" && indices?.dtype !== "int32")) {
      throw shapeError("Gather", "needs an input and int64 or int32 indices", x, indices);
    }
    const axis = axisOf(Number(attributes["axis"] ?? 0), x.shape.length, "Gather");
    return [{ dtype: x.dtype, shape: x.shape.toSpliced(axis, 1, ...indices.shape) }];
  },
  gradient: ({ inputs, upstream, attributes, emit }) => {
    const [x, indices] = [inputs[0]!, inputs[1]!];
    const shape = dimensions(x.shape, "Gather");
    const axis = axisOf(Number(attributes["axis"] ?? 0), shape.length, "Gather");
    const count = size(indices.shape);
    const [before, after] = [size(shape.slice(0, axis)), size(shape.slice(axis + 1))];
    const reshape = (tensor: Tensor, target: readonly number[]): Tensor =>
      tensor.shape.join() === target.join() ? tensor : emit("Reshape", [tensor, ints(target)]);
    const updates = reshape(upstream[0]!, before === 1 ? [count, after] : [before, count, after]);
    return [reshape(scatterAdd(updates, reshape(indices, [count]), shape[axis]!, emit), shape), undefined];
  },
};

/** x: `[..., V, ...]`, indices: any shape, within [-V, V). @defaultValue axis 0 */
export function gather(x: Tensor, indices: Tensor, axis = 0): Tensor {
  return apply(gatherOperator, [x, indices], { axis })[0];
}

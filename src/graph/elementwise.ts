// What element-wise operators have in common: the shape rules, and the sums that undo broadcasting.

import { broadcastShape, sumTo } from "./broadcast.js";
import { type Emit, type GradientContext, type Operator, type Tensor, shapeError } from "./tensor.js";

/** The parts of a gradient rule of y = f(x): x, y and the gradient by y. Returns the gradient by x. */
export type UnaryGradient = (parts: {
  x: Tensor;
  y: Tensor;
  dy: Tensor;
  context: GradientContext;
  emit: Emit;
}) => Tensor;

/** An operator of one tensor, element by element, keeping dtype and shape. */
export function unaryOperator(type: string, gradient?: UnaryGradient, floats: readonly string[] = []): Operator {
  return {
    type,
    floats,
    infer: ([x]) => {
      if (x === undefined) throw shapeError(type, "needs one input", x);
      return [{ dtype: x.dtype, shape: x.shape }];
    },
    ...(gradient && {
      gradient: (context: GradientContext) => {
        const { inputs, outputs, upstream, emit } = context;
        return [gradient({ x: inputs[0]!, y: outputs[0]!, dy: upstream[0]!, context, emit })];
      },
    }),
  };
}

/** An operator of one tensor, constant between jumps: its gradient is zero. */
export function stepOperator(type: string): Operator {
  return { ...unaryOperator(type), gradient: () => [undefined] };
}

/** An operator that tests each element: bool, no gradient. */
export function testOperator(type: string): Operator {
  return {
    type,
    infer: ([x]) => {
      if (x === undefined) throw shapeError(type, "needs one input", x);
      return [{ dtype: "bool", shape: x.shape }];
    },
  };
}

/** The parts of a gradient rule of y = f(a, b). Each side's gradient may still have y's shape. */
export type BinaryGradient = (parts: { a: Tensor; b: Tensor; y: Tensor; dy: Tensor; emit: Emit }) => {
  a: () => Tensor;
  b: () => Tensor;
};

/** An operator of two tensors that broadcast. `result`: dtype of the output where it differs from the inputs'. */
export function binaryOperator(type: string, gradient?: BinaryGradient, result?: "bool"): Operator {
  return {
    type,
    infer: ([a, b]) => {
      if (a === undefined || b === undefined) throw shapeError(type, "needs two inputs", a, b);
      if (a.dtype !== b.dtype) throw shapeError(type, `dtypes must agree (${a.dtype}, ${b.dtype})`, a, b);
      return [{ dtype: result ?? a.dtype, shape: broadcastShape(type, a, b) }];
    },
    ...(gradient && {
      gradient: ({ inputs, outputs, upstream, needs, emit }: GradientContext) => {
        const [a, b] = [inputs[0]!, inputs[1]!];
        const sides = gradient({ a, b, y: outputs[0]!, dy: upstream[0]!, emit });
        return [
          needs[0] ? sumTo(sides.a(), a.shape, emit) : undefined,
          needs[1] ? sumTo(sides.b(), b.shape, emit) : undefined,
        ];
      },
    }),
  };
}

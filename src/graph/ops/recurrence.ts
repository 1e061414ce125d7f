// A recurrent layer in one direction, from zero states:   h_t = cell([h_t-1, x_t, 1] . W, ...)
//
// It is one operator, and not a Scan with a gradient, because its rule can take the gradient by W in one product over all
// steps; a rule for any loop would add up a product in each step. The cells are in recurrence/.
//
// `truncate`: no gradient passes from one stretch of that many steps to the stretch before it (0: it goes all the way).
// Exists only while a graph is built (domain "kindred").

import { recurrentBackward } from "../recurrence/backward.js";
import type { Cell, CellName } from "../recurrence/cell.js";
import { recurrentForward } from "../recurrence/forward.js";
import { gru } from "../recurrence/gru.js";
import { lstm } from "../recurrence/lstm.js";
import { rnn } from "../recurrence/rnn.js";
import { type Attributes, type Operator, type Tensor, apply, dimensions, shapeError } from "../tensor.js";

const cells: Readonly<Record<CellName, Cell>> = { lstm, gru, rnn };

export const recurrenceOperator: Operator = {
  type: "Recurrence",
  domain: "kindred",
  infer: ([x, weights], attributes) => {
    const { sums, kept } = cellOf(attributes);
    const [rows, columns] = weights?.shape ?? [];
    const width = Number(columns) / sums;
    if (x?.shape.length !== 3 || rows !== width + Number(x.shape[2]) + 1) {
      throw shapeError("Recurrence", `needs x [T, N, C], W [H + C + 1, ${sums} H]`, x, weights);
    }
    const [steps, count] = dimensions(x.shape, "Recurrence") as [number, number];
    const widths = [width, Number(rows), ...Array<number>(kept).fill(width)];
    const [h, ...others] = widths.map((each) => ({ dtype: x.dtype, shape: [steps, count, each] }));
    return [h!, { dtype: x.dtype, shape: [count, width] }, ...others];
  },
  gradient: (context) =>
    recurrentBackward(cellOf(context.attributes), context, Number(context.attributes["truncate"] ?? 0)),
  lower: ({ inputs, attributes }, emit) => recurrentForward(cellOf(attributes), inputs, emit),
};

function cellOf({ cell }: Attributes): Cell {
  return cells[cell as CellName];
}

export interface RecurrenceOptions {
  readonly cell: CellName;
  /** No gradient passes from one stretch of so many steps to the one before it; 0: it goes all the way. @defaultValue 0 */
  readonly truncate?: number;
}

export interface RecurrenceResult {
  /** h after each step, `[T, N, H]`. */
  readonly steps: Tensor;
  /** h after the last step, `[N, H]`: the way back is shorter where the loss depends on no other. */
  readonly last: Tensor;
}

/**
 * Runs a cell over all steps.
 *
 * @param x - `[T, N, C]`, known
 * @param weights - W, `[H + C + 1, sums * H]`: rows for h, for x, and one for the biases; columns for lstm input, output, forget,
 *   candidate; for gru update, reset, and the candidate's two parts, of h and of x (recurrence/gru.ts); for rnn one sum
 */
export function recurrence(x: Tensor, weights: Tensor, { cell, truncate = 0 }: RecurrenceOptions): RecurrenceResult {
  const [steps, last] = apply(recurrenceOperator, [x, weights], { cell, truncate });
  return { steps, last: last! };
}

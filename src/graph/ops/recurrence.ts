// A recurrent layer in one direction, from zero states: h_t = cell(x_t, h_t-1 . U).
//
// x is what the inputs contribute to the gates in all steps; the layer makes it with one product. So only what must wait for
// the step before happens step by step: in a Scan forward, and in the gradient's Scan back. It is one operator, and not a Scan
// with a gradient, because its rule can take the gradient by U in one product over all steps; a rule for any loop would add
// up a product in each step. The cells are in recurrence/.
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
  infer: ([x, recurrent, bias], attributes) => {
    const { gates, kept } = cellOf(attributes);
    const [width, columns] = recurrent?.shape ?? [];
    const fits = x?.shape.length === 3 && x.shape[2] === columns && columns === Number(width) * gates;
    if (!fits || (bias !== undefined && bias.shape.join() !== String(columns))) {
      throw shapeError("Recurrence", `needs x [T, N, ${gates} H], U [H, ${gates} H], bias`, x, recurrent, bias);
    }
    const [steps, count] = dimensions(x.shape, "Recurrence") as [number, number];
    return [1, ...kept].map((widths) => ({ dtype: x.dtype, shape: [steps, count, widths * Number(width)] }));
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

/**
 * h after each step, `[T, N, H]`.
 *
 * @param x - `[T, N, gates * H]`, known: what the inputs contribute; lstm has 4 gates, gru 3, rnn 1, in ONNX's order
 * @param recurrent - U, `[H, gates * H]`
 * @param bias - `[gates * H]`, of the recurrent product: gru's reset gate acts on it
 */
export function recurrence(
  x: Tensor,
  recurrent: Tensor,
  bias: Tensor | undefined,
  { cell, truncate = 0 }: RecurrenceOptions,
): Tensor {
  const inputs = bias === undefined ? [x, recurrent] : [x, recurrent, bias];
  return apply(recurrenceOperator, inputs, { cell, truncate })[0];
}

// What drives every loss on class labels: makes the table of distances, has the loss say what rows, pairs or triplets cost,
// reduces that to one number, and adds the numbers to watch.

import { check } from "../core/errors.js";
import type { Options } from "../core/options.js";
import type { Distance } from "../distances/distance.js";
import { type Tensor, add, cast, greater, mul, neg, reduceSum, scalar, sum } from "../graph/index.js";
import { type LabelTable, complete, labelTable, maskedMax, weightOf } from "./label-table.js";
import type { Loss, LossContext } from "./loss.js";
import { floats, pairMetrics } from "./pair-table.js";
import { namedReducer } from "./reducers/registry.js";
import { type Costs, type Reducer, activeWeight, ratioOrZero } from "./reducers/reducer.js";

/** Costs that are reduced together. */
export interface BilledCosts extends Costs {
  /** What they are multiplied with once reduced. @defaultValue 1 */
  readonly factor?: number;
}

/** What a loss makes of a table. */
export interface Bill {
  /** Reduced one by one, then summed. */
  readonly costs?: readonly BilledCosts[];
  /** A cost of the whole batch, added as it is: `[]`. */
  readonly plus?: Tensor;
  /** Share of what still has something to teach: `[]`. @defaultValue share of the weight in `costs` that costs something */
  readonly active?: Tensor;
}

export interface LabelLossSpec {
  readonly name: string;
  /** What rebuilds the loss, but for the reducer. */
  readonly options: Options;
  readonly distance: Distance;
  /** Absent: the loss has no choice of reducers, and its costs are summed by `bill` itself. */
  readonly reducer?: Reducer;
  /** Whether rows can only be compared with the batch itself. @defaultValue false */
  readonly square?: boolean;
  bill(table: LabelTable, context: LossContext): Bill;
}

/** Labels. Metrics: active, meanPositive, meanNegative, degenerate. */
export function labelLoss({ name, options, distance, reducer, square = false, bill }: LabelLossSpec): Loss {
  return {
    name,
    options: { ...options, ...(reducer !== undefined && { reducer: namedReducer(reducer) }) },
    distance,
    needs: "labels",
    build(batch, context) {
      check(!square || batch.references === undefined, "INVALID_OPTION", () => {
        return `${name}: compares rows with the batch alone; a memory of earlier batches does not go with it`;
      });
      const table = labelTable(name, batch, distance);
      const { costs = [], plus, active } = bill(table, context);
      const reduced = costs.map(({ factor = 1, ...each }) => {
        const cost = reducer!.reduce(each, { labels: table.labels, classes: context.classes });
        return factor === 1 ? cost : mul(cost, scalar(factor, cost.dtype));
      });
      const { dtype } = table.distances;
      const masks = { ...floats(table, dtype), unmined: floats(table.unmined, dtype) };
      return {
        loss: [...reduced, ...(plus === undefined ? [] : [plus])].reduce((total, term) => add(total, term)),
        metrics: { active: active ?? shareOf(costs), ...pairMetrics(table.distances, masks) },
      };
    },
  };
}

/** Share of the weight that costs something. */
function shareOf(costs: readonly Costs[]): Tensor {
  const total = (weights: readonly Tensor[]): Tensor => sum(...weights.map((weight) => reduceSum(weight)));
  return ratioOrZero(total(costs.map(activeWeight)), total(costs.map(({ weight }) => weight)));
}

/** Share of the anchors with a negative nearer than their farthest positive: `active` for losses that never reach 0. */
export function shareMisordered(table: LabelTable): Tensor {
  const { distances, positive, negative } = table;
  const nearest = neg(maskedMax(neg(distances), negative));
  const wrong = cast(greater(maskedMax(distances, positive), nearest), distances.dtype);
  return ratioOrZero(reduceSum(wrong), reduceSum(weightOf(table, complete(table))));
}

// Operators by name: what gradients and rewrites use to add nodes without importing the operators' files.

import { KindredError } from "../core/errors.js";
import { type Attributes, type Emit, type Operator, type Tensor, apply } from "./tensor.js";
import { operators } from "./ops/index.js";

const byType: ReadonlyMap<string, Operator> = new Map(operators.map((operator) => [operator.type, operator]));

/** The operator of that ONNX name; throws GRAPH_INVALID where Kindred has none. */
export function operatorByType(type: string): Operator {
  const operator = byType.get(type);
  if (operator === undefined) throw new KindredError("GRAPH_INVALID", `graph: unknown operator "${type}"`);
  return operator;
}

/** Adds one node and returns its first output. */
export const emit: Emit = (type: string, inputs: readonly (Tensor | undefined)[], attributes?: Attributes): Tensor =>
  apply(operatorByType(type), inputs, attributes)[0];

// Reverse-mode differentiation, graph to graph: walks the nodes behind the loss backwards and asks each operator's rule
// for its inputs' gradients. What comes out is more graph; nothing is computed here.

import { KindredError } from "../core/errors.js";
import { emit } from "./registry.js";
import { type Node, type Tensor, constant, dataOf, show, size } from "./tensor.js";
import { nodesBehind } from "./walk.js";

/**
 * The gradient of `loss` by each of `variables` (inputs or any tensor the loss depends on), each of the variable's shape.
 *
 * @param loss - a float tensor of one element
 * @returns a zero tensor for a variable the loss does not depend on
 * @throws NO_GRADIENT naming the operator, where one on the way cannot be differentiated
 */
export function gradients(loss: Tensor, variables: readonly Tensor[]): Tensor[] {
  if (size(loss.shape) !== 1) {
    throw new KindredError("SHAPE_MISMATCH", `gradients: the loss must be one number, got ${show(loss.shape)}`);
  }
  const nodes = nodesBehind([loss]);
  const wanted = dependents(nodes, variables);
  const collected = new Map<Tensor, Tensor>([[loss, filled(loss, 1)]]);
  for (const node of nodes.reverse()) {
    const upstream = node.outputs.map((output) => collected.get(output));
    const needs = node.inputs.map((input) => input !== undefined && wanted.has(input));
    if (!needs.includes(true) || upstream.every((gradient) => gradient === undefined)) continue;
    const inputGradients = ruleOf(node)({ ...node, upstream, needs, emit });
    node.inputs.forEach((input, i) => {
      const gradient = inputGradients[i];
      if (input === undefined || !needs[i] || gradient === undefined) return;
      assertShape(node, i, input, gradient);
      const before = collected.get(input);
      collected.set(input, before === undefined ? gradient : emit("Add", [before, gradient]));
    });
  }
  return variables.map((variable) => collected.get(variable) ?? filled(variable, 0));
}

/** Every tensor that depends on one of `variables` through differentiable dtypes, the variables included. */
function dependents(nodes: readonly Node[], variables: readonly Tensor[]): ReadonlySet<Tensor> {
  const set = new Set<Tensor>(variables);
  for (const node of nodes) {
    if (!node.inputs.some((input) => input !== undefined && set.has(input))) continue;
    for (const output of node.outputs) {
      if (output.dtype === "float32" || output.dtype === "float64") set.add(output);
    }
  }
  return set;
}

function ruleOf(node: Node): NonNullable<Node["operator"]["gradient"]> {
  const { gradient, type } = node.operator;
  if (gradient === undefined) {
    throw new KindredError(
      "NO_GRADIENT",
      `gradients: operator ${type} has no gradient rule; detach its input to stop there`,
    );
  }
  return gradient;
}

function assertShape(node: Node, index: number, input: Tensor, gradient: Tensor): void {
  if (show(gradient.shape) === show(input.shape)) return;
  const what = `gradient of ${node.operator.type} by input ${index}`;
  throw new KindredError("SHAPE_MISMATCH", `${what} must have shape ${show(input.shape)}, got ${show(gradient.shape)}`);
}

function filled(like: Tensor, value: number): Tensor {
  const count = size(like.shape);
  return constant(dataOf(like.dtype, Array<number>(count).fill(value)), like.shape as readonly number[], like.dtype);
}

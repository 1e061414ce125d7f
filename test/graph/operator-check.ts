// What the contract test of the operators does with one case: runs it with its gradients in one session, and compares
// shapes with ONNX Runtime's and gradients with central differences.
//
//   on("Add", add, [2, 3], [3])        operator, how to build it, one input for each further argument
//
// An input is a shape (floats, no two alike, within [-2, 2]) or made by `floats`, `indices` or `truths`.

import assert from "node:assert/strict";
import { runtime } from "../../src/engine/index.js";
import type { HostTensor, Session } from "../../src/engine/index.js";
import { random, shuffled } from "../../src/core/random.js";
import {
  type DType,
  type Tensor,
  type TensorData,
  constant,
  dataOf,
  dimensions,
  encodeModel,
  gradients,
  input,
  lower,
  mul,
  nodesBehind,
  reduceSum,
  size,
  sum,
} from "../../src/graph/index.js";
import { operatorByType } from "../../src/graph/registry.js";

export interface CaseInput {
  /** "float": float64 where the operator has such a kernel, else float32. */
  readonly dtype: "float" | "int64" | "bool";
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

export interface OperatorCase {
  readonly operator: string;
  readonly inputs: readonly CaseInput[];
  /** Where the case makes sense in one only. */
  readonly dtype?: Float;
  readonly build: (...inputs: Tensor[]) => Tensor | readonly Tensor[];
}

/** One case; see the header. */
export function on(
  operator: string,
  build: OperatorCase["build"],
  ...inputs: readonly (CaseInput | readonly number[])[]
): OperatorCase {
  return { operator, build, inputs: inputs.map((entry, i) => ("dtype" in entry ? entry : floats(entry, -2, 2, i))) };
}

/** Floats spread evenly over [low, high] in random order: no two alike, none within a step of a bound. */
export function floats(shape: readonly number[], low: number, high: number, seed = 0): CaseInput {
  const count = size(shape);
  // Where the range has 0 in its middle, 0.41 keeps clear of it, and the seed keeps two inputs apart.
  const spread = Array.from({ length: count }, (_, i) => low + ((i + 0.41 + 0.07 * (seed % 3)) * (high - low)) / count);
  return { dtype: "float", shape, values: shuffled(spread, random(seed, "floats", ...shape)) };
}

/** Whole numbers within [low, high). */
export function indices(shape: readonly number[], low: number, high: number): CaseInput {
  const generator = random(1, "indices", ...shape);
  const values = Array.from({ length: size(shape) }, () => low + generator.integer(high - low));
  return { dtype: "int64", shape, values };
}

export function truths(shape: readonly number[]): CaseInput {
  return { ...indices(shape, 0, 2), dtype: "bool" };
}

/** The case's name in the test report: `Add [2, 3] [3]`. */
export function nameOf({ operator, inputs }: OperatorCase): string {
  return [operator, ...inputs.map(({ shape }) => `[${shape.join(", ")}]`)].join(" ");
}

export type Float = "float32" | "float64";

/** Step of the central differences and the error allowed, relative where the gradient exceeds 1. */
const PRECISION: Readonly<Record<Float, { readonly step: number; readonly tolerance: number }>> = {
  float64: { step: 1e-5, tolerance: 1e-7 },
  float32: { step: 1e-2, tolerance: 3e-3 },
};

/** Checks one case in one dtype; throws where something differs. */
export async function check(operatorCase: OperatorCase, dtype: Float): Promise<void> {
  const graph = graphOf(operatorCase, dtype);
  const types = nodesBehind(graph.outputs).map((node) => node.operator.type);
  assert.ok(types.includes(operatorCase.operator), `the case builds ${types.join(", ")}, not ${operatorCase.operator}`);
  const session = await openSession(graph);
  try {
    const feeds = feedsOf(operatorCase, dtype);
    const results = await session.run(feeds);
    graph.outputs.forEach((output, i) => {
      const { dtype, shape } = results[`y${i}`]!;
      assert.deepEqual({ dtype, shape }, { dtype: output.dtype, shape: output.shape }, `type of output ${i}`);
    });
    for (const variable of graph.variables) {
      const analytic = Array.from(results[`d${variable}`]!.data, Number);
      const numeric = await centralDifferences(session, graph, feeds, variable);
      assertClose(analytic, numeric, PRECISION[dtype].tolerance, `gradient by input ${variable}`);
    }
  } finally {
    await session.release();
  }
}

/** Starts ONNX Runtime on a case's values and gradients; throws where it lacks a kernel. */
export async function openSession({ inputs, outputs, weights, variables }: CaseGraph): Promise<Session> {
  const parts = outputs.flatMap((output, i) =>
    weights[i] ? [reduceSum(mul(output, constantOf(output, weights[i])))] : [],
  );
  const named = Object.fromEntries(outputs.map((output, i) => [`y${i}`, output]));
  if (variables.length > 0) {
    const slopes = gradients(
      sum(...parts),
      variables.map((i) => inputs[i]!),
    );
    slopes.forEach((slope, i) => (named[`d${variables[i]!}`] = slope));
  }
  return runtime.createSession(encodeModel({ outputs: lower(named), inputs }), { threads: 1 });
}

export interface CaseGraph {
  readonly dtype: Float;
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
  /** By output: what its values weigh in the loss; undefined where it has no gradient. */
  readonly weights: readonly (readonly number[] | undefined)[];
  /** Which inputs to take the gradient by. */
  readonly variables: readonly number[];
}

/** The case's graph, its floats being `dtype`. */
export function graphOf({ operator, inputs: entries, build }: OperatorCase, dtype: Float): CaseGraph {
  const inputs = entries.map((entry, i) => input(`x${i}`, entry.dtype === "float" ? dtype : entry.dtype, entry.shape));
  const built = build(...inputs);
  const outputs = "source" in built ? [built] : built;
  const weights = outputs.map((output, i) =>
    output.dtype === dtype ? floats(shapeOf(output), -1, 1, 7 + i).values : undefined,
  );
  const differentiable = operatorByType(operator).gradient !== undefined && weights.some((weight) => weight);
  const variables = inputs.flatMap((tensor, i) => (differentiable && tensor.dtype === dtype ? [i] : []));
  return { dtype, inputs, outputs, weights, variables };
}

/** (loss(x + step) - loss(x - step)) / (2 step) for each value of one input. */
async function centralDifferences(
  session: Session,
  { weights, dtype }: CaseGraph,
  feeds: Readonly<Record<string, HostTensor>>,
  variable: number,
): Promise<number[]> {
  const data = feeds[`x${variable}`]!.data as Float64Array;
  const { step } = PRECISION[dtype];
  const loss = async (): Promise<number> => {
    const results = await session.run(feeds);
    return weights.reduce((total, weight, i) => total + (weight ? dot(weight, results[`y${i}`]!.data) : 0), 0);
  };
  const slopes: number[] = [];
  for (let i = 0; i < data.length; i++) {
    const middle = data[i]!;
    data[i] = middle + step;
    const [high, above] = [data[i]!, await loss()];
    data[i] = middle - step;
    const [low, below] = [data[i]!, await loss()];
    data[i] = middle;
    slopes.push((above - below) / (high - low));
  }
  return slopes;
}

/** Each pair differs by at most `tolerance`, relative to the larger where that exceeds 1. */
export function assertClose(
  actual: readonly number[],
  expected: readonly number[],
  tolerance: number,
  what: string,
): void {
  assert.equal(actual.length, expected.length, `${what}: length`);
  actual.forEach((value, i) => {
    const error = Math.abs(value - expected[i]!) / Math.max(1, Math.abs(expected[i]!));
    assert.ok(error <= tolerance, `${what}: entry ${i} must be ${expected[i]}, got ${value}`);
  });
}

function feedsOf({ inputs }: OperatorCase, dtype: Float): Record<string, HostTensor> {
  const entries = inputs.map(({ dtype: kind, shape, values }, i) => {
    const type: DType = kind === "float" ? dtype : kind;
    return [`x${i}`, { dtype: type, shape, data: dataOf(type, values) }] as const;
  });
  return Object.fromEntries(entries);
}

function constantOf(like: Tensor, values: readonly number[]): Tensor {
  return constant(dataOf(like.dtype, values), shapeOf(like), like.dtype);
}

function shapeOf({ shape }: Tensor): readonly number[] {
  return dimensions(shape, "test");
}

function dot(a: readonly number[], b: TensorData): number {
  return a.reduce((total, value, i) => total + value * Number(b[i]), 0);
}

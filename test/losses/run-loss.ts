// Runs a loss's graph on numbers: value, metrics and gradients.

import { random } from "../../src/core/random.js";
import type { HostTensor } from "../../src/engine/index.js";
import { type ScopeContents, createScope } from "../../src/encoders/index.js";
import { type Tensor, concat, constant, dataOf, gradients, input, size } from "../../src/graph/index.js";
import { type Batch, type Loss, marginUnit } from "../../src/losses/index.js";
import type { Miner } from "../../src/miners/index.js";
import { rowsTensor, runGraph } from "../testkit/run-graph.js";
import type { NaivePair, Rows } from "./naive.js";

export interface LossRun {
  readonly loss: number;
  /** By the embeddings, or by both sides of the pairs, row after row. */
  readonly gradient: readonly number[];
  readonly metrics: Readonly<Record<string, number>>;
  /** By each of the loss's own parameters. */
  readonly parameterGradients: Readonly<Record<string, readonly number[]>>;
  /** What the loss carries to the next step, renewed. */
  readonly states: Readonly<Record<string, readonly number[]>>;
}

export interface RunLossOptions {
  readonly classes?: number;
  /** Values of the loss's own parameters, by name. */
  readonly parameters?: Readonly<Record<string, Float32Array>>;
  /** Values of what the loss carries from step to step, by name. @defaultValue zeros */
  readonly states?: Readonly<Record<string, readonly number[]>>;
  /** Changes the embeddings before the loss sees them. */
  readonly before?: (embeddings: Tensor) => Tensor;
  /** Chooses what counts; one that draws no random numbers. */
  readonly miner?: Miner;
  /** Of each class whether it is one of impostors. */
  readonly impostors?: readonly number[];
  /** What the rows are compared with beside each other. */
  readonly memory?: { readonly rows: Rows; readonly labels: readonly number[] };
}

/** The loss of a labelled batch. */
export async function runLabels(
  loss: Loss,
  rows: Rows,
  labels: readonly number[],
  options: RunLossOptions = {},
): Promise<LossRun> {
  const embeddings = input("embeddings", "float32", [rows.length, rows[0]!.length]);
  const { before = (x) => x, classes, miner, memory, impostors } = options;
  const contents = createScope({ training: true });
  const { scope } = contents;
  const plain = { embeddings: before(embeddings), labels: input("labels", "int64", [rows.length]) };
  const batch = {
    ...plain,
    ...(memory && { references: remembered(plain, memory) }),
    ...(impostors && { impostors: constant(dataOf("bool", impostors), [impostors.length], "bool") }),
  };
  const unit = marginUnit(loss.distance, rows[0]!.length);
  const mined = miner?.mine(batch, { scope, distance: loss.distance, unit });
  const context = { scope, ...(classes !== undefined && { classes }) };
  const result = loss.build({ ...batch, ...(mined && { mined }) }, context);
  const feeds: Record<string, HostTensor> = {
    embeddings: rowsTensor(rows),
    labels: { dtype: "int64", shape: [labels.length], data: BigInt64Array.from(labels, BigInt) },
  };
  return run(result, [embeddings], contents, feeds, options);
}

/** The batch, and a memory behind it. */
function remembered(
  { embeddings, labels }: { readonly embeddings: Tensor; readonly labels: Tensor },
  memory: NonNullable<RunLossOptions["memory"]>,
): NonNullable<Batch["references"]> {
  const shape = [memory.rows.length, memory.rows[0]!.length];
  return {
    embeddings: concat([embeddings, constant(dataOf("float32", memory.rows.flat()), shape)], 0),
    labels: concat([labels, constant(dataOf("int64", memory.labels))], 0),
  };
}

/** The loss of pairs. */
export async function runPairs(
  loss: Loss,
  pairs: readonly NaivePair[],
  options: RunLossOptions = {},
): Promise<LossRun> {
  const shape = [pairs.length, pairs[0]!.a.length];
  const [left, right] = [input("left", "float32", shape), input("right", "float32", shape)];
  const contents = createScope({ training: true });
  const { scope } = contents;
  const [same, score] = [input("same", "float32", [pairs.length]), input("score", "float32", [pairs.length])];
  const graded = pairs.some((pair) => pair.score !== undefined);
  const result = loss.build({ embeddings: left, pairs: { left, right, same, ...(graded && { score }) } }, { scope });
  const feeds: Record<string, HostTensor> = {
    left: rowsTensor(pairs.map(({ a }) => a)),
    right: rowsTensor(pairs.map(({ b }) => b)),
    same: { dtype: "float32", shape: [pairs.length], data: Float32Array.from(pairs, (pair) => (pair.same ? 1 : 0)) },
    ...(graded && {
      score: { dtype: "float32", shape: [pairs.length], data: Float32Array.from(pairs, (pair) => pair.score ?? 0) },
    }),
  };
  return run(result, [left, right], contents, feeds, options);
}

/** The loss of two views. Parameters that are not given are drawn. */
export async function runViews(loss: Loss, left: Rows, right: Rows, options: RunLossOptions = {}): Promise<LossRun> {
  const shape = [left.length, left[0]!.length];
  const views = { left: input("left", "float32", shape), right: input("right", "float32", shape) };
  const contents = createScope({ training: true });
  const { scope, parameters } = contents;
  const result = loss.build({ embeddings: concat([views.left, views.right], 0), views }, { scope });
  const drawn = parameters.map(({ name, shape, initialiser }) => [name, initialiser(random(1, name), shape)] as const);
  const values = { ...Object.fromEntries(drawn), ...options.parameters };
  const feeds = { left: rowsTensor(left), right: rowsTensor(right) };
  return run(result, [views.left, views.right], contents, feeds, { parameters: values });
}

async function run(
  result: ReturnType<Loss["build"]>,
  variables: readonly Tensor[],
  { parameters, states, updates }: ScopeContents,
  feeds: Readonly<Record<string, HostTensor>>,
  { parameters: values = {}, states: carried = {} }: RunLossOptions,
): Promise<LossRun> {
  const all = gradients(result.loss, [...variables, ...parameters.map(({ tensor }) => tensor)]);
  const named = (prefix: string, tensors: readonly Tensor[]): Record<string, Tensor> =>
    Object.fromEntries(tensors.map((tensor, i) => [`${prefix}${i}`, tensor]));
  const outputs = {
    loss: result.loss,
    ...named("gradient", all.slice(0, variables.length)),
    ...named("parameter", all.slice(variables.length)),
    ...Object.fromEntries(Object.entries(result.metrics).map(([name, tensor]) => [`metric:${name}`, tensor])),
    ...Object.fromEntries([...updates].map(([name, tensor]) => [`next:${name}`, tensor])),
  };
  const own: Record<string, HostTensor> = Object.fromEntries(
    parameters.map(({ name, shape }) => [name, { dtype: "float32" as const, shape, data: values[name]! }]),
  );
  for (const { name, shape } of states) {
    const data = Float32Array.from(carried[name] ?? Array<number>(size(shape)).fill(0));
    own[name] = { dtype: "float32", shape, data };
  }
  const numbers = await runGraph(outputs, { ...feeds, ...own });
  return {
    loss: numbers["loss"]![0]!,
    gradient: variables.flatMap((_, i) => numbers[`gradient${i}`]!),
    metrics: Object.fromEntries(Object.keys(result.metrics).map((name) => [name, numbers[`metric:${name}`]![0]!])),
    parameterGradients: Object.fromEntries(parameters.map(({ name }, i) => [name, numbers[`parameter${i}`]!])),
    states: Object.fromEntries([...updates.keys()].map((name) => [name, numbers[`next:${name}`]!])),
  };
}

/** Central differences of f by every number of `values`, in float64. */
export function differences(
  f: (values: readonly number[]) => number,
  values: readonly number[],
  step = 1e-5,
): number[] {
  return values.map((_, i) => {
    const at = (shift: number): number => f(values.map((value, k) => (k === i ? value + shift : value)));
    return (at(step) - at(-step)) / (2 * step);
  });
}

/** Rows of `width` out of a flat list. */
export function fold(values: readonly number[], width: number): number[][] {
  return Array.from({ length: values.length / width }, (_, i) => values.slice(i * width, (i + 1) * width));
}

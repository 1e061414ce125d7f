// Symbolic tensors: a value in an ONNX graph that has a dtype and a shape, but no numbers yet.
//
// A graph is never written down as such: a tensor knows the node that makes it, the node knows its inputs, and
// model.ts collects what an output needs. Nothing here is mutable, so a piece of graph can be shared freely.

import { KindredError } from "../core/errors.js";

export type DType = "float32" | "float64" | "int64" | "int32" | "uint8" | "bool";

/** A number, or a name that is bound when the graph runs ("batch"). */
export type Dimension = number | string;
export type Shape = readonly Dimension[];

export interface TensorType {
  readonly dtype: DType;
  readonly shape: Shape;
}

export interface Tensor extends TensorType {
  readonly source: Source;
}

export type Source =
  | { readonly kind: "node"; readonly node: Node; readonly output: number }
  | { readonly kind: "input"; readonly name: string }
  | { readonly kind: "constant"; readonly data: TensorData };

export type TensorData = Float32Array | Float64Array | BigInt64Array | Int32Array | Uint8Array;

/** ONNX attribute values. Whole numbers are written as ints unless the operator lists the name under `floats`. */
export type Attribute = number | string | readonly number[];
export type Attributes = Readonly<Record<string, Attribute>>;

/**
 * A graph within a node: the body of a loop, in ONNX operators only. Its inputs are placeholders, made by `input`, whose names
 * do not matter. The last `captured` of them stand for the node's own last inputs, which the body reads where they are.
 */
export interface Subgraph {
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
  readonly captured: number;
}

export interface Node {
  readonly operator: Operator;
  /** Undefined stands for an optional input left out. */
  readonly inputs: readonly (Tensor | undefined)[];
  readonly attributes: Attributes;
  readonly outputs: readonly Tensor[];
  /** Of a loop: its attribute "body". */
  readonly body?: Subgraph | undefined;
}

/** One ONNX operator: its shape rule and its gradient. ops/ has a file for each. */
export interface Operator {
  /** As in the ONNX specification, e.g. "MatMul". */
  readonly type: string;
  /** Absent: ONNX's own. "kindred": exists only while a graph is built, and is rewritten by `lower` before it runs. */
  readonly domain?: "com.microsoft" | "com.microsoft.nchwc" | "kindred";
  /** Names of attributes that are floats (ONNX does not convert between ints and floats). */
  readonly floats?: readonly string[];
  /** The first output that ONNX Runtime need not compute; those from it on are left out where unused. @defaultValue none */
  readonly optionalOutputs?: number;
  /** Types of the outputs. Throws SHAPE_MISMATCH, naming both shapes, where the inputs do not fit. */
  infer(inputs: readonly (Tensor | undefined)[], attributes: Attributes, body?: Subgraph): readonly TensorType[];
  /** Gradient of the loss by each input. Absent: not differentiable. */
  gradient?(context: GradientContext): readonly (Tensor | undefined)[];
  /** The same in other ONNX operators: what the domain "kindred" stands for, or what the runtime does faster. */
  lower?(node: Node, emit: Emit): readonly Tensor[];
}

/** Adds a node by operator name; gradients use it, so that operator files need not import each other. First output. */
export type Emit = (type: string, inputs: readonly (Tensor | undefined)[], attributes?: Attributes) => Tensor;

export interface GradientContext {
  readonly inputs: readonly (Tensor | undefined)[];
  readonly outputs: readonly Tensor[];
  readonly attributes: Attributes;
  /** Gradient of the loss by each output; undefined where the loss does not depend on it. At least one is defined. */
  readonly upstream: readonly (Tensor | undefined)[];
  /** Whether anyone wants the gradient by input i; rules may skip the others. */
  readonly needs: readonly boolean[];
  readonly emit: Emit;
}

/** Applies an operator: infers the output types and returns the outputs. */
export function apply(
  operator: Operator,
  inputs: readonly (Tensor | undefined)[],
  attributes: Attributes = {},
  body?: Subgraph,
): readonly [Tensor, ...Tensor[]] {
  const types = operator.infer(inputs, attributes, body);
  const outputs: Tensor[] = [];
  const node: Node = { operator, inputs, attributes, outputs, body };
  types.forEach((type, output) => outputs.push({ ...type, source: { kind: "node", node, output } }));
  return outputs as [Tensor, ...Tensor[]];
}

/** A value fed in when the graph runs. */
export function input(name: string, dtype: DType, shape: Shape): Tensor {
  return { dtype, shape, source: { kind: "input", name } };
}

/** A value fixed when the graph is built. `shape` defaults to `[data.length]`. */
export function constant(
  data: TensorData,
  shape: readonly number[] = [data.length],
  dtype: DType = dtypeOf(data),
): Tensor {
  if (data.length !== size(shape)) {
    throw new KindredError(
      "SHAPE_MISMATCH",
      `constant: shape ${show(shape)} holds ${size(shape)} values, got ${data.length}`,
    );
  }
  return { dtype, shape, source: { kind: "constant", data } };
}

/** A constant of rank 0. */
export function scalar(value: number, dtype: DType = "float32"): Tensor {
  return constant(dataOf(dtype, [value]), [], dtype);
}

/** A one-dimensional int64 constant: the form in which ONNX takes shapes, axes and indices. */
export function ints(values: readonly number[]): Tensor {
  return constant(BigInt64Array.from(values, BigInt), [values.length], "int64");
}

/** The numbers of a constant tensor, or undefined where it is none. Int64 values come as plain numbers. */
export function constantValues(tensor: Tensor | undefined): number[] | undefined {
  return tensor?.source.kind === "constant" ? Array.from(tensor.source.data, Number) : undefined;
}

/** A typed array of `dtype` with these values. */
export function dataOf(dtype: DType, values: readonly number[]): TensorData {
  switch (dtype) {
    case "float32":
      return Float32Array.from(values);
    case "float64":
      return Float64Array.from(values);
    case "int64":
      return BigInt64Array.from(values, BigInt);
    case "int32":
      return Int32Array.from(values);
    case "uint8":
    case "bool":
      return Uint8Array.from(values);
  }
}

function dtypeOf(data: TensorData): DType {
  if (data instanceof Float32Array) return "float32";
  if (data instanceof Float64Array) return "float64";
  if (data instanceof BigInt64Array) return "int64";
  return data instanceof Int32Array ? "int32" : "uint8";
}

/** Number of values in a shape of known dimensions. */
export function size(shape: Shape): number {
  return dimensions(shape, "size").reduce((product, dimension) => product * dimension, 1);
}

/** The shape as numbers; throws where a dimension is only a name, saying who asked. */
export function dimensions(shape: Shape, where: string): readonly number[] {
  for (const dimension of shape) {
    if (typeof dimension !== "number") {
      throw new KindredError("SHAPE_MISMATCH", `${where}: needs known dimensions, got ${show(shape)}`);
    }
  }
  return shape as readonly number[];
}

/** `[32, 64]`, `[batch, 64]`: how shapes appear in messages. */
export function show(shape: Shape): string {
  return `[${shape.join(", ")}]`;
}

/** A SHAPE_MISMATCH error: `matmul: inner dimensions must agree, got [2, 3] and [4, 5]`. */
export function shapeError(
  where: string,
  expected: string,
  ...tensors: readonly (TensorType | undefined)[]
): KindredError {
  const got = tensors.map((tensor) => (tensor === undefined ? "nothing" : show(tensor.shape))).join(" and ");
  return new KindredError("SHAPE_MISMATCH", `${where}: ${expected}, got ${got}`);
}

/** An axis counted from the end where negative; throws outside `[-rank, rank)`. */
export function axisOf(axis: number, rank: number, where: string): number {
  const result = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(axis) || result < 0 || result >= rank) {
    throw new KindredError("SHAPE_MISMATCH", `${where}: axis must be within [${-rank}, ${rank}), got ${axis}`);
  }
  return result;
}

// Writes a graph as an ONNX model file (protobuf), and reads the parts of one that Kindred needs.

import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import {
  AttributeProtoSchema,
  type AttributeProto,
  AttributeProto_AttributeType as AttributeType,
  type GraphProto,
  GraphProtoSchema,
  ModelProtoSchema,
  type ModelProto,
  NodeProtoSchema,
  type NodeProto,
  OperatorSetIdProtoSchema,
  StringStringEntryProtoSchema,
  TensorProtoSchema,
  type TensorProto,
  TensorProto_DataType as DataType,
  TensorShapeProtoSchema,
  TensorShapeProto_DimensionSchema,
  TypeProtoSchema,
  TypeProto_TensorSchema,
  ValueInfoProtoSchema,
  type ValueInfoProto,
} from "onnx-buf";
import { KindredError } from "../core/errors.js";
import {
  type Attribute,
  type DType,
  type Node,
  type Subgraph,
  type Tensor,
  type TensorData,
  type TensorType,
  constant,
} from "./tensor.js";
import { nodesBehind } from "./walk.js";

/** ONNX operator-set versions that Kindred writes, per domain, and the file format's version. */
const OPSETS: Readonly<Record<string, number>> = { "": 20, "com.microsoft": 1, "com.microsoft.nchwc": 1 };
const IR_VERSION = 9n;

const DATA_TYPES: Readonly<Record<DType, DataType>> = {
  float32: DataType.FLOAT,
  float64: DataType.DOUBLE,
  int64: DataType.INT64,
  int32: DataType.INT32,
  uint8: DataType.UINT8,
  bool: DataType.BOOL,
};

export interface ModelSpec {
  /** Named results. */
  readonly outputs: Readonly<Record<string, Tensor>>;
  /** Order of the inputs in the file; those not named here follow in the order they are met. */
  readonly inputs?: readonly Tensor[];
  /** Values for inputs that become constants of the file (trained weights), by input name. */
  readonly weights?: ReadonlyMap<string, TensorData>;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** The model file for the graph behind `outputs`. Operators of the domain "kindred" must be lowered before. */
export function encodeModel({ outputs, inputs = [], weights = new Map(), metadata = {} }: ModelSpec): Uint8Array {
  const names = new Names(weights);
  for (const tensor of inputs) names.of(tensor);
  // A result that a node makes is named after it; an extra node that only renames would cost a copy.
  for (const [name, tensor] of Object.entries(outputs)) names.prefer(tensor, name);
  const behind = nodesBehind(Object.values(outputs));
  const used = new Set([...Object.values(outputs), ...behind.flatMap(({ inputs }) => inputs)]);
  const nodes = behind.map((node) => nodeProto(node, names, used));
  const results = Object.entries(outputs).map(([name, tensor]) => {
    const made = names.of(tensor);
    if (tensor.source.kind !== "input" && names.taken(name)) {
      throw new KindredError("GRAPH_INVALID", `graph: an input and an output are both called "${name}"`);
    }
    if (made !== name)
      nodes.push(
        create(NodeProtoSchema, { opType: "Identity", name: `output ${name}`, input: [made], output: [name] }),
      );
    return valueInfo(name, tensor);
  });
  const model = create(ModelProtoSchema, {
    irVersion: IR_VERSION,
    producerName: "kindred",
    opsetImport: [...new Set(["", ...nodes.map((node) => node.domain)])].map((domain) =>
      create(OperatorSetIdProtoSchema, { domain, version: BigInt(OPSETS[domain] ?? 1) }),
    ),
    graph: create(GraphProtoSchema, {
      name: "kindred",
      node: nodes,
      input: names.inputs,
      output: results,
      initializer: names.initializers,
    }),
    metadataProps: Object.entries(metadata).map(([key, value]) => create(StringStringEntryProtoSchema, { key, value })),
  });
  return toBinary(ModelProtoSchema, model);
}

/** The model file's contents; throws MODEL_INVALID where the bytes are not ONNX. `where` names the file. */
export function decodeModel(bytes: Uint8Array, where = "model"): ModelProto {
  try {
    const model = fromBinary(ModelProtoSchema, bytes);
    if (model.graph === undefined || model.graph.node.length === 0) throw new Error("it holds no graph");
    return model;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new KindredError("MODEL_INVALID", `${where}: not an ONNX file, or damaged (${reason})`, { cause });
  }
}

/** The metadata of a model file. */
export function metadataOf(model: ModelProto): ReadonlyMap<string, string> {
  return new Map(model.metadataProps.map(({ key, value }) => [key, value]));
}

/** Gives each tensor its name in the file, and collects the inputs and constants met. */
class Names {
  readonly inputs: ValueInfoProto[] = [];
  readonly initializers: TensorProto[] = [];
  readonly #names = new Map<Tensor, string>();
  readonly #inputNames = new Map<string, Tensor>();
  readonly #constants = new Map<string, string>();
  readonly #weights: ReadonlyMap<string, TensorData>;
  #count = 0;

  constructor(weights: ReadonlyMap<string, TensorData>) {
    this.#weights = weights;
  }

  /** Names what a node makes, unless it has a name already. */
  prefer(tensor: Tensor, name: string): void {
    if (tensor.source.kind === "node" && !this.#names.has(tensor)) this.#names.set(tensor, name);
  }

  of(tensor: Tensor | undefined): string {
    if (tensor === undefined) return "";
    const known = this.#names.get(tensor);
    if (known !== undefined) return known;
    const name = this.#register(tensor);
    this.#names.set(tensor, name);
    return name;
  }

  /** Names a body's placeholder: as given, or by a name of its own. */
  bind(placeholder: Tensor, name: string = this.unique("step")): string {
    this.#names.set(placeholder, name);
    return name;
  }

  /** A name that nothing else has. */
  unique(stem: string): string {
    return `${stem}_${++this.#count}`;
  }

  /** Whether an input, or a weight, has that name. */
  taken(name: string): boolean {
    return this.#inputNames.has(name);
  }

  #register(tensor: Tensor): string {
    if (tensor.source.kind === "node") return this.unique(tensor.source.node.operator.type);
    if (tensor.source.kind === "constant") return this.#constant(tensor, tensor.source.data);
    const { name } = tensor.source;
    const twin = this.#inputNames.get(name);
    if (twin !== undefined) {
      if (twin.dtype === tensor.dtype && twin.shape.join() === tensor.shape.join()) return name;
      throw new KindredError("GRAPH_INVALID", `graph: two different inputs are called "${name}"`);
    }
    this.#inputNames.set(name, tensor);
    const weight = this.#weights.get(name);
    if (weight === undefined) this.inputs.push(valueInfo(name, tensor));
    else this.initializers.push(tensorProto(name, constant(weight, tensor.shape as readonly number[], tensor.dtype)));
    return name;
  }

  /** Small constants are shared by value: gradients make many equal ones. */
  #constant(tensor: Tensor, data: TensorData): string {
    // toString makes "0" of -0.
    const text = (value: number | bigint): string => (Object.is(value, -0) ? "-0" : String(value));
    const values = data.length <= 16 ? Array.from<number | bigint, string>(data, text).join() : undefined;
    const key = values === undefined ? undefined : `${tensor.dtype}[${tensor.shape.join()}]${values}`;
    const known = key === undefined ? undefined : this.#constants.get(key);
    if (known !== undefined) return known;
    const name = this.unique("constant");
    if (key !== undefined) this.#constants.set(key, name);
    this.initializers.push(tensorProto(name, tensor));
    return name;
  }
}

function nodeProto(node: Node, names: Names, used: ReadonlySet<Tensor | undefined>): NodeProto {
  const { type, domain = "", floats = [] } = node.operator;
  if (domain === "kindred") throw new KindredError("GRAPH_INVALID", `graph: ${type} was not lowered to ONNX`);
  // Optional outputs that nobody wants are left out: a max pooling's indices cost more than the pooling.
  const { optionalOutputs = node.outputs.length } = node.operator;
  const wanted = Math.max(optionalOutputs, node.outputs.findLastIndex((tensor) => used.has(tensor)) + 1);
  const output = node.outputs.slice(0, wanted).map((tensor) => names.of(tensor));
  const { body, attributes } = node;
  const inputs = node.inputs.map((tensor) => names.of(tensor));
  const captured = inputs.splice(inputs.length - (body?.captured ?? 0));
  const attribute = Object.entries(attributes).map(([name, value]) =>
    attributeProto(name, value, floats.includes(name)),
  );
  if (body !== undefined) {
    const g = bodyProto(body, captured, names);
    attribute.push(create(AttributeProtoSchema, { name: "body", type: AttributeType.GRAPH, g }));
  }
  return create(NodeProtoSchema, { opType: type, domain, name: `${output[0]}`, input: inputs, output, attribute });
}

/** Names are unique throughout the file; constants of a body stand in the graph around it. */
function bodyProto({ inputs, outputs }: Subgraph, captured: readonly string[], names: Names): GraphProto {
  const own = inputs.slice(0, inputs.length - captured.length);
  inputs.slice(own.length).forEach((placeholder, i) => names.bind(placeholder, captured[i]));
  const input = own.map((placeholder) => valueInfo(names.bind(placeholder), placeholder));
  const behind = nodesBehind(outputs);
  const used = new Set([...outputs, ...behind.flatMap(({ inputs }) => inputs)]);
  const node = behind.map((each) => nodeProto(each, names, used));
  // A body's outputs each need a maker of their own.
  const taken = new Set(input.map(({ name }) => name));
  const output = outputs.map((tensor) => {
    const made = names.of(tensor);
    if (tensor.source.kind === "node" && !taken.has(made)) {
      taken.add(made);
      return valueInfo(made, tensor);
    }
    const copy = names.unique("Identity");
    node.push(create(NodeProtoSchema, { opType: "Identity", name: copy, input: [made], output: [copy] }));
    return valueInfo(copy, tensor);
  });
  return create(GraphProtoSchema, { name: names.unique("body"), node, input, output });
}

function attributeProto(name: string, value: Attribute, float: boolean): AttributeProto {
  if (typeof value === "string") {
    return create(AttributeProtoSchema, { name, type: AttributeType.STRING, s: new TextEncoder().encode(value) });
  }
  if (typeof value === "number") {
    return float
      ? create(AttributeProtoSchema, { name, type: AttributeType.FLOAT, f: value })
      : create(AttributeProtoSchema, { name, type: AttributeType.INT, i: BigInt(value) });
  }
  return float
    ? create(AttributeProtoSchema, { name, type: AttributeType.FLOATS, floats: [...value] })
    : create(AttributeProtoSchema, { name, type: AttributeType.INTS, ints: value.map(BigInt) });
}

function tensorProto(name: string, tensor: Tensor): TensorProto {
  const data = (tensor.source as { data: TensorData }).data;
  return create(TensorProtoSchema, {
    name,
    dataType: DATA_TYPES[tensor.dtype],
    dims: tensor.shape.map(BigInt),
    rawData: new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength),
  });
}

function valueInfo(name: string, { dtype, shape }: TensorType): ValueInfoProto {
  const dim = shape.map((dimension) =>
    create(TensorShapeProto_DimensionSchema, {
      value:
        typeof dimension === "number"
          ? { case: "dimValue", value: BigInt(dimension) }
          : { case: "dimParam", value: dimension },
    }),
  );
  const value = create(TypeProto_TensorSchema, {
    elemType: DATA_TYPES[dtype],
    shape: create(TensorShapeProtoSchema, { dim }),
  });
  return create(ValueInfoProtoSchema, {
    name,
    type: create(TypeProtoSchema, { value: { case: "tensorType", value } }),
  });
}

// Puts one model file behind another: an output of the first becomes the input of the second, and one file does the work of both.
//
// The second's names get a prefix, so that they meet none of the first's; what it gives keeps its name. It may hold no loops, whose
// bodies have names of their own.

import { create, toBinary } from "@bufbuild/protobuf";
import {
  ModelProtoSchema,
  OperatorSetIdProtoSchema,
  StringStringEntryProtoSchema,
  type GraphProto,
  type ModelProto,
} from "onnx-buf";
import { KindredError } from "../core/errors.js";
import { decodeModel } from "./onnx-file.js";

export interface JoinOptions {
  /** Of the first. */
  readonly output: string;
  /** Of the second. */
  readonly input: string;
  readonly metadata?: Readonly<Record<string, string>>;
}

const prefix = "second/";

/** The model file that takes what `first` takes and gives what `second` gives. Throws MODEL_INVALID, GRAPH_INVALID. */
export function joinModels(first: Uint8Array, second: Uint8Array, options: JoinOptions): Uint8Array {
  const { output, input, metadata = {} } = options;
  const [front, back] = [decodeModel(first), decodeModel(second)];
  const [source, target] = [front.graph!, back.graph!];
  if (!source.output.some(({ name }) => name === output) || !target.input.some(({ name }) => name === input)) {
    throw new KindredError(
      "GRAPH_INVALID",
      `joinModels: no output "${output}" in front, or no input "${input}" behind`,
    );
  }
  rename(target, input, output);
  source.node.push(...target.node);
  source.initializer.push(...target.initializer);
  source.output = target.output;
  front.opsetImport = operatorSets(front, back);
  front.metadataProps = Object.entries(metadata).map(([key, value]) =>
    create(StringStringEntryProtoSchema, { key, value }),
  );
  return toBinary(ModelProtoSchema, front);
}

/** Gives everything in `graph` but its outputs a prefix; its input `from` becomes `to`. */
function rename(graph: GraphProto, from: string, to: string): void {
  const kept = new Set(graph.output.map(({ name }) => name));
  const renamed = (name: string): string => {
    if (name === from) return to;
    return name === "" || kept.has(name) ? name : prefix + name;
  };
  for (const node of graph.node) {
    node.name = prefix + node.name;
    node.input = node.input.map(renamed);
    node.output = node.output.map(renamed);
  }
  for (const initializer of graph.initializer) initializer.name = renamed(initializer.name);
}

/** Every domain that either uses, at the later version. */
function operatorSets(front: ModelProto, back: ModelProto): ModelProto["opsetImport"] {
  const versions = new Map<string, bigint>();
  for (const { domain, version } of [...front.opsetImport, ...back.opsetImport]) {
    const known = versions.get(domain);
    if (known === undefined || version > known) versions.set(domain, version);
  }
  return [...versions].map(([domain, version]) => create(OperatorSetIdProtoSchema, { domain, version }));
}

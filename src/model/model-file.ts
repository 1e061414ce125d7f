// Reads and replaces the metadata of an ONNX file without taking the rest of it apart. The file is one protobuf message, and
// everything at its top level but small fields (version, producer, metadata) is a block with its length in front: the graph,
// with all weights, is stepped over.
//
//   ModelProto: 1 ir_version (varint), 2 producer_name, 7 graph, 8 opset_import, 14 metadata_props { 1 key, 2 value }
//
// https://github.com/onnx/onnx/blob/main/onnx/onnx.proto; https://protobuf.dev/programming-guides/encoding

import { KindredError } from "../core/errors.js";

const GRAPH = 7;
const METADATA = 14;

/** A field of a message: where it begins (with its tag), where its value begins and where it ends. */
interface Field {
  readonly number: number;
  readonly from: number;
  readonly value: number;
  readonly end: number;
}

/**
 * The metadata of an ONNX file.
 *
 * @param where - names the file in messages
 * @throws MODEL_INVALID where the bytes are truncated or no ONNX file
 */
export function readMetadata(bytes: Uint8Array, where: string): ReadonlyMap<string, string> {
  const fields = modelFields(bytes, where);
  const texts = new Map<string, string>();
  for (const { number, value, end } of fields) {
    if (number !== METADATA) continue;
    const entry = bytes.subarray(value, end);
    const part = new Map([...fieldsOf(entry, where)].map((field) => [field.number, decode(entry, field)]));
    texts.set(part.get(1) ?? "", part.get(2) ?? "");
  }
  return texts;
}

/** The same file with other metadata; in parts, to be written one after the other. Throws as `readMetadata`. */
export function replaceMetadata(
  bytes: Uint8Array,
  metadata: Readonly<Record<string, string>>,
  where: string,
): Uint8Array[] {
  const kept = modelFields(bytes, where)
    .filter(({ number }) => number !== METADATA)
    .map(({ from, end }) => bytes.subarray(from, end));
  const added = Object.entries(metadata).map(([key, value]) =>
    block(METADATA, concatenated([block(1, encode(key)), block(2, encode(value))])),
  );
  return [...kept, ...added];
}

function modelFields(bytes: Uint8Array, where: string): Field[] {
  // ir_version comes first in every ONNX file: another file is told from it by its first byte.
  if (bytes[0] !== 0x08) throw invalid(where, "not an ONNX file");
  const fields = [...fieldsOf(bytes, where)];
  if (!fields.some(({ number }) => number === GRAPH)) throw invalid(where, "an ONNX file without a graph");
  return fields;
}

function* fieldsOf(bytes: Uint8Array, where: string): Generator<Field> {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; shift < 64; shift += 7) {
      const byte = bytes[at++];
      if (byte === undefined) throw invalid(where, "the file is cut short");
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw invalid(where, "not an ONNX file, or damaged");
  };
  while (at < bytes.length) {
    const from = at;
    const tag = varint();
    let value = at;
    switch (tag & 7) {
      case 0:
        varint();
        break;
      case 1:
        at += 8;
        break;
      case 2: {
        const length = varint();
        value = at;
        at += length;
        break;
      }
      case 5:
        at += 4;
        break;
      default:
        throw invalid(where, "not an ONNX file, or damaged");
    }
    if (at > bytes.length) {
      throw invalid(where, `the file is cut short: ${bytes.length} of at least ${at} bytes are there`);
    }
    yield { number: Math.floor(tag / 8), from, value, end: at };
  }
}

function block(number: number, value: Uint8Array): Uint8Array {
  return concatenated([varintBytes(number * 8 + 2), varintBytes(value.length), value]);
}

function varintBytes(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return Uint8Array.from([...bytes, rest]);
}

function concatenated(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function decode(bytes: Uint8Array, { value, end }: Field): string {
  return new TextDecoder().decode(bytes.subarray(value, end));
}

function invalid(where: string, why: string): KindredError {
  return new KindredError("MODEL_INVALID", `${where}: ${why}`);
}

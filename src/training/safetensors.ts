// The safetensors file format: named tensors and a few strings, readable by many programs without running code.
//
//   8 bytes   length of the header, unsigned little-endian
//   header    JSON: { "__metadata__": { key: string }, name: { "dtype": "F32", "shape": [..], "data_offsets": [from, to] } }
//   data      each tensor's bytes, little-endian, row-major; offsets count from here
//
// https://huggingface.co/docs/safetensors (format specification). The header is padded with spaces to a multiple of 8
// bytes, so that tensors can be viewed in place.

import { KindredError } from "../core/errors.js";
import type { HostTensor } from "../engine/index.js";
import type { DType, TensorData } from "../graph/index.js";

export interface SafetensorsContent {
  readonly tensors: ReadonlyMap<string, HostTensor>;
  readonly metadata: Readonly<Record<string, string>>;
}

type View = new (buffer: ArrayBufferLike, offset: number, length: number) => TensorData;
const formats: Readonly<Record<DType, { readonly code: string; readonly bytes: number; readonly view: View }>> = {
  float32: { code: "F32", bytes: 4, view: Float32Array },
  float64: { code: "F64", bytes: 8, view: Float64Array },
  int64: { code: "I64", bytes: 8, view: BigInt64Array },
  int32: { code: "I32", bytes: 4, view: Int32Array },
  uint8: { code: "U8", bytes: 1, view: Uint8Array },
  bool: { code: "BOOL", bytes: 1, view: Uint8Array },
};

/** The file in parts, to be written one after the other: nothing is copied but the header. */
export function encodeSafetensors({ tensors, metadata }: SafetensorsContent): Uint8Array[] {
  const header: Record<string, unknown> = { __metadata__: metadata };
  let end = 0;
  // Widest first, so that each is aligned to its own width behind an aligned header.
  const ordered = [...tensors].sort(([, a], [, b]) => formats[b.dtype].bytes - formats[a.dtype].bytes);
  for (const [name, { dtype, shape, data }] of ordered) {
    header[name] = { dtype: formats[dtype].code, shape, data_offsets: [end, end + data.byteLength] };
    end += data.byteLength;
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const head = new Uint8Array(8 + Math.ceil(text.length / 8) * 8).fill(0x20);
  new DataView(head.buffer).setBigUint64(0, BigInt(head.length - 8), true);
  head.set(text, 8);
  return [head, ...ordered.map(([, { data }]) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength))];
}

/**
 * The file's content. Tensors are views of `bytes` where their place allows it.
 *
 * @param where - names the file in messages
 * @throws DATA_INVALID where the bytes are truncated or no safetensors file
 */
export function decodeSafetensors(bytes: Uint8Array, where: string): SafetensorsContent {
  const invalid = (why: string): KindredError =>
    new KindredError("DATA_INVALID", `${where}: no safetensors file: ${why}`);
  if (bytes.length < 8) throw invalid(`it holds ${bytes.length} bytes`);
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true));
  if (length > bytes.length - 8) throw invalid(`its header should take ${length} bytes, ${bytes.length - 8} are there`);
  const header = parseHeader(bytes.subarray(8, 8 + length));
  if (header === undefined) throw invalid("its header is no JSON object");
  const tensors = new Map<string, HostTensor>();
  let metadata: Record<string, string> = {};
  for (const [name, entry] of Object.entries(header)) {
    if (name === "__metadata__") metadata = entry as Record<string, string>;
    else
      tensors.set(
        name,
        decodeTensor(bytes.subarray(8 + length), entry, (why) => invalid(`tensor "${name}" ${why}`)),
      );
  }
  return { tensors, metadata };
}

function parseHeader(bytes: Uint8Array): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function decodeTensor(data: Uint8Array, entry: unknown, invalid: (why: string) => KindredError): HostTensor {
  const { dtype: code, shape, data_offsets: offsets } = (entry ?? {}) as Record<string, unknown>;
  const dtype = (Object.keys(formats) as DType[]).find((name) => formats[name].code === code);
  if (dtype === undefined) throw invalid(`has the unknown dtype ${String(code)}`);
  if (!isNaturals(shape) || !isNaturals(offsets) || offsets.length !== 2)
    throw invalid("has no proper shape or offsets");
  const [from, to] = offsets as [number, number];
  const count = shape.reduce((product, dimension) => product * dimension, 1);
  const { bytes: width, view } = formats[dtype];
  if (to - from !== count * width) throw invalid(`of shape [${shape.join(", ")}] takes ${to - from} bytes`);
  if (to > data.length) throw invalid(`ends at byte ${to} of ${data.length}`);
  const aligned = (data.byteOffset + from) % width === 0 ? data.subarray(from, to) : data.slice(from, to);
  return { dtype, shape, data: new view(aligned.buffer, aligned.byteOffset, count) };
}

function isNaturals(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((item) => Number.isInteger(item) && (item as number) >= 0);
}

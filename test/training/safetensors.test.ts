import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { KindredError } from "../../src/core/errors.js";
import type { HostTensor } from "../../src/engine/index.js";
import { decodeSafetensors, encodeSafetensors, type SafetensorsContent } from "../../src/training/safetensors.js";

const floats: HostTensor = { dtype: "float32", shape: [2, 3], data: Float32Array.of(1, -2, NaN, Infinity, 5e-40, 0) };
const longs: HostTensor = { dtype: "int64", shape: [2], data: BigInt64Array.of(-1n, 2n ** 62n) };
const bytes: HostTensor = { dtype: "uint8", shape: [3], data: Uint8Array.of(0, 128, 255) };
const content: SafetensorsContent = {
  tensors: new Map([
    ["conv.weight", floats],
    ["mask", bytes],
    ["größe", longs],
  ]),
  metadata: { step: "812", note: 'a "quoted" line\nand another' },
};

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

test("what is written is read again, bit by bit", () => {
  const read = decodeSafetensors(joined(encodeSafetensors(content)), "x");
  assert.deepEqual(read.metadata, content.metadata);
  assert.deepEqual([...read.tensors.keys()].sort(), [...content.tensors.keys()].sort());
  for (const [name, tensor] of content.tensors) assert.deepEqual(read.tensors.get(name), tensor);
});

test("the file is laid out as the format says", () => {
  const file = joined(encodeSafetensors({ tensors: new Map([["a", floats]]), metadata: { k: "v" } }));
  const length = Number(new DataView(file.buffer).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(file.subarray(8, 8 + length))) as unknown;
  assert.deepEqual(header, { __metadata__: { k: "v" }, a: { dtype: "F32", shape: [2, 3], data_offsets: [0, 24] } });
  assert.equal((8 + length) % 8, 0);
  assert.deepEqual(new Float32Array(file.buffer, 8 + length, 6), floats.data);
});

test("tensors are read from a buffer that is not aligned", () => {
  const file = joined(encodeSafetensors(content));
  const shifted = new Uint8Array(file.length + 1);
  shifted.set(file, 1);
  assert.deepEqual(decodeSafetensors(shifted.subarray(1), "x").tensors.get("conv.weight"), floats);
});

test("every truncation is refused, naming the file", () => {
  const file = joined(encodeSafetensors(content));
  for (let length = 0; length < file.length; length++) {
    const refused = (error: KindredError): boolean =>
      error.code === "DATA_INVALID" && error.message.startsWith("run/last");
    assert.throws(() => decodeSafetensors(file.subarray(0, length), "run/last"), refused, `${length} bytes`);
  }
});

test("any bytes are read or refused, nothing else", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (noise) => {
      try {
        decodeSafetensors(noise, "x");
      } catch (error) {
        assert.equal((error as KindredError).code, "DATA_INVALID");
      }
    }),
  );
});

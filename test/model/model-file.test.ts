import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { runtime } from "#runtime";
import type { KindredError } from "../../src/core/errors.js";
import { add, decodeModel, encodeModel, input, metadataOf, scalar } from "../../src/graph/index.js";
import { readMetadata, replaceMetadata } from "../../src/model/model-file.js";

const x = input("x", "float32", ["batch"]);
const metadata = { kindred: `{"format":1,"name":"größe"}`, long: "z".repeat(20_000), empty: "" };
const file = encodeModel({ outputs: { y: add(x, scalar(1)) }, metadata });

test("reads what the graph writer wrote", () => {
  assert.deepEqual(Object.fromEntries(readMetadata(file, "m")), metadata);
});

test("replaced metadata reads back, here and with the full parser, and the graph still runs", async () => {
  const other = { kindred: "new", second: "2".repeat(300) };
  const bytes = new Uint8Array(Buffer.concat(replaceMetadata(file, other, "m")));
  assert.deepEqual(Object.fromEntries(readMetadata(bytes, "m")), other);
  assert.deepEqual(Object.fromEntries(metadataOf(decodeModel(bytes))), other);
  const session = await runtime.createSession(bytes, { threads: 1 });
  const { y } = await session.run({ x: { dtype: "float32", shape: [2], data: Float32Array.of(1, 2) } });
  assert.deepEqual(Array.from(y!.data, Number), [2, 3]);
  await session.release();
});

test("any metadata survive being replaced", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.string({ unit: "grapheme" })), (any) => {
      const bytes = new Uint8Array(Buffer.concat(replaceMetadata(file, any, "m")));
      assert.deepEqual(Object.fromEntries(readMetadata(bytes, "m")), { ...any });
    }),
  );
});

test("a truncated file is refused, wherever it is cut inside a field", () => {
  // Cut between two fields, a protobuf message is whole: what is lost then is metadata, which the description's reader misses.
  for (const length of [...Array(200).keys(), file.length - 1, file.length - 100]) {
    let found: ReadonlyMap<string, string> | undefined;
    try {
      found = readMetadata(file.subarray(0, length), "cut.onnx");
    } catch (error) {
      assert.equal((error as KindredError).code, "MODEL_INVALID");
      assert.match((error as KindredError).message, /^cut\.onnx: /);
    }
    assert.ok(found === undefined || found.size < 3, `${length} bytes`);
  }
});

test("files of other kinds are refused as such", () => {
  for (const text of ["\x89PNG\r\n\x1a\n", "%PDF-1.7", "", "hello", `{"a":1}`]) {
    const refused = (error: KindredError): boolean =>
      error.code === "MODEL_INVALID" && error.message === "f: not an ONNX file";
    assert.throws(() => readMetadata(Buffer.from(text, "latin1"), "f"), refused);
  }
});

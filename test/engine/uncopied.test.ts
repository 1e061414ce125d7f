// Running without copies of the outputs, as far as the installed onnxruntime-node can be brought to it.

import assert from "node:assert/strict";
import { test } from "node:test";
import * as onnxruntime from "onnxruntime-node";
import * as web from "onnxruntime-web/wasm";
import { barrier, barrierMessage, withBarrier } from "../../src/engine/runtime/uncopied.js";
import { decodeModel, encodeModel, input, neg } from "../../src/graph/index.js";

test("the barrier stands in front of a model's own outputs", () => {
  const model = encodeModel({ outputs: { y: neg(input("x", "float32", [3])) }, metadata: { kept: "yes" } });
  const { graph, metadataProps, opsetImport } = decodeModel(withBarrier(model));
  assert.deepEqual(
    [graph!.output.map(({ name }) => name), graph!.input.map(({ name }) => name)],
    [[barrier, "y"], ["x"]],
  );
  assert.deepEqual(
    graph!.node.map(({ opType }) => opType),
    ["SequenceEmpty", "Neg"],
  );
  assert.deepEqual([metadataProps[0]!.key, opsetImport.length], ["kept", 1]);
});

test("the installed onnxruntime-node stops copying there, and says so in words that are known", async () => {
  assert.match((await barrierMessage(onnxruntime))!, /non.?tensor/i);
});

test("where outputs are not written in place, it is not used", async () => {
  assert.equal(await barrierMessage(web), undefined);
});

// Shapes that do not fit are refused when the graph is built, and the message names the operator and every shape.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type Tensor,
  add,
  argMax,
  cast,
  concat,
  constant,
  expand,
  flatten,
  fusedMatmul,
  gather,
  gatherElements,
  gemm,
  groupNormalisation,
  input,
  layerNormalization,
  matmul,
  max,
  oneHot,
  pRelu,
  pad,
  reduceSum,
  reshape,
  scalar,
  scatterElements,
  slice,
  softmax,
  split,
  squeeze,
  sum,
  tile,
  topK,
  transpose,
  trilu,
  unsqueeze,
  where,
} from "../../src/graph/index.js";

const a = input("a", "float32", [2, 3]);
const b = input("b", "float32", [4, 5]);
const v = input("v", "float32", [7]);
const batch = input("batch", "float32", ["batch", 3]);
const whole = input("i", "int64", [2, 2]);

/** What is built, and what the message must say. */
const refused: readonly (readonly [() => unknown, RegExp])[] = [
  [() => add(a, b), /^Add: shapes must broadcast, got \[2, 3\] and \[4, 5\]$/],
  [() => add(batch, a), /^Add: .* got \[batch, 3\] and \[2, 3\]$/],
  [() => add(a, cast(a, "float64")), /^Add: dtypes must agree \(float32, float64\)/],
  [() => max(a, v), /^Max: .* got \[2, 3\] and \[7\]$/],
  [() => sum(a, a, b), /^Sum: .* got \[2, 3\] and \[4, 5\]$/],
  [() => where(a, a, a), /^Where: needs a bool condition/],
  [() => pRelu(a, input("s", "float32", [2, 2, 3])), /^PRelu: .* got \[2, 3\] and \[2, 2, 3\]$/],
  [() => matmul(a, b), /^MatMul: inner dimensions must agree, got \[2, 3\] and \[4, 5\]$/],
  [() => matmul(a, v), /^MatMul: .* got \[2, 3\] and \[7\]$/],
  [() => fusedMatmul(a, b, { transB: true }), /^FusedMatMul .*transB.* got \[2, 3\] and \[4, 5\]$/],
  [() => gemm(a, b), /^Gemm .* got \[2, 3\] and \[4, 5\]$/],
  [() => gemm(a, a, v, { transB: true }), /^Gemm: .* got \[2, 2\] and \[7\]$/],
  [() => reshape(a, [4, 2]), /^Reshape: cannot take shape \[4, 2\], got \[2, 3\]$/],
  [() => reshape(a, [-1, 4]), /^Reshape: .*\[-1, 4\], got \[2, 3\]$/],
  [() => transpose(a, [0, 2]), /^Transpose: perm \[0, 2\] .* got \[2, 3\]$/],
  [() => expand(a, [2, 4]), /^Expand: .* got \[2, 3\] and \[2, 4\]$/],
  [() => concat([a, b], 0), /^Concat: .* got \[2, 3\] and \[4, 5\]$/],
  [() => concat([a, batch], 0), /^Concat: lengths along axis 0 must be known, got \[2, 3\] and \[batch, 3\]$/],
  [() => split(a, [1, 1], 1), /^Split: parts \[1, 1\] must add up to axis 1, got \[2, 3\]$/],
  [() => slice(batch, { axis: 0, start: 1 }), /^Slice: .* batch, got \[batch, 3\]$/],
  [() => slice(a, { axis: 0, step: 0 }), /^Slice: steps must not be 0/],
  [() => slice(a, { axis: 2 }), /^Slice: axis must be within \[-2, 2\), got 2$/],
  [() => pad(a, [-3, 0], [0, 0]), /^Pad: axis 0 cannot grow by -3, got \[2, 3\]$/],
  [() => pad(a, [1], [1]), /^Pad: needs two constant pads for each axis, got \[2, 3\] and \[2\]$/],
  [() => squeeze(a, [1]), /^Squeeze: axes \[1\] must have length 1, got \[2, 3\]$/],
  [() => unsqueeze(a, [4]), /^Unsqueeze: axis must be within \[-3, 3\), got 4$/],
  [() => flatten(a, 3), /^Flatten: axis must be within/],
  [() => tile(a, [2]), /^Tile: .* got \[2, 3\] and \[1\]$/],
  [() => tile(batch, [2, 1]), /^Tile: .* batch, got \[batch, 3\]$/],
  [() => gather(a, v), /^Gather: needs an input and int64 or int32 indices, got \[2, 3\] and \[7\]$/],
  [() => gatherElements(v, whole, 0), /^GatherElements: .* got \[7\] and \[2, 2\]$/],
  [() => scatterElements(a, whole, a, 0), /^ScatterElements: .* got \[2, 3\] and \[2, 2\] and \[2, 3\]$/],
  [() => oneHot(scalar(1, "int64"), 3), /^OneHot: needs indices of rank 1/],
  [() => topK(a, 4), /^TopK: k = 4 exceeds axis 1, got \[2, 3\]$/],
  [() => trilu(v, "upper"), /^Trilu: needs matrices, got \[7\]$/],
  [() => reduceSum(a, [2]), /^ReduceSum: axis must be within \[-2, 2\), got 2$/],
  [() => argMax(a, -3), /^ArgMax: axis must be within/],
  [() => softmax(a, 2), /^softmax: axis must be within/],
  [() => layerNormalization(a, v), /^LayerNormalization: scale and bias must have shape .* got \[2, 3\] and \[7\]/],
  [() => groupNormalisation(a, 2, v, v), /^groupNormalisation: 2 groups must divide the channels, got \[2, 3\]$/],
  [() => constant(Float32Array.from([1, 2]), [3]), /^constant: shape \[3\] holds 3 values, got 2$/],
];

for (const [build, message] of refused) {
  test(`refused: ${String(build).replace("() => ", "")}`, () => {
    assert.throws(build, { code: "SHAPE_MISMATCH", message });
  });
}

test("the same name fits itself, and 1", () => {
  const shapes = (x: Tensor): Tensor["shape"] => add(batch, x).shape;
  assert.deepEqual(shapes(batch), ["batch", 3]);
  assert.deepEqual(shapes(input("w", "float32", [1, 3])), ["batch", 3]);
  assert.deepEqual(shapes(input("w", "float32", [1])), ["batch", 3]);
});

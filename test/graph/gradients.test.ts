// The chain rule over graphs: sums at shared tensors, zeros, refusals, and linearity.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  type Tensor,
  add,
  argMax,
  cast,
  detach,
  exp,
  gradients,
  input,
  lower,
  mul,
  nodesBehind,
  oneHot,
  reduceMax,
  reduceMean,
  reduceSum,
  relu,
  scalar,
  split,
  sub,
  tanh,
  where,
  greater,
  max,
} from "../../src/graph/index.js";
import { runGraph } from "../testkit/run-graph.js";

const x = input("x", "float32", [3]);
const y = input("y", "float32", [3]);
const xs = [0.5, -1, 2];
const ys = [3, 1, -2];

/** Gradients of `loss` by x and y at xs and ys. */
async function at(loss: Tensor): Promise<{ x: number[]; y: number[] }> {
  const [dx, dy] = gradients(loss, [x, y]);
  const host = (values: readonly number[]) =>
    ({ dtype: "float32", shape: [3], data: Float32Array.from(values) }) as const;
  // A use of each, so that both are inputs of the graph.
  const outputs = { dx: add(dx!, mul(x, scalar(0))), dy: add(dy!, mul(y, scalar(0))) };
  const results = await runGraph(lower(outputs), { x: host(xs), y: host(ys) });
  return { x: results["dx"]!, y: results["dy"]! };
}

test("a tensor used twice gets the sum of both gradients", async () => {
  const shared = mul(x, y);
  const { x: dx, y: dy } = await at(reduceSum(add(shared, mul(shared, shared))));
  assert.deepEqual(
    dx,
    xs.map((a, i) => ys[i]! + 2 * a * ys[i]! ** 2),
  );
  assert.deepEqual(
    dy,
    xs.map((a, i) => a + 2 * a ** 2 * ys[i]!),
  );
});

test("an operator that takes one tensor twice gets both sides", async () => {
  assert.deepEqual((await at(reduceSum(mul(x, x)))).x, [1, -2, 4]);
  assert.deepEqual((await at(reduceSum(sub(x, x)))).x, [0, 0, 0]);
});

test("a variable that the loss does not depend on gets zeros", async () => {
  assert.deepEqual(await at(reduceSum(x)), { x: [1, 1, 1], y: [0, 0, 0] });
  const [dz] = gradients(reduceSum(x), [input("z", "float64", [2, 2])]);
  assert.deepEqual([dz!.shape, dz!.dtype], [[2, 2], "float64"]);
});

test("the loss by itself is 1, and by a tensor on the way is that tensor's gradient", async () => {
  const middle = mul(x, scalar(2));
  const loss = reduceSum(mul(middle, middle));
  const [byLoss, byMiddle] = gradients(loss, [loss, middle]);
  const feeds = { x: { dtype: "float32", shape: [3], data: Float32Array.from(xs) } } as const;
  const results = await runGraph({ byLoss: add(byLoss!, mul(loss, scalar(0))), byMiddle: byMiddle! }, feeds);
  assert.deepEqual(results, { byLoss: [1], byMiddle: xs.map((a) => 4 * a) });
});

test("an output that the loss does not use counts for nothing", async () => {
  const [first] = split(x, [1, 2], 0);
  assert.deepEqual((await at(reduceSum(mul(first!, first!)))).x, [1, 0, 0]);
});

test("detach stops the gradient, and passes the value", async () => {
  assert.deepEqual((await at(reduceSum(mul(detach(mul(x, y)), y)))).x, [0, 0, 0]);
  assert.deepEqual((await at(reduceSum(mul(detach(x), y)))).y, xs);
});

test("whole numbers and conditions stop the gradient; the branch taken gets it", async () => {
  const first = reduceSum(mul(oneHot(argMax(x, 0, true), 3), x));
  assert.deepEqual((await at(first)).x, [0, 0, 1]);
  assert.deepEqual((await at(reduceSum(cast(cast(x, "int64"), "float32")))).x, [0, 0, 0]);
  assert.deepEqual(await at(reduceSum(where(greater(x, y), x, y))), { x: [0, 0, 1], y: [1, 1, 0] });
});

test("at ties, max favours its first input and reduceMax shares", async () => {
  const twin = relu(x);
  assert.deepEqual((await at(reduceSum(max(x, detach(x))))).x, [1, 1, 1]);
  assert.deepEqual((await at(reduceSum(max(detach(x), x)))).x, [0, 0, 0]);
  const zeroed = mul(twin, scalar(0));
  assert.deepEqual(
    (await at(reduceMax(add(zeroed, sub(x, detach(x)))))).x.map((d) => d.toFixed(4)),
    Array(3).fill("0.3333"),
  );
});

test("gradients of gradients", async () => {
  const [first] = gradients(reduceSum(mul(mul(x, x), x)), [x]);
  const [second] = gradients(reduceSum(first!), [x]);
  const feeds = { x: { dtype: "float32", shape: [3], data: Float32Array.from(xs) } } as const;
  assert.deepEqual((await runGraph({ second: second! }, feeds))["second"], [3, -6, 12]);
});

test("an operator without a gradient is refused by name", () => {
  const values = add(x, scalar(1));
  const opaque: Tensor = { ...values };
  const node = { operator: { type: "Opaque", infer: () => [values] }, inputs: [x], attributes: {}, outputs: [opaque] };
  const result = { ...opaque, source: { kind: "node", node, output: 0 } } as const;
  node.outputs[0] = result;
  assert.throws(() => gradients(reduceSum(result), [x]), { code: "NO_GRADIENT", message: /operator Opaque/ });
  assert.equal(gradients(reduceSum(result), [y])[0]!.shape[0], 3, "fine where no gradient passes through it");
});

test("a loss that is not one number is refused", () => {
  assert.throws(() => gradients(x, [x]), { code: "SHAPE_MISMATCH", message: /must be one number, got \[3\]/ });
});

test("nothing is built for inputs nobody asked about", () => {
  const weight = input("w", "float32", [3]);
  const [dx] = gradients(reduceSum(mul(exp(weight), tanh(x))), [x]);
  const types = nodesBehind([dx!]).map(({ operator }) => operator.type);
  assert.equal(types.filter((type) => type === "Exp").length, 1, "the forward pass's Exp only");
});

test("the gradient is linear in the loss", async () => {
  const losses = [reduceSum(mul(tanh(x), y)), reduceMean(exp(mul(x, y)))] as const;
  const parts = [await at(losses[0]), await at(losses[1])];
  const factor = fc.integer({ min: -8, max: 8 });
  const property = fc.asyncProperty(factor, factor, async (a, b) => {
    const whole = await at(add(mul(losses[0], scalar(a)), mul(losses[1], scalar(b))));
    for (const name of ["x", "y"] as const) {
      whole[name].forEach((value, i) => {
        const expected = a * parts[0]![name][i]! + b * parts[1]![name][i]!;
        assert.ok(Math.abs(value - expected) < 1e-3 * Math.max(1, Math.abs(expected)), `${name}[${i}]`);
      });
    }
  });
  await fc.assert(property, { numRuns: 10 });
});

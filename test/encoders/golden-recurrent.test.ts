// Recurrent layers and attention against PyTorch's values and gradients, computed in float64.
//
// PyTorch's weights lie the other way, its gates stand in another order, and it has two biases where one does; only in GRU's
// candidate are they two things.

import assert from "node:assert/strict";
import { test } from "node:test";
import { attention, createScope, recurrentLayers } from "../../src/encoders/index.js";
import { type HostTensor, runtime } from "../../src/engine/index.js";
import {
  type CellName,
  type Tensor,
  constant,
  encodeModel,
  gatherElements,
  gradients,
  input,
  lower,
  mul,
  reduceSum,
  reshape,
  transpose,
} from "../../src/graph/index.js";
import { missing, readJson, shared } from "../testkit/shared.js";

type Nested = number | readonly Nested[];
type Values = Readonly<Record<string, Nested>>;

interface LayerCase {
  readonly layer: string;
  readonly lengths?: readonly number[];
  readonly x: Nested;
  readonly y: Nested;
  readonly upstream: Nested;
  readonly grad_x: Nested;
  readonly parameters: Values;
  readonly grad_parameters: Values;
}

interface Kind {
  readonly cell: CellName;
  readonly layers?: number;
  readonly bidirectional?: boolean;
}

const kinds: Readonly<Record<string, Kind>> = {
  LSTM: { cell: "lstm" },
  "LSTM bidirectional, 2 layers": { cell: "lstm", layers: 2, bidirectional: true },
  GRU: { cell: "gru" },
  "LSTM last state, lengths 5 and 3": { cell: "lstm" },
  "GRU last state, lengths 5 and 3": { cell: "gru" },
};
/** PyTorch's place of each of our gates: i o f g from i f g o, z r n from r z n. */
const places: Readonly<Record<CellName, readonly number[]>> = { lstm: [0, 3, 1, 2], gru: [1, 0, 2], rnn: [0] };
const width = 4;

const path = shared("golden/layers.json");
const skip = missing(path);
const cases = path === undefined ? [] : readJson<{ cases: readonly LayerCase[] }>(path).cases;

for (const [layer, kind] of Object.entries(kinds)) {
  test(`golden: ${layer}`, { skip }, async () => {
    const golden = caseOf(layer);
    const { lengths } = golden;
    await compare(golden, {
      build: (x, scope) => {
        const whole = recurrentLayers(transpose(x, [1, 0, 2]), scope, { ...kind, width });
        return lengths === undefined ? transpose(whole, [1, 0, 2]) : lastOf(whole, lengths);
      },
      theirs: (name, values, isGradient) => recurrentValues(kind, name, values, isGradient),
    });
  });
}

test("golden: multi-head attention", { skip }, async () => {
  await compare(caseOf("MultiheadAttention (self, 2 heads)"), {
    build: (x, scope) => attention(x, scope, { heads: 2 }),
    theirs: (name, values) => {
      const [part, kind] = name.split(".") as [string, string];
      if (part === "output") return turned(rowsOf(values[`out_proj.${kind}`]!));
      const third = rowsOf(values[`in_proj_${kind}`]!).slice(6 * ["query", "key", "value"].indexOf(part));
      return turned(third.slice(0, 6));
    },
  });
});

interface Comparison {
  readonly build: (x: Tensor, scope: ReturnType<typeof createScope>["scope"]) => Tensor;
  /** PyTorch's numbers for a parameter of ours, or their gradient. */
  readonly theirs: (name: string, values: Values, isGradient: boolean) => HostTensor;
}

function caseOf(layer: string): LayerCase {
  const found = cases.find((each) => each.layer === layer);
  assert.ok(found, `the golden file has ${layer}`);
  return found;
}

async function compare(golden: LayerCase, { build, theirs }: Comparison): Promise<void> {
  const x = input("x", "float32", host(golden.x).shape);
  const { scope, parameters } = createScope({ training: true });
  const y = build(x, scope);
  const loss = reduceSum(mul(y, input("upstream", "float32", host(golden.upstream).shape)));
  const slopes = gradients(loss, [x, ...parameters.map(({ tensor }) => tensor)]);
  const outputs: Record<string, Tensor> = { y, dx: slopes[0]! };
  const feeds: Record<string, HostTensor> = { x: host(golden.x), upstream: host(golden.upstream) };
  parameters.forEach(({ name, shape }, i) => {
    outputs[`d ${name}`] = slopes[i + 1]!;
    feeds[name] = { ...theirs(name, golden.parameters, false), shape };
  });
  const session = await runtime.createSession(encodeModel({ outputs: lower(outputs) }), { threads: 1 });
  const results = await session.run(feeds);
  await session.release();
  near(results["y"]!, host(golden.y), "y");
  near(results["dx"]!, host(golden.grad_x), "gradient by x");
  for (const { name, shape } of parameters)
    near(results[`d ${name}`]!, { ...theirs(name, golden.grad_parameters, true), shape }, `gradient by ${name}`);
}

/** h after each series' last step: `[T, N, H]` -> `[N, H]`. */
function lastOf(h: Tensor, lengths: readonly number[]): Tensor {
  const indices = lengths.flatMap((length) => Array<bigint>(width).fill(BigInt(length - 1)));
  const shape = [1, lengths.length, width];
  return reshape(gatherElements(h, constant(BigInt64Array.from(indices), shape, "int64"), 0), [lengths.length, width]);
}

function recurrentValues({ cell }: Kind, name: string, values: Values, isGradient: boolean): HostTensor {
  const [layer, direction, kind] = name.split(".") as [string, string, string];
  const suffix = `l${Number(layer.slice("layer".length)) - 1}${direction === "backward" ? "_reverse" : ""}`;
  const gates = (of: string): number[][][] => {
    const rows = rowsOf(values[`${of}_${suffix}`]!);
    return places[cell].map((place) => rows.slice(place * width, (place + 1) * width));
  };
  if (kind === "weight") return turned(gates("weight_ih").flat());
  if (kind === "recurrent") return turned(gates("weight_hh").flat());
  if (kind === "recurrentBias") return turned(gates("bias_hh")[2]!);
  const [own, other] = [gates("bias_ih"), gates("bias_hh")];
  // Ours is the sum of both, so its gradient is that of either.
  const sums = own.map((rows, gate) => {
    const alone = isGradient || (cell === "gru" && gate === 2);
    return rows.map((row, i) => row.map((value, j) => value + (alone ? 0 : other[gate]![i]![j]!)));
  });
  return turned(sums.flat());
}

/** A vector as a column. */
function rowsOf(nested: Nested): number[][] {
  return (nested as readonly Nested[]).map((row) => (typeof row === "number" ? [row] : [...(row as number[])]));
}

function turned(rows: readonly (readonly number[])[]): HostTensor {
  const columns = rows[0]!.length;
  const values = Array.from({ length: columns }, (_, j) => rows.map((row) => row[j]!)).flat();
  return { dtype: "float32", shape: [columns, rows.length], data: Float32Array.from(values) };
}

function host(nested: Nested): HostTensor {
  const flat = (value: Nested): number[] => (typeof value === "number" ? [value] : value.flatMap((part) => flat(part)));
  const shapeOf = (value: Nested): number[] => (typeof value === "number" ? [] : [value.length, ...shapeOf(value[0]!)]);
  return { dtype: "float32", shape: shapeOf(nested), data: Float32Array.from(flat(nested)) };
}

function near(actual: HostTensor, expected: HostTensor, what: string): void {
  assert.deepEqual(actual.shape, expected.shape, what);
  actual.data.forEach((value, i) => {
    const wanted = Number(expected.data[i]);
    assert.ok(
      Math.abs(Number(value) - wanted) <= 1e-5 + 1e-4 * Math.abs(wanted),
      `${what} ${i}: ${value} for ${wanted}`,
    );
  });
}

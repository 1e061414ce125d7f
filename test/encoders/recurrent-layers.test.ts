// What recurrent layers promise: padding changes nothing, training and inference give the same, both runtimes give the same,
// and long series train.

import assert from "node:assert/strict";
import { test } from "node:test";
import { random } from "../../src/core/random.js";
import { type RecurrentLayersOptions, createScope, orthogonal, recurrentLayers } from "../../src/encoders/index.js";
import { type HostTensor, type Runtime, runtime } from "../../src/engine/index.js";
import { runtime as web } from "../../src/engine/runtime/web.js";
import { recurrentStates } from "../../src/encoders/layers/recurrent-layers.js";
import {
  type RecurrenceResult,
  type Tensor,
  encodeModel,
  gradients,
  input,
  less,
  lower,
  mul,
  positions,
  recurrence,
  reduceSum,
  scalar,
  square,
  unsqueeze,
  where,
} from "../../src/graph/index.js";
import { runGraph } from "../testkit/run-graph.js";

const kinds: readonly RecurrentLayersOptions[] = [
  { cell: "lstm", width: 5 },
  { cell: "gru", width: 5, bidirectional: true },
  { cell: "rnn", width: 4, layers: 2 },
  { cell: "lstm", width: 3, layers: 2, bidirectional: true },
];
const channels = 3;
const lengths = [7, 1, 4, 6];
const steps = 9;

for (const options of kinds) {
  const name = `${options.cell}, ${options.layers ?? 1} layers${options.bidirectional ? ", both ways" : ""}`;

  for (const training of [true, false]) {
    test(`${name}: padding changes no result, ${training ? "in training" : "at inference"}`, async () => {
      const together = await outputs(options, lengths, steps, training);
      for (const [n, length] of lengths.entries()) {
        const alone = await outputs(options, [length], length, training, n);
        for (let t = 0; t < length; t++) {
          alone.at(0, t).forEach((value, i) => close(together.at(n, t)[i]!, value, 1e-6, `series ${n}, step ${t}`));
        }
      }
    });
  }

  test(`${name}: training and inference give the same`, async () => {
    const [trained, used] = [
      await outputs(options, lengths, steps, true),
      await outputs(options, lengths, steps, false),
    ];
    for (const [n, length] of lengths.entries()) {
      for (let t = 0; t < length; t++) {
        trained.at(n, t).forEach((value, i) => close(used.at(n, t)[i]!, value, 1e-6, `series ${n}, step ${t}`));
      }
    }
  });

  test(`${name}: gradients ignore padding, and both runtimes give the same`, async () => {
    const model = gradientModel(options, lengths.length, steps);
    const native = await slopes(runtime, model, lengths, steps);
    const inPage = await slopes(web, model, lengths, steps);
    for (const [key, values] of native) {
      values.forEach((value, i) => close(inPage.get(key)![i]!, value, 1e-5, `web, ${key} ${i}`));
    }
    const sums = new Map<string, number[]>();
    for (const [n, length] of lengths.entries()) {
      const alone = await slopes(runtime, gradientModel(options, 1, length), [length], length, n);
      for (const [key, values] of alone)
        sums.set(
          key,
          values.map((value, i) => value + (sums.get(key)?.[i] ?? 0)),
        );
    }
    for (const [key, values] of native) {
      if (key === "dx") continue;
      values.forEach((value, i) => close(value, sums.get(key)![i]!, 1e-5, `sum over series, ${key} ${i}`));
    }
    const dx = native.get("dx")!;
    for (const [n, length] of lengths.entries()) {
      for (let t = length; t < steps; t++)
        assert.ok(
          dx
            .slice((t * lengths.length + n) * channels)
            .slice(0, channels)
            .every((value) => value === 0),
        );
    }
  });

  test(`${name}: the last states, and their gradients, are those that pooling takes from all steps`, async () => {
    const found = await Promise.all(
      [undefined, input("lengths", "int64", [lengths.length])].map(async (ends) => {
        const contents = createScope({ training: true });
        const x = input("x", "float32", [steps, lengths.length, channels]);
        const { last } = recurrentStates(x, contents.scope, options, ends);
        const variables = [x, ...contents.parameters.map(({ tensor }) => tensor)];
        const slopes = gradients(reduceSum(square(last)), variables).map((slope, i) => [`d${i}`, slope] as const);
        const feeds: Record<string, HostTensor> = { x: series(lengths, steps, 0) };
        if (ends !== undefined) feeds["lengths"] = lengthsTensor(lengths.map(() => steps));
        for (const { name, shape, initialiser } of contents.parameters)
          feeds[name] = { dtype: "float32", shape, data: initialiser(random(1, name), shape) };
        return runGraph({ last, ...Object.fromEntries(slopes) }, feeds);
      }),
    );
    for (const [key, values] of Object.entries(found[0]!)) {
      values.forEach((value, i) => close(found[1]![key]![i]!, value, 1e-5, `${key} ${i}`));
    }
  });
}

test("a truncated gradient stops at the end of each stretch", async () => {
  const [x, w] = [input("x", "float32", [6, 1, 2]), input("w", "float32", [5, 2])];
  const draw = random(5).normal;
  const feeds = {
    x: { dtype: "float32", shape: [6, 1, 2], data: Float32Array.from({ length: 12 }, draw) },
    w: { dtype: "float32", shape: [5, 2], data: Float32Array.from({ length: 10 }, draw) },
  } as const;
  const dxOf = async (truncate: number, loss: (result: RecurrenceResult) => Tensor): Promise<number[]> => {
    const [dx] = gradients(reduceSum(loss(recurrence(x, w, { cell: "rnn", truncate }))), [x]);
    return (await runGraph({ dx: dx! }, feeds))["dx"]!;
  };
  const lastOnly = where(less(scalar(4, "int64"), unsqueeze(positions(x, 0), [1, 2])), scalar(1), scalar(0));
  for (const loss of [({ steps }: RecurrenceResult) => mul(steps, lastOnly), ({ last }: RecurrenceResult) => last]) {
    const whole = await dxOf(0, loss);
    assert.ok(whole.slice(0, 2).every((value) => value !== 0));
    assert.deepEqual(await dxOf(6, loss), whole);
    const cut = await dxOf(3, loss);
    assert.deepEqual(cut.slice(0, 6), [0, 0, 0, 0, 0, 0]);
    assert.deepEqual(cut.slice(6), whole.slice(6));
  }
});

test("a series of 10,000 steps has a gradient", async () => {
  const options: RecurrentLayersOptions = { cell: "lstm", width: 16 };
  const found = await slopes(runtime, gradientModel(options, 2, 10_000), [10_000, 9_000], 10_000);
  for (const [key, values] of found) {
    assert.ok(values.every((value) => Number.isFinite(value)) && values.some((value) => value !== 0), key);
  }
});

test("orthogonal weights keep lengths", () => {
  const values = orthogonal()(random(1), [4, 8]);
  const column = (j: number): number[] => Array.from({ length: 4 }, (_, i) => values[i * 8 + j]!);
  for (let a = 0; a < 8; a++) {
    for (let b = a - (a % 4); b <= a; b++) {
      close(
        column(a).reduce((sum, value, i) => sum + value * column(b)[i]!, 0),
        a === b ? 1 : 0,
        1e-6,
        `columns ${a}, ${b}`,
      );
    }
  }
});

test("recurrent layers refuse what it cannot run", () => {
  const { scope } = createScope({ training: true });
  assert.throws(() => recurrentLayers(input("x", "float32", [5, 2]), scope, { width: 3 }), /needs series \[T, N, C\]/);
  const x = input("x", "float32", [5, 2, 3]);
  assert.throws(
    () => recurrentLayers(x, scope, { width: 0 }),
    /recurrentLayers: width must be a whole number >= 1, got 0/,
  );
  assert.throws(() => recurrentLayers(x, scope, { width: 2, cell: "lstn" as "lstm" }), /did you mean "lstm"/);
});

/** Values of series n at step t are the same however it is padded; padding is noise, to show that it is not looked at. */
function series(own: readonly number[], length: number, first: number): HostTensor {
  const data = new Float32Array(length * own.length * channels);
  own.forEach((end, n) => {
    const draw = random(3, "series", first + n).normal;
    const noise = random(4, "padding", own.length, n).normal;
    for (let t = 0; t < length; t++) {
      for (let c = 0; c < channels; c++) data[(t * own.length + n) * channels + c] = t < end ? draw() : 9 * noise();
    }
  });
  return { dtype: "float32", shape: [length, own.length, channels], data };
}

function lengthsTensor(values: readonly number[]): HostTensor {
  return { dtype: "int64", shape: [values.length], data: BigInt64Array.from(values, BigInt) };
}

async function outputs(
  options: RecurrentLayersOptions,
  own: readonly number[],
  length: number,
  training: boolean,
  first = 0,
): Promise<{ at(n: number, t: number): number[] }> {
  const contents = createScope({ training });
  const shape = training ? [length, own.length, channels] : ["time", "batch", channels];
  const x = input("x", "float32", shape);
  const y = recurrentLayers(x, contents.scope, options, input("lengths", "int64", [shape[1]!]));
  const feeds: Record<string, HostTensor> = { x: series(own, length, first), lengths: lengthsTensor(own) };
  for (const { name, shape, initialiser } of contents.parameters)
    feeds[name] = { dtype: "float32", shape, data: initialiser(random(1, name), shape) };
  const { y: values } = await runGraph({ y }, feeds);
  const width = Number(y.shape[2]);
  return { at: (n, t) => values!.slice((t * own.length + n) * width).slice(0, width) };
}

interface GradientModel {
  readonly bytes: Uint8Array;
  readonly parameters: ReturnType<typeof createScope>["parameters"];
}

/** The gradient of a sum over the steps that count. */
function gradientModel(options: RecurrentLayersOptions, count: number, length: number): GradientModel {
  const contents = createScope({ training: true });
  const [x, ends] = [input("x", "float32", [length, count, channels]), input("lengths", "int64", [count])];
  const y = recurrentLayers(x, contents.scope, options, ends);
  const counts = less(unsqueeze(positions(x, 0), [1, 2]), unsqueeze(ends, [0, 2]));
  const loss = reduceSum(where(counts, square(y), scalar(0)));
  const found = gradients(loss, [x, ...contents.parameters.map(({ tensor }) => tensor)]);
  const named = contents.parameters.map(({ name }, i) => [`d ${name}`, found[i + 1]!] as const);
  const bytes = encodeModel({ outputs: lower({ dx: found[0]!, ...Object.fromEntries(named) }) });
  return { bytes, parameters: contents.parameters };
}

async function slopes(
  on: Runtime,
  { bytes, parameters }: GradientModel,
  own: readonly number[],
  length: number,
  first = 0,
): Promise<Map<string, number[]>> {
  const session = await on.createSession(bytes, { threads: 1 });
  const feeds: Record<string, HostTensor> = { x: series(own, length, first), lengths: lengthsTensor(own) };
  for (const { name, shape, initialiser } of parameters)
    feeds[name] = { dtype: "float32", shape, data: initialiser(random(1, name), shape) };
  const results = await session.run(feeds);
  await session.release();
  return new Map(Object.entries(results).map(([key, { data }]) => [key, Array.from(data, Number)]));
}

function close(actual: number, expected: number, tolerance: number, what: string): void {
  const error = Math.abs(actual - expected) / Math.max(1, Math.abs(expected));
  assert.ok(error <= tolerance, `${what}: ${actual} for ${expected}`);
}

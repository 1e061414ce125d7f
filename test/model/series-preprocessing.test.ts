// Series inside the graph: centred and scaled by channel, or each by itself first; nothing of the padding comes through.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { HostTensor } from "../../src/engine/index.js";
import {
  checkSeriesInput,
  normaliseSeries,
  preparedSeries,
  seriesInputs,
  type SeriesInput,
} from "../../src/model/index.js";
import { runGraph } from "../testkit/run-graph.js";

const input: SeriesInput = { kind: "series", channels: 2, zNormalise: false, mean: [1, -2], std: [2, 0.5] };

async function normalised(spec: SeriesInput, feeds: Readonly<Record<string, HostTensor>>): Promise<number[]> {
  const { series, lengths } = seriesInputs(spec, "batch", "time");
  return (await runGraph({ x: normaliseSeries(series, lengths, spec) }, feeds))["x"]!;
}

const feeds: Readonly<Record<string, HostTensor>> = {
  series: {
    dtype: "float32",
    shape: [2, 3, 2],
    data: Float32Array.of(1, 2, 3, 4, 5, 9, 7, -2, NaN, Infinity, 1e30, 5),
  },
  lengths: { dtype: "int64", shape: [2], data: BigInt64Array.of(3n, 1n) },
};

test("each channel is centred and scaled, and padding is 0 whatever stood there", async () => {
  assert.deepEqual(await normalised(input, feeds), [0, 8, 1, 12, 2, 22, 3, 0, 0, 0, 0, 0]);
});

test("with zNormalise each series has mean 0 and deviation 1 over its own steps; a constant one is 0", async () => {
  const own = { ...input, zNormalise: true, mean: [0, 0], std: [1, 1] };
  const [a, b] = [Math.sqrt(8 / 3), Math.sqrt(26 / 3)];
  const expected = [-2 / a, -3 / b, 0, -1 / b, 2 / a, 4 / b, 0, 0, 0, 0, 0, 0];
  (await normalised(own, feeds)).forEach((value, i) => assert.ok(Math.abs(value - expected[i]!) < 1e-6, `value ${i}`));
});

test("brought to a number of steps, a series is read off along straight lines, and then centred and scaled", async () => {
  const brought = { ...input, resample: 5 };
  const x = await prepared(brought);
  assert.deepEqual(x, [0, 8, 0.5, 10, 1, 12, 1.5, 17, 2, 22, ...Array.from({ length: 5 }, () => [3, 0]).flat()]);
  const own = await prepared({ ...brought, zNormalise: true, mean: [0, 0], std: [1, 1] });
  const first = own.slice(0, 10).filter((_, i) => i % 2 === 0);
  [-2, -1, 0, 1, 2].forEach((value, i) => assert.ok(Math.abs(first[i]! - value / Math.SQRT2) < 1e-6, `step ${i}`));
  assert.deepEqual(own.slice(10), Array(10).fill(0), "a series of one step");
});

async function prepared(spec: SeriesInput): Promise<number[]> {
  const { series, lengths } = seriesInputs(spec, "batch", "time");
  const { x, lengths: own } = preparedSeries(series, lengths, spec);
  assert.equal(own, undefined, "all steps count");
  return (await runGraph({ x }, feeds))["x"]!;
}

test("a description that does not fit is refused", () => {
  assert.throws(() => checkSeriesInput({ ...input, mean: [1] }), /series: mean must be 2 numbers, got \[1\]/);
  assert.throws(() => checkSeriesInput({ ...input, std: [1, 0] }), /series: std must be > 0/);
  assert.throws(() => checkSeriesInput({ ...input, channels: 0 }), /series: channels must be a whole number >= 1/);
});

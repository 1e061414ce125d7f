// Changes of series: the graph's resampling against plain loops, draws within their ranges.

import assert from "node:assert/strict";
import { test } from "node:test";
import { random } from "../../src/core/random.js";
import type { HostTensor } from "../../src/engine/index.js";
import { seriesInputs, type SeriesInput } from "../../src/model/index.js";
import { drawSeriesAugmentation } from "../../src/training/augment-series-draws.js";
import { augmentedSeries } from "../../src/training/augment-series-graph.js";
import type { SeriesAugmentOptions } from "../../src/training/series-augmentation.js";
import { runGraph } from "../testkit/run-graph.js";

const input: SeriesInput = { kind: "series", channels: 2, zNormalise: false, mean: [0, 0], std: [1, 1] };
const lengths = [9, 4];
const steps = 9;
const draw = random(1, "series").normal;
const values = Float32Array.from({ length: 2 * steps * 2 }, draw);
const feeds: Readonly<Record<string, HostTensor>> = {
  series: { dtype: "float32", shape: [2, steps, 2], data: values },
  lengths: { dtype: "int64", shape: [2], data: BigInt64Array.from(lengths, BigInt) },
};

async function changed(
  options: SeriesAugmentOptions,
  draws: Readonly<Record<string, readonly number[]>>,
  spec: SeriesInput = input,
) {
  const { series, lengths } = seriesInputs(input, 2, steps);
  const built = augmentedSeries(series, lengths, spec, { options, rotateClasses: false });
  const drawn = built.draws.map(({ source, shape }) => {
    const name = source.kind === "input" ? source.name : "";
    const data = Float32Array.from(draws[name.replace("augment.", "")]!);
    return [name, { dtype: "float32", shape: shape.map(Number), data } satisfies HostTensor] as const;
  });
  return (await runGraph({ x: built.x }, { ...feeds, ...Object.fromEntries(drawn) }))["x"]!;
}

test("a window is stretched and time is warped, as the formula says", async () => {
  const time = [0.1, 0.7, 0.4, 0.2, 0.8, -0.5];
  const x = await changed({ warp: 0.5, crop: 0.7 }, { time });
  lengths.forEach((length, n) => {
    const [begin, share, warp] = time.slice(3 * n, 3 * n + 3) as [number, number, number];
    for (let t = 0; t < steps; t++) {
      const p = t / (length - 1);
      const at = (length - 1) * (begin + share * (p + (warp * Math.sin(2 * Math.PI * p)) / (2 * Math.PI)));
      const left = Math.floor(at);
      for (let c = 0; c < 2; c++) {
        const value = (step: number): number => values[(n * steps + Math.min(step, length - 1)) * 2 + c]!;
        const expected = t < length ? value(left) + (at - left) * (value(left + 1) - value(left)) : 0;
        const actual = x[(n * steps + t) * 2 + c]!;
        assert.ok(
          Math.abs(actual - expected) < 1e-5,
          `series ${n}, step ${t}, channel ${c}: ${actual} for ${expected}`,
        );
      }
    }
  });
});

test("brought to a number of steps, a window is read off in those", async () => {
  const time = [0.1, 0.7, 0.4, 0.2, 0.8, -0.5];
  const brought = { ...input, resample: 6 };
  const [plain, moved] = [await changed({}, {}, brought), await changed({ warp: 0.5, crop: 0.7 }, { time }, brought)];
  lengths.forEach((length, n) => {
    const [begin, share, warp] = time.slice(3 * n, 3 * n + 3) as [number, number, number];
    const value = (step: number, c: number): number => values[(n * steps + Math.min(step, length - 1)) * 2 + c]!;
    const read = (at: number, c: number): number => {
      const left = Math.floor(at);
      return value(left, c) + (at - left) * (value(left + 1, c) - value(left, c));
    };
    for (let r = 0; r < 6; r++) {
      const p = r / 5;
      const at = begin + share * (p + (warp * Math.sin(2 * Math.PI * p)) / (2 * Math.PI));
      for (let c = 0; c < 2; c++) {
        const place = (n * 6 + r) * 2 + c;
        assert.ok(Math.abs(plain[place]! - read((length - 1) * p, c)) < 1e-5, `series ${n}, step ${r}`);
        assert.ok(Math.abs(moved[place]! - read((length - 1) * at, c)) < 1e-5, `moved, series ${n}, step ${r}`);
      }
    }
  });
});

test("values are scaled, channels blotted out, noise added", async () => {
  const noise = Array.from({ length: values.length }, (_, i) => i / 100);
  const draws = { scale: [2, 3, 1, 1], keep: [1, 0, 1, 1], jitter: noise };
  const x = await changed({ scale: [0.5, 3], channelDropout: 0.5, jitter: 1 }, draws);
  assert.ok(Math.abs(x[0]! - (2 * values[0]! + noise[0]!)) < 1e-6);
  assert.ok(x[1] === 0);
  const at = steps * 2;
  assert.ok(Math.abs(x[at]! - (values[at]! + noise[at]!)) < 1e-6);
});

test("draws keep to their ranges, and are a function of their generator", () => {
  const drawn = (name: string, length: number): Float32Array => {
    const target = new Float32Array(length);
    const options = { jitter: 0.5, scale: [0.5, 2], warp: 0.3, crop: 0.6, channelDropout: 0.9 } as const;
    drawSeriesAugmentation(options, name, 100, random(4, name), target);
    return target;
  };
  const time = drawn("time", 300);
  for (let i = 0; i < 300; i += 3) {
    const [begin, length, warp] = time.subarray(i, i + 3) as unknown as [number, number, number];
    assert.ok(length >= 0.6 && begin >= 0 && begin + length <= 1 + 1e-6 && Math.abs(warp) <= 0.3, `window ${i}`);
  }
  assert.ok(drawn("scale", 300).every((factor) => factor >= 0.5 && factor <= 2));
  const keep = drawn("keep", 300);
  for (let i = 0; i < 300; i += 3) assert.ok(keep.subarray(i, i + 3).includes(1), "a channel is left");
  assert.ok(keep.includes(0));
  assert.deepEqual(drawn("jitter", 50), drawn("jitter", 50));
});

// A range along each of some axes, every `step`-th value, backwards where the step is negative.
//
// Gradient: dy, turned round where the step is negative, with zeros put between its values where the step is not 1, and
// padded to x's shape. Zeros are put between by reshape, pad, reshape: [n] -> [n, 1] -> [n, step] -> [n * step].

import { axesOf } from "../reduce.js";
import {
  type Dimension,
  type Emit,
  type Operator,
  type Tensor,
  apply,
  constantValues,
  ints,
  shapeError,
} from "../tensor.js";

/** The values start, start + step, ... of an axis: `count` of them. */
interface Range {
  readonly start: number;
  readonly step: number;
  readonly count: Dimension;
}

export const sliceOperator: Operator = {
  type: "Slice",
  infer: (inputs) => {
    const x = inputs[0];
    if (x === undefined) throw shapeError("Slice", "needs an input", x);
    return [{ dtype: x.dtype, shape: rangesOf(inputs).map(({ count }) => count) }];
  },
  gradient: ({ inputs, upstream, emit }) => {
    const ranges = rangesOf(inputs);
    let gradient = reverse(upstream[0]!, ranges, emit);
    gradient = interleave(gradient, ranges, emit);
    const before = ranges.map(({ start, step, count }) => (step < 0 ? start + step * (Number(count) - 1) : start));
    const after = gradient.shape.map((length, i) => Number(inputs[0]!.shape[i]) - before[i]! - Number(length));
    const pads = [...before, ...after];
    return [pads.every((pad) => pad === 0) ? gradient : emit("Pad", [gradient, ints(pads)])];
  },
};

function reverse(x: Tensor, ranges: readonly Range[], emit: Emit): Tensor {
  const axes = ranges.flatMap(({ step }, i) => (step < 0 ? [i] : []));
  if (axes.length === 0) return x;
  const all = (value: number): Tensor => ints(axes.map(() => value));
  return emit("Slice", [x, all(-1), all(-(2 ** 31)), ints(axes), all(-1)]);
}

function interleave(x: Tensor, ranges: readonly Range[], emit: Emit): Tensor {
  const steps = ranges.map(({ step }) => Math.abs(step));
  if (steps.every((step) => step === 1)) return x;
  const lengths = x.shape.map(Number);
  const apart = emit("Reshape", [x, ints(lengths.flatMap((length) => [length, 1]))]);
  const pads = [...lengths.flatMap(() => [0, 0]), ...steps.flatMap((step) => [0, step - 1])];
  const spread = emit("Pad", [apart, ints(pads)]);
  return emit("Reshape", [spread, ints(lengths.map((length, i) => length * steps[i]!))]);
}

/** The range taken of each axis: bounds are clamped as ONNX says. */
function rangesOf([x, starts, ends, axes, steps]: readonly (Tensor | undefined)[]): readonly Range[] {
  const [from, to] = [constantValues(starts), constantValues(ends)];
  const by = steps === undefined ? from?.map(() => 1) : constantValues(steps);
  if (x === undefined || from === undefined || to === undefined || by === undefined) {
    throw shapeError("Slice", "needs constant bounds", x, starts, ends);
  }
  const named = axes === undefined ? from.map((_, i) => i) : axesOf("Slice", x.shape, axes);
  return x.shape.map((length, axis) => {
    const i = named.indexOf(axis);
    return i < 0 ? { start: 0, step: 1, count: length } : rangeOf(x, length, from[i]!, to[i]!, by[i]!);
  });
}

function rangeOf(x: Tensor, length: Dimension, from: number, to: number, step: number): Range {
  if (typeof length === "string") {
    if (from === 0 && step === 1 && to >= 2 ** 31 - 1) return { start: 0, step, count: length };
    // There is a first one in any batch and any series.
    if (from === 0 && step === 1 && to === 1) return { start: 0, step, count: 1 };
    throw shapeError("Slice", `cannot cut the named dimension ${length}`, x);
  }
  if (step === 0) throw shapeError("Slice", "steps must not be 0", x);
  const [low, high] = step > 0 ? [0, length] : [-1, length - 1];
  const clamp = (bound: number, least: number): number =>
    Math.min(Math.max(bound < 0 ? bound + length : bound, least), high);
  const start = clamp(from, Math.max(low, 0));
  return { start, step, count: Math.max(0, Math.ceil((clamp(to, low) - start) / step)) };
}

/** One axis's range; see `slice`. */
export interface SliceRange {
  readonly axis: number;
  /** First index; negative counts from the end. @defaultValue 0, or the last where step < 0 */
  readonly start?: number;
  /** Index past the last. @defaultValue the end of the axis, or its beginning where step < 0 */
  readonly end?: number;
  /** @defaultValue 1 */
  readonly step?: number;
}

/** Cuts the given axes; the others stay whole. */
export function slice(x: Tensor, ...ranges: readonly SliceRange[]): Tensor {
  const bounds = ranges.map(
    ({ axis, step = 1, start = step < 0 ? -1 : 0, end = step < 0 ? -(2 ** 31) : 2 ** 31 - 1 }) => {
      return [start, end, axis, step] as const;
    },
  );
  return apply(sliceOperator, [x, ...[0, 1, 2, 3].map((i) => ints(bounds.map((bound) => bound[i]!)))])[0];
}

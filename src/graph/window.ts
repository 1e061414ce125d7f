// The geometry of sliding windows: what convolutions and poolings have in common.

import { KindredError } from "../core/errors.js";
import { type Attributes, type Dimension, type Shape, dimensions, show } from "./tensor.js";

/** One number for every side, one per spatial axis, or all begins then all ends (ONNX's `pads`). */
export type Padding = number | readonly number[];

export interface Window {
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  /** Begins of all axes, then ends. May be negative after a gradient's arithmetic. */
  readonly pads: readonly number[];
}

/** Reads a window's attributes; `auto_pad` becomes numbers. `spatial`: the input's dimensions after N and C. */
export function windowOf(where: string, attributes: Attributes, kernel: readonly number[], spatial: Shape): Window {
  const list = (name: string, fallback: number): readonly number[] =>
    (attributes[name] as readonly number[] | undefined) ?? kernel.map(() => fallback);
  const [strides, dilations] = [list("strides", 1), list("dilations", 1)];
  const auto = attributes["auto_pad"] ?? "NOTSET";
  const given = (attributes["pads"] as readonly number[] | undefined) ?? kernel.flatMap(() => [0, 0]);
  const pads = auto === "NOTSET" ? given : automaticPads(where, String(auto), { kernel, strides, dilations }, spatial);
  if ([strides, dilations].some((values) => values.length !== kernel.length) || pads.length !== 2 * kernel.length) {
    throw new KindredError(
      "SHAPE_MISMATCH",
      `${where}: strides, dilations and pads must fit a kernel of ${kernel.length} axes`,
    );
  }
  return { kernel, strides, dilations, pads };
}

function automaticPads(where: string, auto: string, window: Omit<Window, "pads">, spatial: Shape): number[] {
  if (auto === "VALID") return window.kernel.flatMap(() => [0, 0]);
  const totals = dimensions(spatial, `${where} with auto_pad`).map((length, i) => {
    const stride = window.strides[i]!;
    const reach = (window.kernel[i]! - 1) * window.dilations[i]! + 1;
    return Math.max(0, (Math.ceil(length / stride) - 1) * stride + reach - length);
  });
  const less = totals.map((total) => Math.floor(total / 2));
  const more = totals.map((total) => Math.ceil(total / 2));
  return auto === "SAME_UPPER" ? [...less, ...more] : [...more, ...less];
}

/** Spatial dimensions after the window has slid; throws where it is larger than the padded input. A name stays if the length does. */
export function slide(where: string, spatial: Shape, { kernel, strides, dilations, pads }: Window): Dimension[] {
  return spatial.map((length, i) => {
    const reach = (kernel[i]! - 1) * dilations[i]! + 1;
    if (typeof length !== "number") {
      if (strides[i] === 1 && pads[i]! + pads[i + kernel.length]! === reach - 1) return length;
      throw new KindredError("SHAPE_MISMATCH", `${where}: needs known sizes, got ${show(spatial)}`);
    }
    const padded = length + pads[i]! + pads[i + kernel.length]!;
    if (padded < reach) {
      throw new KindredError(
        "SHAPE_MISMATCH",
        `${where}: a window of ${reach} must fit the input, got ${length} (${padded} padded)`,
      );
    }
    return Math.floor((padded - reach) / strides[i]!) + 1;
  });
}

/** ONNX's `pads` from the short forms. */
export function padsOf(padding: Padding, axes: number): readonly number[] {
  if (typeof padding === "number") return Array<number>(2 * axes).fill(padding);
  return padding.length === axes ? [...padding, ...padding] : padding;
}

/** One number per axis from a number for all. */
export function perAxis(value: number | readonly number[], axes: number): readonly number[] {
  return typeof value === "number" ? Array<number>(axes).fill(value) : value;
}

export interface PoolOptions {
  readonly kernel: number | readonly number[];
  /** @defaultValue the kernel: windows side by side */
  readonly strides?: number | readonly number[];
  /** @defaultValue 0 */
  readonly pads?: Padding;
}

/** Attributes of a pooling over `axes` spatial axes. */
export function poolAttributes({ kernel, strides = kernel, pads = 0 }: PoolOptions, axes: number): Attributes {
  return { kernel_shape: perAxis(kernel, axes), strides: perAxis(strides, axes), pads: padsOf(pads, axes) };
}

/** How a kernel moves: what convolution and transposed convolution share. */
export interface ConvOptions {
  /** @defaultValue 1 */
  readonly strides?: number | readonly number[];
  /** @defaultValue 0 */
  readonly pads?: Padding;
  /** @defaultValue 1 */
  readonly dilations?: number | readonly number[];
  /** Channels are split into this many independent groups. @defaultValue 1 */
  readonly group?: number;
}

/** Attributes of a convolution with `kernel`, one length per spatial axis. */
export function convAttributes(
  kernel: readonly number[],
  { strides = 1, pads = 0, dilations = 1, group = 1 }: ConvOptions,
): Attributes {
  const axes = kernel.length;
  return {
    kernel_shape: kernel,
    strides: perAxis(strides, axes),
    pads: padsOf(pads, axes),
    dilations: perAxis(dilations, axes),
    group,
  };
}

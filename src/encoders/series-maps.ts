// What convolutional encoders of series share. A series is a picture of height 1, [N, C, 1, T]. Behind its end it is set to 0 in
// front of every convolution, which is what the convolution's own padding is, and the normalisation counts only what is
// before it: padding changes nothing.

import { check } from "../core/errors.js";
import { checkChoice, checkCount } from "../core/options.js";
import { type Tensor, mul, relu, squeeze, transpose, unsqueeze } from "../graph/index.js";
import { batchNorm } from "./layers/batch-norm.js";
import { conv2d } from "./layers/conv2d.js";
import type { Scope } from "./scope.js";
import { seriesChannels, stepWeights } from "./series.js";

export type MapsNorm = "batch" | "none";

export interface SeriesMaps {
  /** `[N, C, 1, T]`, 0 behind the ends. */
  readonly maps: Tensor;
  /** 1 for the steps that count, else 0, `[N, 1, 1, T]`. Absent: all count. */
  readonly counts: Tensor | undefined;
}

/** x: `[N, T, C]`, lengths: `[N]`. Throws SHAPE_MISMATCH as `seriesChannels` does. */
export function seriesMaps(x: Tensor, lengths: Tensor | undefined, where: string): SeriesMaps {
  seriesChannels(x, lengths, where);
  const counts = lengths && unsqueeze(stepWeights(x, lengths, 1), [1, 2]);
  return { maps: only(unsqueeze(transpose(x, [0, 2, 1]), [2]), counts), counts };
}

/** `[N, C, 1, T]` -> `[N, T, C]`. */
export function stepsOfMaps(maps: Tensor): Tensor {
  return transpose(squeeze(maps, [2]), [0, 2, 1]);
}

export interface ConvolvedOptions {
  readonly channels: number;
  /** Taps; odd. */
  readonly kernel: number;
  /** @defaultValue 1 */
  readonly dilation?: number;
  readonly norm: MapsNorm;
}

/** Throws INVALID_OPTION where the kernel is not odd or has fewer than `least` taps, or the normalisation is none of those there are. */
export function checkConvolutions(
  where: string,
  { kernel, norm }: Pick<ConvolvedOptions, "kernel" | "norm">,
  least = 1,
): void {
  checkCount(where, "kernel", kernel, least);
  check(kernel % 2 === 1, "INVALID_OPTION", `${where}: kernel must be odd, got ${kernel}`);
  checkChoice(where, "norm", norm, ["batch", "none"]);
}

/** A convolution over time and its normalisation. Behind the ends is anything. Parameters stand below "conv" and "norm". */
export function convolved(
  x: Tensor,
  scope: Scope,
  { channels, kernel, dilation = 1, norm }: ConvolvedOptions,
  counts: Tensor | undefined,
): Tensor {
  const y = conv2d(x, scope.within("conv"), {
    ...{ channels, kernel: [1, kernel], dilation: [1, dilation], bias: norm === "none" },
  });
  return norm === "none" ? y : batchNorm(y, scope.within("norm"), {}, counts);
}

/** The rectifier, and 0 behind the end of each series. */
export function rectified(maps: Tensor, counts: Tensor | undefined): Tensor {
  return only(relu(maps), counts);
}

/** 0 behind the end of each series. */
export function only(maps: Tensor, counts: Tensor | undefined): Tensor {
  return counts === undefined ? maps : mul(maps, counts);
}

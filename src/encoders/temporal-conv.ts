// A convolutional encoder of series: residual blocks of convolutions over time, the gaps between a kernel's taps growing from
// block to block (Bai, Kolter, Koltun 2018, though here a step sees what comes after it as well as what came before), then
// pooling over time and one dense layer. With depth 3 and no gaps it is the residual network of Wang, Yan, Oates 2017.
//
//   block: x -> conv k -> norm -> rectifier -> conv k -> norm -> + shortcut(x) -> rectifier
//
// A series is a picture of height 1. Behind its end it is set to 0 in front of every convolution, which is what the
// convolution's own padding is, and the normalisation counts only what is before it: padding changes nothing.

import { check } from "../core/errors.js";
import { checkChoice, checkCount } from "../core/options.js";
import { type Tensor, add, mul, relu, squeeze, transpose, unsqueeze } from "../graph/index.js";
import { widthsOf } from "./conv4.js";
import type { Encoder } from "./encoder.js";
import { checkHead } from "./image.js";
import { batchNorm } from "./layers/batch-norm.js";
import { conv2d } from "./layers/conv2d.js";
import { type SeriesPooling, poolSeries, seriesPoolings } from "./layers/pool-series.js";
import type { Scope } from "./scope.js";
import { seriesChannels, seriesHead, stepWeights } from "./series.js";

export interface TemporalConvOptions {
  /** Channels of every block, or of each (then its length is the depth). @defaultValue 64 */
  readonly width?: number | readonly number[];
  /** Number of blocks. @defaultValue 3, or the number of widths */
  readonly depth?: number;
  /** Taps of a kernel; odd. @defaultValue 7 */
  readonly kernel?: number;
  /** Factor from block to block of the gap between taps, from 1; 1 for no gaps. @defaultValue 2 */
  readonly dilation?: number;
  /** @defaultValue "batch" */
  readonly norm?: "batch" | "none";
  /** What is left of all steps. @defaultValue "mean" */
  readonly pooling?: SeriesPooling;
  /** Width of the embedding. @defaultValue 64 */
  readonly embedding?: number;
  /** Whether embeddings are scaled to length 1, which default margins take for granted. @defaultValue true */
  readonly normalise?: boolean;
  /** Share of features dropped in front of the dense layer while training, in [0, 1). @defaultValue 0 */
  readonly dropout?: number;
}

/** x: `[N, T, C]`, lengths: `[N]` -> `[N, embedding]`. Any T. */
export function temporalConv({
  width = 64,
  depth = typeof width === "object" ? width.length : 3,
  kernel = 7,
  dilation = 2,
  norm = "batch",
  pooling = "mean",
  embedding = 64,
  normalise = true,
  dropout = 0,
}: TemporalConvOptions = {}): Encoder {
  const headOptions = { embedding, normalise, dropout };
  const widths = widthsOf("temporal-conv", width, depth);
  checkCount("temporal-conv", "kernel", kernel);
  check(kernel % 2 === 1, "INVALID_OPTION", `temporal-conv: kernel must be odd, got ${kernel}`);
  checkCount("temporal-conv", "dilation", dilation);
  checkChoice("temporal-conv", "norm", norm, ["batch", "none"]);
  checkChoice("temporal-conv", "pooling", pooling, seriesPoolings);
  checkHead("temporal-conv", headOptions);
  return {
    name: "temporal-conv",
    options: {
      ...{ width: typeof width === "object" ? widths : width, depth, kernel, dilation, norm, pooling },
      ...headOptions,
    },
    embedding,
    build(x, scope, lengths) {
      const channels = seriesChannels(x, lengths, "temporal-conv");
      const counts = lengths && unsqueeze(stepWeights(x, lengths, 1), [1, 2]);
      const series = only(unsqueeze(transpose(x, [0, 2, 1]), [2]), counts);
      const maps = widths.reduce((maps, outputs, i) => {
        const options = { inputs: widths[i - 1] ?? channels, channels: outputs, kernel, dilation: dilation ** i, norm };
        return block(maps, scope.within(`block${i + 1}`), options, counts);
      }, series);
      const steps = transpose(squeeze(maps, [2]), [0, 2, 1]);
      return seriesHead(poolSeries(steps, scope.within("pool"), { pooling }, lengths), scope, headOptions);
    },
  };
}

interface BlockOptions {
  readonly inputs: number;
  readonly channels: number;
  readonly kernel: number;
  readonly dilation: number;
  readonly norm: "batch" | "none";
}

function block(x: Tensor, scope: Scope, options: BlockOptions, counts: Tensor | undefined): Tensor {
  const { inputs, channels, kernel } = options;
  const first = only(relu(convolve(x, scope.within("first"), options, kernel, counts)), counts);
  const second = convolve(first, scope.within("second"), options, kernel, counts);
  const shortcut = inputs === channels ? x : convolve(x, scope.within("shortcut"), options, 1, counts);
  return only(relu(add(second, shortcut)), counts);
}

function convolve(
  x: Tensor,
  scope: Scope,
  { channels, dilation, norm }: BlockOptions,
  kernel: number,
  counts: Tensor | undefined,
): Tensor {
  const y = conv2d(x, scope.within("conv"), {
    ...{ channels, kernel: [1, kernel], dilation: [1, kernel === 1 ? 1 : dilation], bias: norm === "none" },
  });
  return norm === "none" ? y : batchNorm(y, scope.within("norm"), {}, counts);
}

/** 0 behind the end of each series. */
function only(maps: Tensor, counts: Tensor | undefined): Tensor {
  return counts === undefined ? maps : mul(maps, counts);
}

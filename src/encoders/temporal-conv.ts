// A convolutional encoder of series: residual blocks of convolutions over time, the gaps between a kernel's taps growing from
// block to block (Bai, Kolter, Koltun 2018, though here a step sees what comes after it as well as what came before), then
// pooling over time and one dense layer. With depth 3 and no gaps it is the residual network of Wang, Yan, Oates 2017.
//
//   block: x -> conv k -> norm -> rectifier -> conv k -> norm -> + shortcut(x) -> rectifier
//
// Padding changes nothing: see series-maps.ts.

import { check } from "../core/errors.js";
import { checkChoice, checkCount } from "../core/options.js";
import { type Tensor, add } from "../graph/index.js";
import { widthsOf } from "./conv4.js";
import type { Encoder } from "./encoder.js";
import { checkHead } from "./image.js";
import { type SeriesPooling, poolSeries, seriesPoolings } from "./layers/pool-series.js";
import type { Scope } from "./scope.js";
import { seriesHead } from "./series.js";
import { type ConvolvedOptions, type MapsNorm, convolved, rectified, seriesMaps, stepsOfMaps } from "./series-maps.js";

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
  readonly norm?: MapsNorm;
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
      const { maps: series, counts } = seriesMaps(x, lengths, "temporal-conv");
      const maps = widths.reduce((maps, channels, i) => {
        return block(maps, scope.within(`block${i + 1}`), { channels, kernel, dilation: dilation ** i, norm }, counts);
      }, series);
      return seriesHead(poolSeries(stepsOfMaps(maps), scope.within("pool"), { pooling }, lengths), scope, headOptions);
    },
  };
}

function block(x: Tensor, scope: Scope, options: Required<ConvolvedOptions>, counts: Tensor | undefined): Tensor {
  const narrow = { ...options, kernel: 1, dilation: 1 };
  const first = rectified(convolved(x, scope.within("first"), options, counts), counts);
  const second = convolved(first, scope.within("second"), options, counts);
  const same = x.shape[1] === options.channels;
  return rectified(add(second, same ? x : convolved(x, scope.within("shortcut"), narrow, counts)), counts);
}

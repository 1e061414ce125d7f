// A convolutional encoder of series: residual blocks of convolutions over time, the gaps between a kernel's taps growing from
// block to block (Bai, Kolter, Koltun 2018, though here a step sees what comes after it as well as what came before), then
// pooling over time and one dense layer. With depth 3 and no gaps it is the residual network of Wang, Yan, Oates 2017.
//
//   block: x -> conv k -> norm -> rectifier -> conv k -> norm -> + shortcut(x) -> rectifier
//
// Padding changes nothing: see series-maps.ts.

import { checkCount } from "../core/options.js";
import { type Tensor, add } from "../graph/index.js";
import { widthsOf } from "./conv4.js";
import type { Encoder } from "./encoder.js";
import type { Scope } from "./scope.js";
import { type SeriesEndOptions, embeddingsOfSteps, seriesEnd } from "./series-end.js";
import {
  type ConvolvedOptions,
  type MapsNorm,
  checkConvolutions,
  convolved,
  rectified,
  seriesMaps,
  stepsOfMaps,
} from "./series-maps.js";

export interface TemporalConvOptions extends SeriesEndOptions {
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
}

/** x: `[N, T, C]`, lengths: `[N]` -> `[N, embedding]`. Any T. */
export function temporalConv({
  width = 64,
  depth = typeof width === "object" ? width.length : 3,
  kernel = 7,
  dilation = 2,
  norm = "batch",
  ...rest
}: TemporalConvOptions = {}): Encoder {
  const widths = widthsOf("temporal-conv", width, depth);
  checkCount("temporal-conv", "dilation", dilation);
  checkConvolutions("temporal-conv", { kernel, norm });
  const end = seriesEnd("temporal-conv", rest);
  return {
    name: "temporal-conv",
    options: { width: typeof width === "object" ? widths : width, depth, kernel, dilation, norm, ...end },
    embedding: end.embedding,
    build(x, scope, lengths) {
      const { maps: series, counts } = seriesMaps(x, lengths, "temporal-conv");
      const maps = widths.reduce((maps, channels, i) => {
        return block(maps, scope.within(`block${i + 1}`), { channels, kernel, dilation: dilation ** i, norm }, counts);
      }, series);
      return embeddingsOfSteps(stepsOfMaps(maps), scope, end, lengths);
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

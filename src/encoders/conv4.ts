// The small convolutional encoder of the few-shot literature (Vinyals et al. 2016, Snell et al. 2017): blocks of
//
//   convolution 3x3 -> normalisation -> max pooling 2x2 -> rectifier
//
// then one dense layer. Four blocks of 64 by default; widths and depth are options. The papers rectify first and pool then;
// the two commute, and this way round the rectifier sees a quarter of the data.
//
// Any picture size: a block pools only while its map is at least 2x2.

import { check } from "../core/errors.js";
import { checkChoice, checkCount } from "../core/options.js";
import { type Tensor, maxPool, relu } from "../graph/index.js";
import type { Encoder } from "./encoder.js";
import { checkHead, head, imageSize } from "./image.js";
import { conv2d } from "./layers/conv2d.js";
import { type NormName, normNames, normalisation } from "./layers/normalisation.js";
import type { Scope } from "./scope.js";

export interface Conv4Options {
  /** Channels of every block, or of each (then its length is the depth). @defaultValue 64 */
  readonly width?: number | readonly number[];
  /** Number of blocks. @defaultValue 4, or the number of widths */
  readonly depth?: number;
  /** How many blocks pool, the first ones. @defaultValue all */
  readonly pools?: number;
  /** Width of the embedding. @defaultValue 64 */
  readonly embedding?: number;
  /** Whether embeddings are scaled to length 1, which default margins take for granted. @defaultValue true */
  readonly normalise?: boolean;
  /** Share of features dropped in front of the last layer while training, in [0, 1). @defaultValue 0 */
  readonly dropout?: number;
  /** Normalisation within a block. @defaultValue "batch" */
  readonly norm?: NormName;
}

/** x: `[N, C, H, W]` -> `[N, embedding]`. */
export function conv4({
  width = 64,
  depth = typeof width === "object" ? width.length : 4,
  pools = depth,
  embedding = 64,
  normalise = true,
  dropout = 0,
  norm = "batch",
}: Conv4Options = {}): Encoder {
  const headOptions = { embedding, normalise, dropout };
  const widths = widthsOf("conv4", width, depth);
  checkCount("conv4", "pools", pools, 0);
  checkChoice("conv4", "norm", norm, normNames);
  checkHead("conv4", headOptions);
  return {
    name: "conv4",
    options: { width: typeof width === "object" ? widths : width, depth, pools, ...headOptions, norm },
    embedding,
    build(x, scope) {
      imageSize(x, "conv4");
      const maps = widths.reduce(
        (maps, channels, i) => block(maps, scope.within(`block${i + 1}`), { channels, norm, pool: i < pools }),
        x,
      );
      return head(maps, scope, headOptions);
    },
  };
}

interface BlockOptions {
  readonly channels: number;
  readonly norm: NormName;
  readonly pool: boolean;
}

function block(x: Tensor, scope: Scope, { channels, norm, pool }: BlockOptions): Tensor {
  const { height, width } = imageSize(x, "conv4");
  const pools = pool && height >= 2 && width >= 2;
  // A pooling drops the last row or column of an odd map, so there the convolution does not make it.
  const padding = pools ? [1, 1, 1 - (height % 2), 1 - (width % 2)] : "same";
  const maps = conv2d(x, scope.within("conv"), { channels, padding, bias: norm === "none" });
  const normalised = normalisation(maps, scope, norm);
  return relu(pools ? maxPool(normalised, { kernel: 2, strides: 2 }) : normalised);
}

/** One width a block; throws INVALID_OPTION where the list's length is not `depth`. */
export function widthsOf(where: string, width: number | readonly number[], depth: number): readonly number[] {
  checkCount(where, "depth", depth);
  const widths = typeof width === "object" ? [...width] : Array<number>(depth).fill(width);
  check(widths.length === depth, "INVALID_OPTION", `${where}: ${widths.length} widths do not fit a depth of ${depth}`);
  for (const each of widths) checkCount(where, "width", each);
  return widths;
}

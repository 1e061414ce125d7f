// A convolutional encoder of series that looks at several lengths at once (Ismail Fawaz et al. 2020, "InceptionTime"): modules of
// three convolutions side by side, long, half and a quarter as long, and a max pooling; after every third module a shortcut.
//
//   module: x -> conv 1 ("bottleneck") -> conv k | conv k/2 | conv k/4 |
//           x -> conv 1 -> max of 3 ------------------------------------- side by side -> norm -> rectifier
//   shortcut: what went into the first of three modules -> conv 1 -> norm -> + what comes out of the third -> rectifier
//
// Then the mean over time and one dense layer. The paper pools first and brings down the channels then; the other way round,
// as here, a quarter of the values is pooled. It averages five networks; this is one.
//
// As in temporal-conv.ts, a series is a picture of height 1, and padding changes nothing.

import { checkCount } from "../core/options.js";
import { type Tensor, add, concat, greater, maxPool, scalar, where } from "../graph/index.js";
import type { Encoder } from "./encoder.js";
import { batchNorm } from "./layers/batch-norm.js";
import { conv2d } from "./layers/conv2d.js";
import type { Scope } from "./scope.js";
import { type SeriesEndOptions, embeddingsOfSteps, seriesEnd } from "./series-end.js";
import {
  type MapsNorm,
  checkConvolutions,
  convolved,
  only,
  rectified,
  seriesMaps,
  stepsOfMaps,
} from "./series-maps.js";

export interface InceptionTimeOptions extends SeriesEndOptions {
  /** Channels of each of the four branches of a module, which has four times as many. @defaultValue 32 */
  readonly width?: number;
  /** Number of modules. @defaultValue 6 */
  readonly depth?: number;
  /** Taps of the longest kernel; the others have half and a quarter as many, made odd. At least 9. @defaultValue 39 */
  readonly kernel?: number;
  /** @defaultValue "batch" */
  readonly norm?: MapsNorm;
}

/** Modules from one shortcut to the next. */
const residualEvery = 3;

/** Side by side in a module. */
const branches = 4;

/** Lower than any value, yet finite. */
const never = -1e30;

/** x: `[N, T, C]`, lengths: `[N]` -> `[N, embedding]`. Any T. */
export function inceptionTime({
  width = 32,
  depth = 6,
  kernel = 39,
  norm = "batch",
  ...rest
}: InceptionTimeOptions = {}): Encoder {
  checkCount("inception-time", "width", width);
  checkCount("inception-time", "depth", depth);
  checkConvolutions("inception-time", { kernel, norm }, 9);
  const end = seriesEnd("inception-time", rest);
  return {
    name: "inception-time",
    options: { width, depth, kernel, norm, ...end },
    embedding: end.embedding,
    build(x, scope, lengths) {
      const { maps: series, counts } = seriesMaps(x, lengths, "inception-time");
      let [maps, before] = [series, series];
      for (let i = 1; i <= depth; i++) {
        const own = scope.within(`module${i}`);
        maps = inceptionModule(maps, own, { width, kernel, norm }, counts);
        if (i % residualEvery > 0) continue;
        const shortcut = { channels: branches * width, kernel: 1, norm };
        maps = rectified(add(maps, convolved(before, own.within("shortcut"), shortcut, counts)), counts);
        before = maps;
      }
      return embeddingsOfSteps(stepsOfMaps(maps), scope, end, lengths);
    },
  };
}

interface ModuleOptions {
  readonly width: number;
  readonly kernel: number;
  readonly norm: MapsNorm;
}

function inceptionModule(
  x: Tensor,
  scope: Scope,
  { width, kernel, norm }: ModuleOptions,
  counts: Tensor | undefined,
): Tensor {
  const plain = (input: Tensor, name: string, taps: number): Tensor =>
    conv2d(input, scope.within(name), { channels: width, kernel: [1, taps], bias: norm === "none" });
  const narrow = x.shape[1] === 1 ? x : only(plain(x, "bottleneck", 1), counts);
  const convolutions = ["long", "middle", "short"].map((name, i) => plain(narrow, name, odd(kernel / 2 ** i)));
  const pooled = maxOfThree(plain(x, "pooled", 1), counts);
  const joined = concat([...convolutions, pooled], 1);
  return rectified(norm === "none" ? joined : batchNorm(joined, scope.within("norm"), {}, counts), counts);
}

/** The nearest odd number that is not above. */
function odd(value: number): number {
  const whole = Math.floor(value);
  return whole % 2 === 1 ? whole : whole - 1;
}

/** Of each step and its neighbours, of which there is none behind the end. */
function maxOfThree(maps: Tensor, counts: Tensor | undefined): Tensor {
  const known = counts === undefined ? maps : where(greater(counts, scalar(0)), maps, scalar(never));
  return only(maxPool(known, { kernel: [1, 3], strides: 1, pads: [0, 1] }), counts);
}

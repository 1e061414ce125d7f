// Augmentation of series inside the graph: small tensors of random numbers come in, changed series come out.
//
//   augment.time    [N, 3]      begin and length of a window, as shares of the series, and the strength of the warp, in -1..1
//   augment.scale   [N, 1, C]   factors
//   augment.keep    [N, 1, C]   1, or 0 for a channel that is blotted out
//   augment.jitter  [N, T, C]   noise to be added
//
// Step t of a series of L steps is taken from   (L - 1) (begin + length (p + warp sin(2 pi p) / 2 pi)),   p = t / (L - 1),
// between two steps by a straight line: time runs at 1 + warp cos(2 pi p) times its pace. Lengths stay, unless the model
// brings all series to one number of steps: then both happen at once.

import {
  type Tensor,
  add,
  cast,
  div,
  input,
  max,
  min,
  mul,
  positions,
  scalar,
  sin,
  slice,
  unsqueeze,
} from "../graph/index.js";
import { normaliseSeries, type SeriesInput } from "../model/index.js";
import { evenShares, lastSteps, readSeriesAt } from "../model/series-resampling.js";
import type { SeriesAugmentOptions } from "./series-augmentation.js";

export interface SeriesAugmentation {
  readonly options: SeriesAugmentOptions;
  /** Series have no turned classes. */
  readonly rotateClasses: false;
}

export interface AugmentedSeries {
  /** `[N, T, C]`, normalised. */
  readonly x: Tensor;
  /** `[N]`. Absent: all steps count. */
  readonly lengths?: Tensor;
  /** What has to be fed with draws. */
  readonly draws: readonly Tensor[];
}

/** series: `[N, T, C]`, lengths: `[N]` -> changed and normalised. */
export function augmentedSeries(
  series: Tensor,
  lengths: Tensor,
  spec: SeriesInput,
  { options }: SeriesAugmentation,
): AugmentedSeries {
  const [count, steps, channels] = series.shape.map(Number) as [number, number, number];
  const { resample } = spec;
  const draws: Tensor[] = [];
  const drawn = (name: string, shape: readonly number[]): Tensor => {
    const tensor = input(`augment.${name}`, "float32", shape);
    draws.push(tensor);
    return tensor;
  };
  const { jitter = 0, scale, warp = 0, crop = 1, channelDropout = 0 } = options;
  const moves = warp > 0 || crop < 1;
  const shares = resample === undefined ? ownShares(series, lengths) : evenShares(resample);
  const at = moves ? movedShares(shares, drawn("time", [count, 3])) : shares;
  const read = moves || resample !== undefined ? readSeriesAt(series, lengths, at) : series;
  const own = resample === undefined ? { lengths } : {};
  let x = normaliseSeries(read, own.lengths, spec);
  if (scale !== undefined) x = mul(x, drawn("scale", [count, 1, channels]));
  if (jitter > 0) x = add(x, drawn("jitter", [count, resample ?? steps, channels]));
  if (channelDropout > 0) x = mul(x, drawn("keep", [count, 1, channels]));
  return { x, ...own, draws };
}

/** How far into its series each step is, `[N, T]`; 1 behind the end. */
function ownShares(series: Tensor, lengths: Tensor): Tensor {
  const one = scalar(1);
  return min(div(unsqueeze(cast(positions(series, 1), "float32"), [0]), max(lastSteps(lengths), one)), one);
}

/** Where a series is read off instead: in a window, of uneven pace. shares: `[N, T]` or `[1, T]`, time: `[N, 3]` -> `[N, T]`. */
function movedShares(shares: Tensor, time: Tensor): Tensor {
  const column = (i: number): Tensor => slice(time, { axis: 1, start: i, end: i + 1 });
  const wave = mul(sin(mul(shares, scalar(2 * Math.PI))), scalar(1 / (2 * Math.PI)));
  return add(column(0), mul(column(1), add(shares, mul(column(2), wave))));
}

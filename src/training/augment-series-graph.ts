// Augmentation of series inside the graph: small tensors of random numbers come in, changed series come out.
//
//   augment.time    [N, 3]      begin and length of a window, as shares of the series, and the strength of the warp, in -1..1
//   augment.scale   [N, 1, C]   factors
//   augment.keep    [N, 1, C]   1, or 0 for a channel that is blotted out
//   augment.jitter  [N, T, C]   noise to be added
//
// Step t of a series of L steps is taken from   (L - 1) (begin + length (p + warp sin(2 pi p) / 2 pi)),   p = t / (L - 1),
// between two steps by a straight line: time runs at 1 + warp cos(2 pi p) times its pace. Lengths stay.

import {
  type Tensor,
  add,
  cast,
  div,
  expand,
  floor,
  gatherElements,
  input,
  max,
  min,
  mul,
  positions,
  scalar,
  sin,
  slice,
  sub,
  unsqueeze,
} from "../graph/index.js";
import { normaliseSeries, type SeriesInput } from "../model/index.js";
import type { SeriesAugmentOptions } from "./series-augmentation.js";

export interface SeriesAugmentation {
  readonly options: SeriesAugmentOptions;
  /** Series have no turned classes. */
  readonly rotateClasses: false;
}

export interface AugmentedSeries {
  /** `[N, T, C]`, normalised. */
  readonly x: Tensor;
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
  const draws: Tensor[] = [];
  const drawn = (name: string, shape: readonly number[]): Tensor => {
    const tensor = input(`augment.${name}`, "float32", shape);
    draws.push(tensor);
    return tensor;
  };
  const { jitter = 0, scale, warp = 0, crop = 1, channelDropout = 0 } = options;
  const moved = warp > 0 || crop < 1 ? resampled(series, lengths, drawn("time", [count, 3])) : series;
  let x = normaliseSeries(moved, lengths, spec);
  if (scale !== undefined) x = mul(x, drawn("scale", [count, 1, channels]));
  if (jitter > 0) x = add(x, drawn("jitter", [count, steps, channels]));
  if (channelDropout > 0) x = mul(x, drawn("keep", [count, 1, channels]));
  return { x, draws };
}

function resampled(series: Tensor, lengths: Tensor, time: Tensor): Tensor {
  const [, steps, channels] = series.shape.map(Number) as [number, number, number];
  const column = (i: number): Tensor => slice(time, { axis: 1, start: i, end: i + 1 });
  const one = scalar(1);
  const last = unsqueeze(sub(cast(lengths, "float32"), one), [1]);
  const share = min(div(unsqueeze(cast(positions(series, 1), "float32"), [0]), max(last, one)), one);
  const wave = mul(sin(mul(share, scalar(2 * Math.PI))), scalar(1 / (2 * Math.PI)));
  const from = add(column(0), mul(column(1), add(share, mul(column(2), wave))));
  const at = min(max(mul(from, last), scalar(0)), last);
  const before = floor(at);
  const place = (index: Tensor): Tensor => expand(unsqueeze(cast(index, "int64"), [2]), [1, steps, channels]);
  const left = gatherElements(series, place(before), 1);
  const right = gatherElements(series, place(min(add(before, one), last)), 1);
  return add(left, mul(sub(right, left), unsqueeze(sub(at, before), [2])));
}

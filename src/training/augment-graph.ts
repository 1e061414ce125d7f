// Augmentation inside the graph: small tensors of random numbers come in (augment-draws.ts), changed pictures come out.
//
//   augment.affine      [N, 2, 3]      where each pixel comes from (AffineGrid's theta)
//   augment.background  [N, C, 1, 1]   0..255; subtracted before pixels move and added after, so that what lies outside is it
//   augment.tone        [N, 2]         factor of contrast, change of brightness
//   augment.erase       [N, 4]         the rectangle blotted out: centre x, y and half sides, in -1..1

import { channelsOf } from "../data/image-spec.js";
import {
  type Tensor,
  abs,
  add,
  affineGrid,
  and,
  constant,
  gridSample,
  input,
  less,
  mul,
  reshape,
  scalar,
  split,
  sub,
  where,
} from "../graph/index.js";
import { normalise, pixels } from "../model/preprocessing.js";
import type { ImageInput } from "../model/image-input.js";
import { isGeometric, isTonal, type AugmentOptions } from "./augmentation.js";

/** What the graph is to do to a batch. */
export interface Augmentation {
  readonly options: AugmentOptions;
  /** Whether pictures are also turned by 90, 180 and 270 degrees, as classes of their own. */
  readonly rotateClasses: boolean;
}

export interface AugmentedImages {
  /** `[N, C, H, W]`, normalised. */
  readonly x: Tensor;
  /** What has to be fed with draws. */
  readonly inputs: readonly Tensor[];
}

/** Pictures as bytes `[N, H, W, C]` -> changed and normalised, `[N, C, H, W]`. */
export function augmented(images: Tensor, spec: ImageInput, { options, rotateClasses }: Augmentation): AugmentedImages {
  const count = Number(images.shape[0]);
  const inputs: Tensor[] = [];
  const draws = (name: string, shape: readonly number[]): Tensor => {
    const tensor = input(`augment.${name}`, "float32", shape);
    inputs.push(tensor);
    return tensor;
  };
  let x = pixels(images);
  if (isGeometric(options) || rotateClasses) x = moved(x, spec, options, draws);
  x = normalise(x, spec);
  if (isTonal(options)) {
    const [contrast, brightness] = split(draws("tone", [count, 2]), [1, 1], 1);
    x = add(mul(x, perPicture(contrast!)), perPicture(brightness!));
  }
  if ((options.erase ?? 0) > 0) x = erased(x, spec, draws("erase", [count, 4]));
  return { x, inputs };
}

type Draws = (name: string, shape: readonly number[]) => Tensor;

function moved(x: Tensor, spec: ImageInput, { fill = "edge" }: AugmentOptions, draws: Draws): Tensor {
  const [count, channels] = [Number(x.shape[0]), channelsOf(spec)];
  const theta = draws("affine", [count, 2, 3]);
  const grid = affineGrid(theta, [count, channels, spec.height, spec.width]);
  if (fill === "edge") return gridSample(x, grid, { padding: "border" });
  const background = draws("background", [count, channels, 1, 1]);
  return add(gridSample(sub(x, background), grid, { padding: "zeros" }), background);
}

/** Inside the rectangle the picture becomes the data's mean. */
function erased(x: Tensor, { height, width }: ImageInput, rectangle: Tensor): Tensor {
  const [centreX, centreY, halfWidth, halfHeight] = split(rectangle, [1, 1, 1, 1], 1).map(perPicture);
  const places = (length: number): Float32Array => Float32Array.from({ length }, (_, i) => (2 * i + 1) / length - 1);
  const within = (at: Tensor, centre: Tensor, half: Tensor): Tensor => less(abs(sub(at, centre)), half);
  const column = within(constant(places(width), [1, 1, 1, width]), centreX!, halfWidth!);
  const row = within(constant(places(height), [1, 1, height, 1]), centreY!, halfHeight!);
  return where(and(column, row), scalar(0), x);
}

/** `[N, 1]` -> `[N, 1, 1, 1]`. */
function perPicture(column: Tensor): Tensor {
  return reshape(column, [0, 1, 1, 1]);
}

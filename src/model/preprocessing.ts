// From the bytes of pictures to what an image encoder takes, inside the graph:
//
//   x[n, c, i, j] = (images[n, i, j, c] / 255 - mean[c]) / std[c]
//
// In two steps, because augmentation happens between them: `pixels` (0..255, channels first), then `normalise`.

import { channelsOf } from "../data/image-spec.js";
import { type Dimension, type Tensor, add, cast, constant, input, mul, reshape, transpose } from "../graph/index.js";
import type { ImageInput } from "./image-input.js";

/** The graph's input for pictures: uint8 `[N, H, W, C]`, called "images". */
export function imagesInput({ height, width, colour }: ImageInput, batch: Dimension): Tensor {
  return input("images", "uint8", [batch, height, width, channelsOf({ colour })]);
}

/** uint8 `[N, H, W, C]` -> float `[N, C, H, W]`, still 0..255. */
export function pixels(images: Tensor): Tensor {
  const [, height, width, channels] = images.shape.map(Number);
  // One channel stays where it is in memory; three are moved as bytes, which is a quarter of the work.
  const first = channels === 1 ? reshape(images, [0, 1, height!, width!]) : transpose(images, [0, 3, 1, 2]);
  return cast(first, "float32");
}

/** float `[N, C, H, W]` of 0..255 -> the same, centred and scaled. */
export function normalise(x: Tensor, { mean, std }: ImageInput): Tensor {
  const perChannel = (value: (channel: number) => number): Tensor =>
    constant(
      Float32Array.from(mean, (_, channel) => value(channel)),
      [mean.length, 1, 1],
    );
  const scaled = mul(
    x,
    perChannel((channel) => 1 / (255 * std[channel]!)),
  );
  return add(
    scaled,
    perChannel((channel) => -mean[channel]! / std[channel]!),
  );
}

/** uint8 `[N, H, W, C]` -> float `[N, C, H, W]`, ready for an encoder. */
export function preprocess(images: Tensor, input: ImageInput): Tensor {
  return normalise(pixels(images), input);
}

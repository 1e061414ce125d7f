// Convolution layer over images.
//
//   y = x * weight + bias          weight [channels, C / groups, kH, kW], bias [channels]

import { type Padding, type Tensor, conv, dimensions } from "../../graph/index.js";
import { type Initialiser, kaimingNormal, zeros } from "../initialisers.js";
import type { Scope } from "../scope.js";

export interface Conv2dOptions {
  /** Number of filters, O. A multiple of `groups`. */
  readonly channels: number;
  /** One number, or height and width. @defaultValue 3 */
  readonly kernel?: number | readonly [number, number];
  /** @defaultValue 1 */
  readonly stride?: number | readonly [number, number];
  /**
   * Zeros around the image, per side, or "same": as many as keep its size at stride 1 (odd reach) - half the kernel's reach.
   *
   * @defaultValue "same"
   */
  readonly padding?: Padding | "same";
  /** @defaultValue 1 */
  readonly dilation?: number | readonly [number, number];
  /** @defaultValue 1 */
  readonly groups?: number;
  /** Leave it out in front of a normalisation, which has a shift of its own. @defaultValue true */
  readonly bias?: boolean;
  /** Of the weight. @defaultValue `kaimingNormal()` */
  readonly initialiser?: Initialiser;
  /** Of the bias. @defaultValue `zeros` */
  readonly biasInitialiser?: Initialiser;
}

/** x: `[N, C, H, W]` -> `[N, channels, H', W']`. Parameters: "weight", "bias". */
export function conv2d(x: Tensor, scope: Scope, options: Conv2dOptions): Tensor {
  const { channels, kernel = 3, stride = 1, padding = "same", dilation = 1, groups = 1, bias = true } = options;
  const { initialiser = kaimingNormal(), biasInitialiser = zeros } = options;
  const size = typeof kernel === "number" ? [kernel, kernel] : kernel;
  const [inputs] = dimensions(x.shape.slice(1, 2), "conv2d") as [number];
  const weight = scope.parameter("weight", [channels, inputs / groups, ...size], initialiser);
  const shift = bias ? scope.parameter("bias", [channels], biasInitialiser) : undefined;
  const gaps = typeof dilation === "number" ? [dilation, dilation] : dilation;
  const same = size.map((length, i) => Math.floor(((length - 1) * gaps[i]!) / 2));
  return conv(x, weight, shift, {
    strides: stride,
    pads: padding === "same" ? same : padding,
    dilations: dilation,
    group: groups,
  });
}

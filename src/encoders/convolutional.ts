// The convolutional encoders under one name: `convolutional({ preset: "conv4", width: 32 })` is `conv4({ width: 32 })`.

import { checkChoice } from "../core/options.js";
import { type Conv4Options, conv4 } from "./conv4.js";
import type { Encoder } from "./encoder.js";
import { type KochOptions, koch } from "./koch.js";
import { type ResnetOptions, resnet } from "./resnet.js";

export type ConvolutionalOptions =
  | ({ readonly preset?: "conv4" } & Conv4Options)
  | ({ readonly preset: "koch" } & KochOptions)
  | ({ readonly preset: "resnet" } & ResnetOptions);

/** An encoder of pictures. @defaultValue preset "conv4" */
export function convolutional(options: ConvolutionalOptions = {}): Encoder {
  const { preset = "conv4" } = options;
  checkChoice("convolutional", "preset", preset, ["conv4", "koch", "resnet"]);
  switch (options.preset) {
    case "koch":
      return koch(options);
    case "resnet":
      return resnet(options);
    default:
      return conv4(options);
  }
}

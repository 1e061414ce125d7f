// Cases of the operators on images: convolutions, poolings and what their gradients are made of.

import {
  affineGrid,
  averagePool,
  batchNormalisationTraining,
  conv,
  convTranspose,
  gridSample,
  maxPool,
  maxUnpool,
} from "../../../src/graph/index.js";
import { emit } from "../../../src/graph/registry.js";
import { type OperatorCase, floats, indices, on } from "../operator-check.js";

const places = { ...indices([1, 1, 2, 2], 0, 1), values: [1, 6, 8, 15] };
const geometry = { kernel_shape: [2, 2], strides: [1, 1], dilations: [1, 1], pads: [0, 0, 0, 0], group: 1 };

export const images: readonly OperatorCase[] = [
  on("AffineGrid", (theta) => affineGrid(theta, [2, 1, 3, 4]), [2, 2, 3]),
  on("AveragePool", (x) => averagePool(x, { kernel: 2 }), [2, 2, 4, 5]),
  on("AveragePool", (x) => averagePool(x, { kernel: 3, strides: 2, pads: 1 }), [1, 2, 5, 5]),
  on("AveragePool", (x) => averagePool(x, { kernel: 2, strides: 1 }), [2, 1, 4]),
  on(
    "BatchNormGradient",
    (dy, x, scale, mean, variance) => emit("BatchNormGradient", [dy, x, scale, mean, variance], { epsilon: 1e-5 }),
    [2, 3, 2],
    [2, 3, 2],
    [3],
    [3],
    floats([3], 0.5, 2),
  ),
  on("BatchNormTraining", (x, scale, bias) => batchNormalisationTraining(x, scale, bias).y, [3, 2, 2, 2], [2], [2]),
  on("BatchNormTraining", (x, scale, bias) => batchNormalisationTraining(x, scale, bias).y, [4, 2], [2], [2]),
  on("Conv", (x, w, b) => conv(x, w, b, { pads: 1 }), [2, 2, 4, 3], [3, 2, 3, 3], [3]),
  on("Conv", (x, w) => conv(x, w, undefined, { strides: 2 }), [1, 2, 6, 5], [2, 2, 3, 2]),
  on(
    "Conv",
    (x, w) => conv(x, w, undefined, { strides: [2, 1], pads: [1, 0, 0, 1], dilations: [1, 2] }),
    [1, 1, 5, 5],
    [2, 1, 2, 2],
  ),
  on("Conv", (x, w) => conv(x, w, undefined, { group: 2, pads: 1 }), [1, 4, 3, 3], [2, 2, 3, 3]),
  on("Conv", (x, w, b) => conv(x, w, b, { pads: 2, dilations: 2 }), [2, 2, 6], [3, 2, 3], [3]),
  on("Conv", (x, w) => conv(x, w), [2, 3, 2, 2], [2, 3, 1, 1]),
  on("ConvTranspose", (x, w, b) => convTranspose(x, w, b, { strides: 2 }), [1, 2, 3, 2], [2, 2, 2, 2], [2]),
  on("ConvTranspose", (x, w) => convTranspose(x, w, undefined, { pads: 1 }), [1, 2, 4, 4], [2, 1, 3, 3]),
  on("ConvWeightGradient", (x, dy) => emit("ConvWeightGradient", [x, dy], geometry), [2, 2, 3, 3], [2, 3, 2, 2]),
  on("GridSample", (x, grid) => gridSample(x, grid), [2, 1, 3, 3], [2, 4, 2, 2]),
  on("GridSample", (x, grid) => gridSample(x, grid, { padding: "border" }), [1, 2, 3, 3], [1, 2, 2, 2]),
  on("MaxPool", (x) => maxPool(x, { kernel: 2 }), [2, 2, 4, 5]),
  on("MaxPool", (x) => maxPool(x, { kernel: 3, strides: 2, pads: 1 }), [1, 2, 5, 5]),
  on("MaxPool", (x) => maxPool(x, { kernel: 2, strides: 1 }), [2, 1, 5]),
  on(
    "MaxPoolGradient",
    (x, y, dy) => emit("MaxPoolGradient", [x, y, dy], { kernel_shape: [2, 2], strides: [2, 2] }),
    [1, 2, 4, 4],
    [1, 2, 2, 2],
    [1, 2, 2, 2],
  ),
  on("MaxUnpool", (x, i) => maxUnpool(x, i, [1, 1, 4, 4], [2, 2]), [1, 1, 2, 2], places),
];

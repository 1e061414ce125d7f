// A model made by hand, for tests that need one and no training: it shrinks a grey picture of 8x8 to the 16 means of its 2x2
// blocks, so that embeddings can be worked out on paper.

import { averagePool, encodeModel, reshape } from "../../src/graph/index.js";
import { encodeInfo, type ModelInfo } from "../../src/model/format.js";
import type { ImageInput } from "../../src/model/image-input.js";
import { imagesInput, preprocess } from "../../src/model/preprocessing.js";

const input: ImageInput = {
  kind: "image",
  height: 8,
  width: 8,
  colour: "grey",
  fit: "stretch",
  mean: [0.5],
  std: [0.25],
};

export const blockMeansInfo: ModelInfo & { readonly input: ImageInput } = {
  format: 1,
  kindred: "0.1.0",
  created: "2025-01-01T00:00:00.000Z",
  input,
  embedding: 16,
  encoder: { name: "conv4", options: { width: 16, embedding: 16 } },
  distance: { name: "euclidean", options: {} },
  threshold: { threshold: 2, far: 0.01, frr: 0.02, kind: "eer" },
  calibration: { kind: "logistic", slope: 2, intercept: -4 },
};

/** The bytes of the model file; `changes` replace parts of its description. */
export function blockMeansModel(
  changes: { readonly [Key in keyof ModelInfo]?: ModelInfo[Key] | undefined } = {},
): Uint8Array {
  const images = imagesInput(input, "batch");
  const blocks = averagePool(preprocess(images, input), { kernel: 2, strides: 2 });
  const metadata = encodeInfo({ ...blockMeansInfo, ...changes } as ModelInfo);
  return encodeModel({ inputs: [images], outputs: { embeddings: reshape(blocks, [0, 16]) }, metadata });
}

/** What the model makes of 64 grey bytes. */
export function blockMeans(pixels: Uint8Array): number[] {
  return Array.from({ length: 16 }, (_, block) => {
    const [top, left] = [2 * Math.floor(block / 4), 2 * (block % 4)];
    const at = (row: number, column: number): number => (pixels[row * 8 + column]! / 255 - 0.5) / 0.25;
    return (at(top, left) + at(top, left + 1) + at(top + 1, left) + at(top + 1, left + 1)) / 4;
  });
}

// What the service's benchmark and soak serve: a network with random weights, and JPEGs of 250x250 with the detail of photographs.

import sharp from "sharp";
import { random } from "../../src/core/random.js";
import { conv4 } from "../../src/encoders/index.js";
import { encodeEncoder, encodeInfo, encoderGraph, type ImageInput, type ModelInfo } from "../../src/model/index.js";

const input: ImageInput = {
  kind: "image",
  height: 64,
  width: 64,
  colour: "rgb",
  fit: "stretch",
  mean: [0.5, 0.5, 0.5],
  std: [0.25, 0.25, 0.25],
};

/** conv4 of 64 channels, 64x64 in colour, embeddings of 128: what `kindred train` makes of a folder of faces, untrained. */
export async function untrainedModel(): Promise<{ readonly bytes: Uint8Array; readonly threshold: number }> {
  const encoder = conv4({ width: 64, embedding: 128 });
  const graph = encoderGraph(encoder, input);
  const weights = new Map(
    graph.weights.map(({ name, shape, initialiser }) => [name, initialiser(random(1, name), shape)]),
  );
  const threshold = 1;
  const info: ModelInfo = {
    format: 1,
    kindred: "0.1.0",
    created: "2025-01-01T00:00:00.000Z",
    input,
    embedding: 128,
    encoder: { name: encoder.name, options: encoder.options },
    distance: { name: "euclidean", options: {} },
    threshold: { threshold, far: 0.01, frr: 0.02, kind: "given" },
    calibration: { kind: "logistic", slope: 2, intercept: -4 },
  };
  return { bytes: encodeEncoder(graph, { weights, metadata: encodeInfo(info) }), threshold };
}

/** Smooth shades with grain, each of its own: about 15 kB as a JPEG. */
export async function facePictures(count: number, side = 250): Promise<readonly Buffer[]> {
  return Promise.all(
    Array.from({ length: count }, async (_, picture) => {
      const generator = random(picture, "picture");
      const coarse = Uint8Array.from({ length: 16 * 16 * 3 }, () => generator.integer(256));
      const shades = await sharp(coarse, { raw: { width: 16, height: 16, channels: 3 } })
        .resize(side, side, { kernel: "cubic" })
        .raw()
        .toBuffer();
      const grain = shades.map((value) => Math.max(0, Math.min(255, value + generator.integer(25) - 12)));
      return sharp(grain, { raw: { width: side, height: side, channels: 3 } })
        .jpeg({ quality: 85 })
        .toBuffer();
    }),
  );
}

import assert from "node:assert/strict";
import { test } from "node:test";
import { random } from "../../src/core/random.js";
import type { ImageInput } from "../../src/model/image-input.js";
import { imagesInput, preprocess } from "../../src/model/preprocessing.js";
import { runGraph } from "../testkit/run-graph.js";

const inputs: readonly ImageInput[] = [
  { kind: "image", height: 3, width: 5, colour: "grey", fit: "pad", mean: [0.3], std: [0.2] },
  { kind: "image", height: 4, width: 2, colour: "rgb", fit: "pad", mean: [0.5, 0.4, 0.1], std: [0.25, 0.5, 0.1] },
];

for (const input of inputs) {
  for (const batch of [2, "batch"]) {
    test(`${input.colour}, batch ${batch}: bytes become centred and scaled channels`, async () => {
      const { height, width, mean, std } = input;
      const channels = mean.length;
      const generator = random(1, "pixels");
      const bytes = Uint8Array.from({ length: 2 * height * width * channels }, () => generator.integer(256));
      const x = preprocess(imagesInput(input, batch), input);
      assert.deepEqual(x.shape, [batch, channels, height, width]);
      const { x: got } = await runGraph(
        { x },
        { images: { dtype: "uint8", shape: [2, height, width, channels], data: bytes } },
      );
      const expected: number[] = [];
      for (let n = 0; n < 2; n++)
        for (let c = 0; c < channels; c++)
          for (let i = 0; i < height * width; i++)
            expected.push((bytes[(n * height * width + i) * channels + c]! / 255 - mean[c]!) / std[c]!);
      assert.equal(got!.length, expected.length);
      got!.forEach((value, i) =>
        assert.ok(Math.abs(value - expected[i]!) < 1e-5, `${value} at ${i}, expected ${expected[i]}`),
      );
    });
  }
}

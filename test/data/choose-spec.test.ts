import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { chooseImageSpec } from "../../src/data/choose-spec.js";
import type { ImageProbe, Spread } from "../../src/data/probe.js";
import { failure } from "../testkit/pictures.js";

const all = (value: number): Spread => ({ min: value, low: value, median: value, high: value, max: value });

/** A probe of grey photographs, all of one size. */
function probeOf(width: number, height: number, change: Partial<ImageProbe> = {}): ImageProbe {
  const sizes = { width: all(width), height: all(height), aspect: all(width / height) };
  return {
    pictures: 200_000,
    sampled: 9,
    unreadable: 0,
    ...sizes,
    greyShare: 1,
    lineArtShare: 0,
    background: "light",
    ...change,
  };
}

test("small pictures keep their size, digits 28x28", () => {
  const { spec, augment } = chooseImageSpec(probeOf(28, 28, { lineArtShare: 0.98, background: "dark" }));
  assert.deepEqual(spec, { height: 28, width: 28, colour: "grey", fit: "stretch" });
  assert.equal(augment, "handwriting");
});

test("faces of ORL, drawings of Omniglot", () => {
  const few = chooseImageSpec(probeOf(92, 112, { pictures: 300 }));
  assert.deepEqual(few.spec, { height: 28, width: 24, colour: "grey", fit: "stretch" });
  assert.match(few.reasons.join("\n"), /300 are too few to learn finer detail/);
  const faces = chooseImageSpec(probeOf(92, 112));
  assert.deepEqual(faces.spec, { height: 64, width: 48, colour: "grey", fit: "stretch" });
  assert.equal(faces.augment, "photo");
  const drawings = chooseImageSpec(probeOf(105, 105, { lineArtShare: 1 }));
  assert.deepEqual(drawings.spec, { height: 64, width: 64, colour: "grey", fit: "stretch" });
});

test("signatures: a wide canvas, padded, because their shapes differ", () => {
  const aspect = { min: 0.75, low: 1.1, median: 1.85, high: 3.1, max: 7.5 };
  const { spec } = chooseImageSpec(probeOf(256, 138, { aspect, lineArtShare: 1 }));
  assert.deepEqual(spec, { height: 48, width: 96, colour: "grey", fit: "pad" });
});

test("photographs: colour, and a square where upright and lying ones are mixed", () => {
  const aspect = { min: 0.5, low: 0.67, median: 1.33, high: 1.5, max: 2 };
  const { spec, reasons } = chooseImageSpec(probeOf(1600, 1200, { aspect, greyShare: 0.1 }));
  assert.deepEqual(spec, { height: 96, width: 96, colour: "rgb", fit: "pad" });
  assert.match(reasons.join("\n"), /square, because upright and lying pictures are mixed/);
});

test("line art is grey whatever the colour of its ink", () => {
  assert.equal(chooseImageSpec(probeOf(200, 200, { greyShare: 0, lineArtShare: 0.9 })).spec.colour, "grey");
});

test("what is given is taken, and gets no reason", () => {
  const given = { size: [32, 40], colour: "rgb", fit: "pad" } as const;
  const { spec, reasons } = chooseImageSpec(probeOf(92, 112), given);
  assert.deepEqual(spec, { height: 32, width: 40, colour: "rgb", fit: "pad" });
  assert.deepEqual(reasons, ['augmentation "photo": the pictures are not line art']);
  const square = chooseImageSpec(probeOf(92, 112), { size: 64 });
  assert.deepEqual([square.spec.height, square.spec.width, square.spec.fit], [64, 64, "pad"]);
  assert.throws(
    () => chooseImageSpec(probeOf(9, 9), { size: 0 }),
    failure("INVALID_OPTION", /height must be .* got 0/),
  );
});

test("a sentence for each decision", () => {
  assert.deepEqual(chooseImageSpec(probeOf(92, 112)).reasons, [
    "size 48x64: pictures are 92x112 (median, width x height), shrunk to train in reasonable time, near their aspect ratio of 0.82",
    "grey: 100 % of the pictures have no colour",
    "stretched to the canvas: all pictures have nearly its shape",
    'augmentation "photo": the pictures are not line art',
  ]);
});

test("any size: never much larger than the pictures, never over 96 x 96, sides in multiples of 16", () => {
  const side = fc.integer({ min: 49, max: 5000 });
  fc.assert(
    fc.property(side, side, (width, height) => {
      const { spec } = chooseImageSpec(probeOf(width, height));
      assert.ok(spec.height * spec.width <= 96 * 96);
      assert.ok(spec.height % 16 === 0 && spec.width % 16 === 0);
      assert.ok(spec.height * spec.width <= 1.5 * width * height);
      // The shape is kept as far as a factor of four.
      const wanted = Math.min(4, Math.max(0.25, width / height));
      assert.ok(Math.abs(Math.log(spec.width / spec.height / wanted)) < Math.log(1.4));
    }),
  );
});

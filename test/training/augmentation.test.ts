import assert from "node:assert/strict";
import { test } from "node:test";
import { augmentOptions, augmentPresets, isGeometric, isTonal } from "../../src/training/augmentation.js";
import { failure } from "../testkit/pictures.js";

test("presets by name, options as given", () => {
  assert.equal(augmentOptions("photo"), augmentPresets.photo);
  const own = { rotate: 5, scale: [0.9, 1.1] } as const;
  assert.equal(augmentOptions(own), own);
  for (const preset of Object.values(augmentPresets)) assert.equal(augmentOptions(preset), preset);
});

const wrong: readonly [unknown, RegExp][] = [
  ["photos", /unknown "photos", did you mean "photo"/],
  [{ rotat: 3 }, /unknown "rotat", did you mean "rotate"/],
  [{ rotate: 200 }, /rotate must be within 0\.\.180, got 200/],
  [{ flip: -1 }, /flip must be within 0\.\.1/],
  [{ shift: NaN }, /shift must be within/],
  [{ scale: [1.1, 0.9] }, /scale must be two factors .* got \[1\.1,0\.9\]/],
  [{ contrast: 2 }, /contrast must be two factors/],
  [{ stretch: [0, 1] }, /stretch must be two factors/],
  [{ fill: "white" }, /fill must be "background" or "edge", got "white"/],
];

for (const [value, words] of wrong) {
  test(`refused: ${JSON.stringify(value)}`, () => {
    assert.throws(() => augmentOptions(value as "none"), failure("INVALID_OPTION", words));
  });
}

test("what an option changes", () => {
  for (const name of ["rotate", "shear", "shift", "flip"]) assert.ok(isGeometric({ [name]: 0.1 }), name);
  for (const name of ["scale", "stretch"]) assert.ok(isGeometric({ [name]: [1, 2] }), name);
  assert.equal(isGeometric({ brightness: 1, contrast: [1, 2], erase: 1, rotate: 0 }), false);
  assert.deepEqual([{ brightness: 1 }, { contrast: [1, 2] as const }, { rotate: 3 }].map(isTonal), [true, true, false]);
});

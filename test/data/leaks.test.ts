import assert from "node:assert/strict";
import { copyFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { Sharp } from "sharp";
import { random } from "../../src/core/random.js";
import { imageFolder } from "../../src/data/image-folder.js";
import { leakWarnings } from "../../src/data/leaks.js";
import { picture, temporaryFolder, write } from "../testkit/pictures.js";

/** A smooth picture of its own for every seed. */
function scene(seed: number): Sharp {
  const generator = random(seed, "scene");
  const parts = Array.from({ length: 5 }, () => [3 * generator.next(), 3 * generator.next(), 6.3 * generator.next()]);
  return picture(40, 48, (x, y) => {
    const sum = parts.reduce((total, [a, b, phase]) => total + Math.sin((a! * x) / 7 + (b! * y) / 7 + phase!), 0);
    const value = Math.round(128 + 22 * sum);
    return [value, value, value];
  });
}

test("the same file, the same picture saved again, and classes of one name; nothing where nothing is shared", async () => {
  const [training, test_] = [temporaryFolder(), temporaryFolder()];
  for (let i = 0; i < 8; i++) write(training, `c${i % 4}/${i}.png`, await scene(i).png().toBuffer());
  for (let i = 20; i < 26; i++) write(test_, `d${i % 3}/${i}.png`, await scene(i).png().toBuffer());
  assert.deepEqual(await leakWarnings(await imageFolder(training), await imageFolder(test_)), []);
  copyFileSync(join(training, "c1/5.png"), join(test_, "d0/renamed.png"));
  write(test_, "d1/again.jpg", await scene(6).resize(30, 36).jpeg({ quality: 60 }).toBuffer());
  mkdirSync(join(test_, "c2"));
  write(test_, "c2/new.png", await scene(40).png().toBuffer());
  write(test_, "d2/broken.png", "no picture");
  const found = await leakWarnings(await imageFolder(training), await imageFolder(test_));
  assert.deepEqual(
    found.map(({ code, count, examples }) => [code, count, examples]),
    [
      ["SHARED_CONTENT", 1, ["d0/renamed.png is c1/5.png"]],
      ["NEAR_DUPLICATES", 1, ["d1/again.jpg is like c2/6.png"]],
      ["SHARED_CLASSES", 1, ["c2"]],
    ],
  );
});

// What the help of `train` names is what there is: its words are written by hand, so that help needs nothing loaded.

import assert from "node:assert/strict";
import { test } from "node:test";
import { trainCommand } from "../../src/cli/commands/train.js";
import { distanceNames } from "../../src/distances/index.js";
import { encoderNames } from "../../src/encoders/index.js";
import { lossNames } from "../../src/losses/index.js";
import { augmentPresets, optimiserNames, scheduleNames } from "../../src/training/index.js";

const options = new Map(trainCommand({}).options.map(({ long, description }) => [long, description]));

/** `mlp` takes no pictures; the other needs something learned beforehand. */
const notForPictures = ["mlp", "weighted-manhattan"];

for (const [option, names] of [
  ["--encoder", encoderNames],
  ["--loss", lossNames],
  ["--distance", distanceNames],
  ["--optimizer", optimiserNames],
  ["--schedule", scheduleNames],
  ["--augment", ["auto", ...Object.keys(augmentPresets)]],
] as const) {
  test(`${option} names every choice, and no other`, () => {
    const listed = options
      .get(option)!
      .replace(/ \(.*/, "")
      .replace(/ for (series|texts|tables)/g, "")
      .split(/[,;] | or /);
    assert.deepEqual([...listed].sort(), names.filter((name) => !notForPictures.includes(name)).sort());
  });
}

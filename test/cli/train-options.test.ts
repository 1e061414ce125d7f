// From flags, dotted options and a config file to the options of `train`.

import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { defaultRun, trainSettings } from "../../src/cli/train-options.js";
import { operatingPoint } from "../../src/cli/values.js";
import { failure, temporaryFolder, write } from "../testkit/pictures.js";

const folder = temporaryFolder();

test("nothing given: only the run's folder, after the data's name", async () => {
  assert.deepEqual(await trainSettings("pictures/faces/", {}, {}), { run: join("runs", "faces") });
  assert.equal(defaultRun("lists/faces.csv"), join("runs", "faces"));
});

test("parts are put together of a name, flags of their own and dotted options", async () => {
  const flags = {
    encoder: "resnet",
    width: 16,
    embedding: 32,
    loss: "triplet",
    margin: 0.3,
    far: 0.01,
    optimizer: "sgd",
  };
  const dotted = { encoder: { blocks: 2 }, loss: { mining: "hard" }, optimizer: { momentum: 0.9 } };
  assert.deepEqual(await trainSettings("faces", flags, dotted), {
    encoder: { name: "resnet", options: { width: 16, embedding: 32, blocks: 2 } },
    loss: { name: "triplet", options: { mining: "hard" } },
    optimiser: { name: "sgd", options: { momentum: 0.9 } },
    ...{ margin: 0.3, threshold: { far: 0.01 }, run: join("runs", "faces") },
  });
  const unnamed = await trainSettings("faces", { depth: 3 }, {});
  assert.deepEqual(unnamed.encoder, { options: { depth: 3 } });
});

test("miner, sampler and memory, by flags and dotted options, over a config file", async () => {
  const flags = { loss: "triplet", miner: "multi-similarity", sampler: "hard", memory: 1024 };
  const dotted = { miner: { epsilon: 0.1 }, sampler: { near: 5 }, memory: { from: 200 } };
  const composed = {
    miner: { name: "multi-similarity", options: { epsilon: 0.1 } },
    sampler: { name: "hard", options: { near: 5 } },
    memory: { size: 1024, from: 200 },
  };
  const { run: _, loss: __, ...given } = await trainSettings("faces", flags, dotted);
  assert.deepEqual(given, composed);
  const config = write(folder, "composed.json", JSON.stringify(composed));
  const changed = await trainSettings("faces", { config, miner: "hdc", memory: 64 }, { sampler: { pictures: 2 } });
  assert.deepEqual(changed.miner, { name: "hdc", options: {} });
  assert.deepEqual(changed.sampler, { name: "hard", options: { near: 5, pictures: 2 } });
  assert.deepEqual(changed.memory, { size: 64, from: 200 });
});

test("flags count more than the config file; another name leaves its options behind", async () => {
  const config = write(
    folder,
    "c.json",
    JSON.stringify({ encoder: { name: "conv4", options: { width: 8 } }, epochs: 9, lr: 1, run: "r" }),
  );
  const kept = await trainSettings("faces", { config, depth: 2, lr: 2 }, {});
  assert.deepEqual(kept, { encoder: { name: "conv4", options: { width: 8, depth: 2 } }, epochs: 9, lr: 2, run: "r" });
  const other = await trainSettings("faces", { config, encoder: "resnet", minutes: 1 }, {});
  assert.deepEqual([other.encoder, other.epochs, other.minutes], [{ name: "resnet", options: {} }, undefined, 1]);
});

test("a run's config.json is a config file", async () => {
  const config = write(
    folder,
    "run/config.json",
    JSON.stringify({ kindred: "0.1.0", options: { epochs: 3 }, settings: { loss: {} } }),
  );
  assert.deepEqual(await trainSettings("faces", { config }, {}), { epochs: 3, run: join("runs", "faces") });
});

test("--resume alone means the run that would be made; with a folder, that one", async () => {
  assert.deepEqual(await trainSettings("faces", { resume: true }, {}), { resume: true, run: join("runs", "faces") });
  assert.equal((await trainSettings("faces", { resume: "old", run: "new" }, {})).run, "old");
});

test("augmentation: a preset, single changes, or changes to a preset", async () => {
  const augment = async (preset: string | undefined, changes?: Record<string, unknown>): Promise<unknown> =>
    (
      await trainSettings(
        "faces",
        preset === undefined ? {} : { augment: preset },
        changes === undefined ? {} : { augment: changes },
      )
    ).augment;
  assert.equal(await augment("photo"), "photo");
  assert.deepEqual(await augment(undefined, { rotate: 5 }), { rotate: 5 });
  const changed = (await augment("photo", { rotate: 5 })) as Record<string, unknown>;
  assert.deepEqual([changed["rotate"], changed["fill"]], [5, "edge"]);
  await assert.rejects(augment("auto", { rotate: 5 }), failure("INVALID_OPTION", /name a preset/));
});

test("where the threshold is put: by name, at a rate, or by the older --far, but not twice", async () => {
  const read = operatingPoint("--threshold");
  assert.deepEqual([read("eer"), read("f1"), read("far=0.001")], ["eer", "f1", { far: 0.001 }]);
  for (const [text, message] of [
    ["far=0", /--threshold far: expected a number above 0, up to 1, got "0"/],
    ["0.7", /--threshold: expected eer, accuracy, f1 or far=RATE/],
  ] as const)
    assert.throws(() => read(text), failure("INVALID_OPTION", message));
  assert.deepEqual((await trainSettings("faces", { threshold: { far: 0.001 } }, {})).threshold, { far: 0.001 });
  const twice = trainSettings("faces", { threshold: "eer", far: 0.1 }, {});
  await assert.rejects(twice, failure("INVALID_OPTION", /give one of them/));
});

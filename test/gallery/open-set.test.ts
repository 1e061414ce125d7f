// The threshold at a false-identification rate: on figures that can be counted by hand, and on strangers that it never saw.

import assert from "node:assert/strict";
import { test } from "node:test";
import { row } from "../../src/core/embeddings.js";
import { euclidean } from "../../src/distances/index.js";
import { openGallery, combinations } from "../../src/gallery/index.js";
import { openSetThreshold } from "../../src/gallery/open-set.js";
import { clouds } from "../testkit/embeddings.js";
import { failure, temporaryFolder } from "../testkit/pictures.js";

const probes = [
  { identity: "a", distance: 1 },
  { identity: "a", distance: 5 },
  { identity: "b", distance: 2 },
  { identity: "c", distance: 3 },
  { identity: "d", distance: 4 },
];

test("each identity counts the same, and the threshold is the greatest that keeps the rate", () => {
  // Shares at 1, 2, 3, 4, 5: 1/8, 3/8, 5/8, 7/8, 1.
  for (const [rate, threshold] of [
    [0.125, 1],
    [0.37, 1],
    [0.375, 2],
    [0.8, 3],
    [0.999, 4],
  ] as const) {
    assert.equal(openSetThreshold(probes, rate), threshold, `${rate}`);
  }
});

test("a rate that one probe exceeds is refused, with the smallest that can be told", () => {
  assert.throws(() => openSetThreshold(probes, 0.1), failure("DATA_TOO_FEW", /5 items of 4 identities.* 0\.13/));
  const tied = probes.map(({ identity }) => ({ identity, distance: 2 }));
  assert.throws(() => openSetThreshold(tied, 0.5), failure("DATA_TOO_FEW", /the smallest is 1$/));
  assert.throws(() => openSetThreshold([probes[0]!], 0.5), failure("DATA_TOO_FEW", /and the gallery has not two$/));
});

test("strangers are taken for somebody about as often as was said", async () => {
  const crowd = clouds({ classes: 160, perClass: 5, width: 10, noise: 0.3 });
  const gallery = await openGallery("crowd", {
    store: temporaryFolder(),
    create: true,
    embeddings: { width: 10, distance: euclidean() },
  });
  const enrolled = crowd.ids.slice(0, 400).map((id, i) => {
    return { id, label: `p${crowd.labels![i]}`, embedding: row(crowd, i) };
  });
  await gallery.addEmbeddings(enrolled);
  for (const combine of combinations) {
    let [wrong, known] = [0, 0];
    for (let i = 400; i < 800; i++) {
      const { identity } = await gallery.identify(
        { embedding: row(crowd, i) },
        { combine, falseIdentificationRate: 0.1 },
      );
      if (identity !== undefined) wrong++;
    }
    for (let i = 0; i < 400; i += 5) {
      const { identity } = await gallery.identify(
        { embedding: row(crowd, i) },
        { combine, falseIdentificationRate: 0.1 },
      );
      if (identity === `p${crowd.labels![i]}`) known++;
    }
    // 80 identities, 80 strangers: a rate of 0.1 has a standard error of about 0.035.
    assert.ok(wrong / 400 > 0.02 && wrong / 400 < 0.22, `${combine}: ${wrong} of 400`);
    assert.ok(known >= 78, `${combine}: ${known} of 80`);
  }
  await assert.rejects(gallery.identify({ embedding: row(crowd, 0) }), failure("MODEL_UNCALIBRATED", /no threshold/));
  const both = { threshold: 1, falseIdentificationRate: 0.1 };
  await assert.rejects(gallery.identify({ embedding: row(crowd, 0) }, both), failure("INVALID_OPTION", /not both/));
  await gallery.close();
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { euclidean } from "../../src/distances/index.js";
import { scorePairs, selectPairs, suggestMargins } from "../../src/evaluation/index.js";
import { clouds } from "../testkit/embeddings.js";

function pairsOf(noise: number): ReturnType<typeof scorePairs> {
  const embeddings = clouds({ classes: 20, perClass: 6, noise });
  return scorePairs(embeddings, euclidean(), selectPairs(embeddings));
}

test("half of the different pairs, and half of the triplets, violate what is suggested", () => {
  const pairs = pairsOf(0.6);
  const { contrastive, active, triplet } = suggestMargins(pairs)!;
  const far = pairs.distances.filter((_, i) => pairs.same[i] === 0);
  assert.ok(Math.abs(far.filter((d) => d <= contrastive).length / far.length - 0.5) < 0.01);
  assert.ok(Math.abs(active.different - 0.5) < 0.01 && active.same < 0.05);
  // All triplets, by three loops over the pairs' ends.
  let [below, all] = [0, 0];
  for (let p = 0; p < pairs.a.length; p++) {
    if (pairs.same[p] !== 1) continue;
    for (let n = 0; n < pairs.a.length; n += 7) {
      if (pairs.same[n] === 1) continue;
      for (const anchor of [pairs.a[p], pairs.b[p]]) {
        if (anchor !== pairs.a[n] && anchor !== pairs.b[n]) continue;
        all++;
        if (pairs.distances[n]! - pairs.distances[p]! < triplet!) below++;
      }
    }
  }
  assert.ok(Math.abs(below / all - 0.5) < 0.05, `${below / all} of ${all}`);
  assert.deepEqual(suggestMargins(pairs), suggestMargins(pairs));
});

test("nothing is suggested where there is nothing to read off", () => {
  const pairs = pairsOf(0.6);
  const swapped = { ...pairs, same: pairs.same.map((value) => 1 - value) };
  assert.equal(suggestMargins(swapped), undefined);
  assert.equal(suggestMargins({ ...pairs, same: pairs.same.map(() => 1) }), undefined);
});

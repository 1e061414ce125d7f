import assert from "node:assert/strict";
import { test } from "node:test";
import { random } from "../../src/core/random.js";
import { euclidean } from "../../src/distances/index.js";
import {
  chooseThreshold,
  crossFit,
  fitCalibration,
  scorePairs,
  selectPairs,
  verification,
  type ScoredPairs,
} from "../../src/evaluation/index.js";
import { clouds } from "../testkit/embeddings.js";

function scored(options: Parameters<typeof clouds>[0]): { pairs: ScoredPairs; labels: Int32Array } {
  const embeddings = clouds(options);
  return { pairs: scorePairs(embeddings, euclidean(), selectPairs(embeddings)), labels: embeddings.labels! };
}

test("every pair is judged once, by what was fitted without its classes", () => {
  const { pairs, labels } = scored({ classes: 12, perClass: 4, noise: 1 });
  const result = crossFit(pairs, labels, { folds: 12, seed: 1 })!;
  assert.deepEqual(result.pairs, { same: 12 * 6, different: 66 * 16 });
  assert.equal(result.folds, 12);
  // Twelve folds of one class each: the same by two loops over the classes.
  let [accepted, rejected] = [0, 0];
  for (let f = 0; f < 12; f++) {
    for (let g = f; g < 12; g++) {
      const touches = (i: number): boolean => [pairs.a[i]!, pairs.b[i]!].some((item) => [f, g].includes(labels[item]!));
      const between = (i: number): boolean => {
        const ends = [labels[pairs.a[i]!]!, labels[pairs.b[i]!]!].sort((x, y) => x - y);
        return ends[0] === f && ends[1] === g;
      };
      const all = [...pairs.distances.keys()];
      const rest = all.filter((i) => !touches(i));
      const { threshold } = chooseThreshold({
        distances: rest.map((i) => pairs.distances[i]!),
        same: rest.map((i) => pairs.same[i]!),
      });
      for (const i of all.filter(between)) {
        if (pairs.same[i] === 1 && pairs.distances[i]! > threshold) rejected++;
        if (pairs.same[i] === 0 && pairs.distances[i]! <= threshold) accepted++;
      }
    }
  }
  assert.ok(Math.abs(result.far - accepted / (66 * 16)) < 1e-12);
  assert.ok(Math.abs(result.frr - rejected / 72) < 1e-12);
});

test("is sterner than the figures on the pairs that were fitted on, and nearer to those on new classes", () => {
  // Each class has a unit of its own, so that a calibration for these classes is not one for others.
  const generator = random(3, "units");
  let [own, crossed, fresh] = [0, 0, 0];
  const runs = 12;
  for (let run = 0; run < runs; run++) {
    const draw = (seed: number): { pairs: ScoredPairs; labels: Int32Array } => {
      const { pairs, labels } = scored({ classes: 6, perClass: 5, noise: 0.7, width: 4, seed });
      const unit = Array.from({ length: 6 }, () => 0.4 + 1.6 * generator.next());
      const scale = (i: number): number => (unit[labels[pairs.a[i]!]!]! + unit[labels[pairs.b[i]!]!]!) / 2;
      return { pairs: { ...pairs, distances: pairs.distances.map((d, i) => d * scale(i)) }, labels };
    };
    const { pairs, labels } = draw(100 + run);
    const other = draw(500 + run).pairs;
    const fit = fitCalibration(pairs, { kind: "isotonic" });
    own += verification(pairs, { calibration: fit }).calibration!.ece;
    crossed += crossFit(pairs, labels, { calibration: "isotonic", folds: 6, seed: run })!.calibration.ece;
    fresh += verification(other, { calibration: fit }).calibration!.ece;
  }
  const said = `own ${own / runs}, cross-fitted ${crossed / runs}, new ${fresh / runs}`;
  assert.ok(own < 0.03 * runs && crossed > 2 * own, said);
  assert.ok(Math.abs(crossed - fresh) < 0.5 * Math.abs(own - fresh), said);
});

test("errors of the probabilities: small where the model is right, for both kinds; a function of the seed", () => {
  const { pairs, labels } = scored({ classes: 40, perClass: 6, noise: 0.9 });
  for (const calibration of ["logistic", "isotonic"] as const) {
    const result = crossFit(pairs, labels, { calibration, seed: 2 })!;
    assert.ok(result.calibration.ece < 0.06, `${calibration}: ${result.calibration.ece}`);
    const { slope } = fitCalibration(pairs);
    assert.ok(slope > 0 && result.calibration.brier < 0.25);
    assert.deepEqual(crossFit(pairs, labels, { calibration, seed: 2 }), result);
  }
});

test("too few classes, or a rate that the folds cannot show: nothing, not a guess", () => {
  const three = scored({ classes: 3, perClass: 5 });
  assert.equal(crossFit(three.pairs, three.labels), undefined);
  const five = scored({ classes: 5, perClass: 5 });
  assert.ok(crossFit(five.pairs, five.labels) !== undefined);
  assert.equal(crossFit(five.pairs, five.labels, { threshold: { far: 0.005 } }), undefined);
});

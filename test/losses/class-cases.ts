// The losses with weights of their own, for the contract suite.

import {
  arcface,
  centre,
  cosface,
  largeMarginSoftmax,
  normalisedSoftmax,
  proxyAnchor,
  proxyNca,
  softTriple,
  sphereface,
  subCentreArcface,
} from "../../src/losses/index.js";
import { CLASSES, D, type LossCase, numbersOf } from "./case.js";
import {
  type NaiveSoftmax,
  naiveAngleMultiple,
  naiveAngleSum,
  naiveCentre,
  naiveProxyAnchor,
  naiveProxyNca,
  naiveSoftMaximum,
  naiveSoftmax,
  norm,
} from "./naive-classes.js";
import { fold } from "./run-loss.js";

const K = 3;
const WEIGHT = fold(numbersOf(D * CLASSES, "classes"), CLASSES);
const CENTRES = fold(numbersOf(D * CLASSES * K, "centres"), CLASSES * K);
const weight = Float32Array.from(WEIGHT.flat());
const centres = Float32Array.from(CENTRES.flat());

/** A softmax over cosines, with something done at the right class. */
function softmaxCase(loss: LossCase["loss"], naive: NaiveSoftmax, name = loss.name): LossCase {
  const single = naive.perClass === undefined;
  return {
    name,
    loss,
    naive: (rows, labels) => naiveSoftmax(rows, labels, single ? WEIGHT : CENTRES, naive),
    parameters: { weight: single ? weight : centres },
  };
}

export const classCases: readonly LossCase[] = [
  softmaxCase(cosface({ margin: 0.2, scale: 8 }), { own: (c) => c - 0.2, factor: () => 8 }),
  softmaxCase(normalisedSoftmax({ temperature: 0.2 }), { own: (c) => c, factor: () => 5 }),
  ...[0, 0.5, 1.5].map((margin) =>
    softmaxCase(
      arcface({ margin, scale: 8 }),
      { own: (c) => naiveAngleSum(c, margin), factor: () => 8 },
      `arcface, margin ${margin}`,
    ),
  ),
  softmaxCase(subCentreArcface({ scale: 8, subCentres: K }), {
    perClass: K,
    own: (c) => naiveAngleSum(c, 0.5),
    factor: () => 8,
  }),
  ...[1, 2, 3, 4, 7].map((margin) =>
    softmaxCase(
      sphereface({ margin, scale: 2 }),
      { own: (c) => naiveAngleMultiple(c, margin), factor: (row) => 2 * norm(row) },
      `sphereface, margin ${margin}`,
    ),
  ),
  softmaxCase(largeMarginSoftmax({ margin: 3 }), {
    own: (c) => naiveAngleMultiple(c, 3),
    factor: (row, column) => norm(row) * norm(column),
  }),
  ...(["others", "all"] as const).map((denominator): LossCase => ({
    name: `proxy-nca over ${denominator}`,
    loss: proxyNca({ softmaxScale: 3, denominator }),
    naive: (rows, labels) => naiveProxyNca(rows, labels, WEIGHT, 3, denominator === "others"),
    signed: denominator === "others",
    parameters: { weight },
  })),
  {
    name: "proxy-anchor",
    loss: proxyAnchor({ alpha: 6 }),
    naive: (rows, labels) => naiveProxyAnchor(rows, labels, WEIGHT, 0.1, 6),
    parameters: { weight },
  },
  softmaxCase(softTriple({ centresPerClass: K, la: 5, gamma: 0.3, margin: 0.1 }), {
    perClass: K,
    join: (values) => naiveSoftMaximum(values, 0.3),
    own: (s) => s - 0.1,
    factor: () => 5,
  }),
  {
    name: "centre",
    loss: centre(),
    naive: (rows, labels) => naiveCentre(rows, labels, fold(Array.from(weight), D)),
    parameters: { centres: weight },
  },
];

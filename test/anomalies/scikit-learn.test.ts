// Scores equal to scikit-learn's 1.7 on the same rows: LocalOutlierFactor(novelty=True) and LedoitWolf().mahalanobis.

import { test } from "node:test";
import { matrix } from "../../src/core/matrix.js";
import { localOutlierFactor, mahalanobisMethod, nearestNeighbours } from "../../src/anomalies/index.js";
import { close, runMethod } from "./run-method.js";

const normal = matrix([
  [-0.8, -1.32, -0.25],
  [0.42, 1.14, 0.11],
  [-0.55, -0.78, 0.75],
  [1.63, 0.27, -1.23],
  [-0.96, 1.6, 0.2],
  [-1.73, -0.08, -1.16],
  [-0.63, -0.49, -0.71],
  [0.55, -0.06, -0.59],
  [0.41, 0.83, -1.64],
  [-0.26, -0.98, -0.17],
  [-1.29, 0.02, -0.04],
  [-0.3, -1.05, -0.4],
]);
const probes = matrix([
  [-1.64, -2.03, 0.34],
  [-1.66, 1.76, 1.07],
  [-3, 0.41, -1.65],
  [0.05, 0.07, -2.98],
  [-0.35, -0.38, 1.44],
]);

test("local outlier factor of 3 neighbours", async () => {
  const expected = [1.70752446400051, 1.3429668023927672, 1.9826797289694487, 1.7327176380795042, 1.4382236198734626];
  close(await runMethod(localOutlierFactor({ k: 3 }), normal, probes), expected, 1e-5);
});

test("local outlier factor of more neighbours than there are: all others", async () => {
  const expected = [1.0833271810029337, 1.0996849997715052, 1.1379973995042425, 1.0418327518713126, 0.9976677038967484];
  close(await runMethod(localOutlierFactor(), normal, probes), expected, 1e-5);
});

test("Mahalanobis distance, shrunk after Ledoit and Wolf", async () => {
  const expected = [3.078991322994879, 3.3745769402878603, 3.714032438741631, 3.182750863540604, 2.335887377215];
  close(await runMethod(mahalanobisMethod(), normal, probes), expected, 1e-5);
});

test("nearest neighbours: the mean distance of the k nearest, counted by hand", async () => {
  const expected = Array.from({ length: probes.rows }, (_, i) => {
    const distances = Array.from({ length: normal.rows }, (_, j) =>
      Math.hypot(...[0, 1, 2].map((c) => probes.data[3 * i + c]! - normal.data[3 * j + c]!)),
    );
    const nearest = distances.toSorted((a, b) => a - b).slice(0, 4);
    return nearest.reduce((sum, value) => sum + value, 0) / 4;
  });
  close(await runMethod(nearestNeighbours({ k: 4 }), normal, probes), expected, 1e-6);
});

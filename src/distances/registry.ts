// Distances by name: as they stand in options, config files and model metadata.

import { check } from "../core/errors.js";
import { unknownName } from "../core/suggest.js";
import { brayCurtis } from "./bray-curtis.js";
import { canberra } from "./canberra.js";
import { chebyshev } from "./chebyshev.js";
import { correlation } from "./correlation.js";
import { cosine } from "./cosine.js";
import type { Distance, Vector } from "./distance.js";
import { euclidean } from "./euclidean.js";
import { expManhattan } from "./exp-manhattan.js";
import { mahalanobis } from "./mahalanobis.js";
import { manhattan } from "./manhattan.js";
import { minkowski } from "./minkowski.js";
import { signalToNoise } from "./signal-to-noise.js";
import { squaredEuclidean } from "./squared-euclidean.js";
import { weightedManhattan } from "./weighted-manhattan.js";

type Options = Readonly<Record<string, unknown>>;

interface Entry {
  /** Names of the options it takes. */
  readonly options: readonly string[];
  make(options: Options): Distance;
}

const entries: Readonly<Record<string, Entry>> = {
  euclidean: { options: [], make: euclidean },
  "squared-euclidean": { options: [], make: squaredEuclidean },
  cosine: { options: [], make: cosine },
  manhattan: { options: [], make: manhattan },
  minkowski: { options: ["p"], make: ({ p = 3 }) => minkowski({ p: p as number }) },
  chebyshev: { options: [], make: chebyshev },
  canberra: { options: [], make: canberra },
  "bray-curtis": { options: [], make: brayCurtis },
  correlation: { options: [], make: correlation },
  "signal-to-noise": { options: [], make: signalToNoise },
  "exp-manhattan": { options: [], make: expManhattan },
  mahalanobis: {
    options: ["whitening"],
    make: ({ whitening }) => mahalanobis({ whitening: whitening as readonly Vector[] }),
  },
  "weighted-manhattan": {
    options: ["weights", "bias"],
    make: ({ weights, bias = 0 }) => weightedManhattan({ weights: weights as Vector, bias: bias as number }),
  },
};

/** Every distance's name. */
export const distanceNames: readonly string[] = Object.keys(entries);

/**
 * The distance called `name`; `distanceByName(d.name, d.options)` rebuilds d.
 *
 * @throws INVALID_OPTION for an unknown name (with "did you mean") or option
 */
export function distanceByName(name: string, options: Options = {}): Distance {
  const entry = Object.hasOwn(entries, name) ? entries[name] : undefined;
  if (entry === undefined) throw unknownName("distance", name, distanceNames);
  for (const key of Object.keys(options)) {
    check(entry.options.includes(key), "INVALID_OPTION", () => {
      const known = entry.options.length === 0 ? "none" : entry.options.join(", ");
      return `distance ${name}: unknown option "${key}". Known: ${known}`;
    });
  }
  return entry.make(options);
}

// Losses by name: as they stand in options, config files and model metadata.

import { type Options, checkNames } from "../core/options.js";
import { unknownName } from "../core/suggest.js";
import { arcface } from "./arcface.js";
import { centre } from "./centre.js";
import { contrastive } from "./contrastive.js";
import { cosface } from "./cosface.js";
import { distanceOption } from "./distance-option.js";
import { largeMarginSoftmax } from "./large-margin-softmax.js";
import type { Loss } from "./loss.js";
import { multiSimilarity } from "./multi-similarity.js";
import { normalisedSoftmax } from "./normalised-softmax.js";
import { pairClassifier } from "./pair-classifier.js";
import { proxyAnchor } from "./proxy-anchor.js";
import { proxyNca } from "./proxy-nca.js";
import { reducerOption } from "./reducers/registry.js";
import { softTriple } from "./soft-triple.js";
import { sphereface } from "./sphereface.js";
import { subCentreArcface } from "./sub-centre-arcface.js";
import { supcon } from "./supcon.js";
import { triplet } from "./triplet.js";

interface Entry {
  /** Names of the options it takes. */
  readonly options: readonly string[];
  make(options: Options): Loss;
}

const entries: Readonly<Record<string, Entry>> = {
  contrastive: {
    options: ["margin", "positiveMargin", "squared", "half", "balance", "reducer", "distance"],
    make: contrastive,
  },
  triplet: { options: ["margin", "mining", "soft", "swap", "average", "distance"], make: triplet },
  "pair-classifier": { options: ["balance", "reducer"], make: pairClassifier },
  cosface: { options: ["margin", "scale"], make: cosface },
  arcface: { options: ["margin", "scale"], make: arcface },
  "sub-centre-arcface": { options: ["margin", "scale", "subCentres"], make: subCentreArcface },
  sphereface: { options: ["margin", "scale"], make: sphereface },
  "large-margin-softmax": { options: ["margin", "scale"], make: largeMarginSoftmax },
  "normalised-softmax": { options: ["temperature"], make: normalisedSoftmax },
  "proxy-nca": { options: ["softmaxScale", "denominator"], make: proxyNca },
  "proxy-anchor": { options: ["margin", "alpha"], make: proxyAnchor },
  "soft-triple": { options: ["centresPerClass", "la", "gamma", "margin"], make: softTriple },
  centre: { options: [], make: centre },
  supcon: { options: ["temperature", "reducer", "distance"], make: supcon },
  "multi-similarity": { options: ["alpha", "beta", "base", "epsilon", "reducer"], make: multiSimilarity },
};

/** Every loss's name. */
export const lossNames: readonly string[] = Object.keys(entries);

/**
 * The loss called `name`; `lossByName(l.name, l.options)` rebuilds l. `distance` and `reducer` may be a name, `{ name,
 * options }` or the object itself.
 *
 * @throws INVALID_OPTION for an unknown name or option (with "did you mean"), or a value outside its range
 */
export function lossByName(name: string, options: Options = {}): Loss {
  const entry = Object.hasOwn(entries, name) ? entries[name] : undefined;
  if (entry === undefined) throw unknownName("loss", name, lossNames);
  checkNames(name, options, entry.options);
  const distance = distanceOption(name, options["distance"]);
  const reducer = reducerOption(name, options["reducer"]);
  return entry.make({ ...options, ...(distance && { distance }), ...(reducer && { reducer }) });
}

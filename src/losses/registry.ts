// Losses by name: as they stand in options, config files and model metadata.

import { type Options, checkNames } from "../core/options.js";
import { unknownName } from "../core/suggest.js";
import { contrastive } from "./contrastive.js";
import { cosface } from "./cosface.js";
import { distanceOption } from "./distance-option.js";
import type { Loss } from "./loss.js";
import { multiSimilarity } from "./multi-similarity.js";
import { pairClassifier } from "./pair-classifier.js";
import { supcon } from "./supcon.js";
import { triplet } from "./triplet.js";

interface Entry {
  /** Names of the options it takes. */
  readonly options: readonly string[];
  make(options: Options): Loss;
}

const entries: Readonly<Record<string, Entry>> = {
  contrastive: { options: ["margin", "positiveMargin", "balance", "distance"], make: contrastive },
  triplet: { options: ["margin", "mining", "soft", "swap", "average", "distance"], make: triplet },
  "pair-classifier": { options: ["balance"], make: pairClassifier },
  cosface: { options: ["margin", "scale"], make: cosface },
  supcon: { options: ["temperature"], make: supcon },
  "multi-similarity": { options: ["alpha", "beta", "base", "epsilon"], make: multiSimilarity },
};

/** Every loss's name. */
export const lossNames: readonly string[] = Object.keys(entries);

/**
 * The loss called `name`; `lossByName(l.name, l.options)` rebuilds l. `distance` may be a name, `{ name, options }` or a Distance.
 *
 * @throws INVALID_OPTION for an unknown name or option (with "did you mean"), or a value outside its range
 */
export function lossByName(name: string, options: Options = {}): Loss {
  const entry = Object.hasOwn(entries, name) ? entries[name] : undefined;
  if (entry === undefined) throw unknownName("loss", name, lossNames);
  checkNames(name, options, entry.options);
  const distance = distanceOption(name, options["distance"]);
  return entry.make(distance === undefined ? options : { ...options, distance });
}

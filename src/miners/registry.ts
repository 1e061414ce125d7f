// Miners by name: as they stand in options and config files.

import { type Options, checkNames } from "../core/options.js";
import { unknownName } from "../core/suggest.js";
import { angular } from "./angular.js";
import { batchEasyHard } from "./batch-easy-hard.js";
import { batchHard } from "./batch-hard.js";
import { distanceWeighted } from "./distance-weighted.js";
import { hdc } from "./hdc.js";
import type { Miner } from "./miner.js";
import { multiSimilarityMiner } from "./multi-similarity.js";
import { pairMargin } from "./pair-margin.js";
import { tripletMargin } from "./triplet-margin.js";
import { uniformHistogram } from "./uniform-histogram.js";

interface Entry {
  /** Names of the options it takes. */
  readonly options: readonly string[];
  make(options: Options): Miner;
}

const entries: Readonly<Record<string, Entry>> = {
  "batch-hard": { options: [], make: batchHard },
  "batch-easy-hard": {
    options: ["posStrategy", "negStrategy", "allowedPosRange", "allowedNegRange"],
    make: batchEasyHard,
  },
  "triplet-margin": { options: ["margin", "typeOfTriplets"], make: tripletMargin },
  "pair-margin": { options: ["posMargin", "negMargin"], make: pairMargin },
  "multi-similarity": { options: ["epsilon"], make: multiSimilarityMiner },
  hdc: { options: ["filterPercentage"], make: hdc },
  angular: { options: ["angle"], make: angular },
  "distance-weighted": { options: ["cutoff", "nonzeroLossCutoff"], make: distanceWeighted },
  "uniform-histogram": { options: ["numBins", "posPerBin", "negPerBin"], make: uniformHistogram },
};

/** Every miner's name. */
export const minerNames: readonly string[] = Object.keys(entries);

/**
 * The miner called `name`; `minerByName(m.name, m.options)` rebuilds m.
 *
 * @throws INVALID_OPTION for an unknown name or option (with "did you mean"), or a value outside its range
 */
export function minerByName(name: string, options: Options = {}): Miner {
  const entry = Object.hasOwn(entries, name) ? entries[name] : undefined;
  if (entry === undefined) throw unknownName("miner", name, minerNames);
  checkNames(`miner ${name}`, options, entry.options);
  return entry.make(options);
}

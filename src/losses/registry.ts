// Losses by name: as they stand in options, config files and model metadata.

import { KindredError, check } from "../core/errors.js";
import { type Options, checkNames } from "../core/options.js";
import { unknownName } from "../core/suggest.js";
import { angular } from "./angular.js";
import { arcface } from "./arcface.js";
import { barlowTwins } from "./barlow-twins.js";
import { centre } from "./centre.js";
import { circle } from "./circle.js";
import { contrastive } from "./contrastive.js";
import { cosent } from "./cosent.js";
import { cosface } from "./cosface.js";
import { cosineMse } from "./cosine-mse.js";
import { distanceOption } from "./distance-option.js";
import { dynamicSoftMargin } from "./dynamic-soft-margin.js";
import { fastAp } from "./fast-ap.js";
import { generalisedLiftedStructure } from "./generalised-lifted-structure.js";
import { histogram } from "./histogram.js";
import { instance } from "./instance.js";
import { intraPairVariance } from "./intra-pair-variance.js";
import { largeMarginSoftmax } from "./large-margin-softmax.js";
import { liftedStructure } from "./lifted-structure.js";
import type { Loss } from "./loss.js";
import { marginLoss } from "./margin-loss.js";
import { malstm } from "./malstm.js";
import { multipleNegativesRanking } from "./multiple-negatives-ranking.js";
import { type Member, multiple } from "./multiple.js";
import { multiSimilarity } from "./multi-similarity.js";
import { nPairs } from "./n-pairs.js";
import { nca } from "./nca.js";
import { normalisedSoftmax } from "./normalised-softmax.js";
import { ntXent } from "./nt-xent.js";
import { pairClassifier } from "./pair-classifier.js";
import { pnp } from "./pnp.js";
import { proxyAnchor } from "./proxy-anchor.js";
import { proxyNca } from "./proxy-nca.js";
import { rankedList } from "./ranked-list.js";
import { reducerOption } from "./reducers/registry.js";
import { signalToNoiseContrastive } from "./signal-to-noise-contrastive.js";
import { regulariserByName } from "./regularisers.js";
import { selfSupervised } from "./self-supervised.js";
import { simclr } from "./simclr.js";
import { simsiam } from "./simsiam.js";
import { softTriple } from "./soft-triple.js";
import { sphereface } from "./sphereface.js";
import { subCentreArcface } from "./sub-centre-arcface.js";
import { supcon } from "./supcon.js";
import { thresholdConsistentMargin } from "./threshold-consistent-margin.js";
import { triplet } from "./triplet.js";
import { tupletMargin } from "./tuplet-margin.js";
import { vicreg } from "./vicreg.js";

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
  triplet: { options: ["margin", "mining", "soft", "swap", "reducer", "distance"], make: triplet },
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
  "signal-to-noise-contrastive": { options: ["negMargin", "posMargin", "reducer"], make: signalToNoiseContrastive },
  "nt-xent": { options: ["temperature", "denominator", "reducer", "distance"], make: ntXent },
  circle: { options: ["m", "gamma", "reducer"], make: circle },
  "lifted-structure": { options: ["negMargin", "posMargin", "reducer", "distance"], make: liftedStructure },
  "generalised-lifted-structure": {
    options: ["negMargin", "posMargin", "reducer", "distance"],
    make: generalisedLiftedStructure,
  },
  nca: { options: ["softmaxScale", "reducer", "distance"], make: nca },
  "n-pairs": { options: ["reducer"], make: nPairs },
  angular: { options: ["alpha", "normaliseNegatives", "reducer"], make: angular },
  "tuplet-margin": { options: ["margin", "scale", "reducer"], make: tupletMargin },
  "intra-pair-variance": { options: ["posEps", "negEps", "reducer"], make: intraPairVariance },
  margin: { options: ["margin", "beta", "learnBeta", "nu", "reducer", "distance"], make: marginLoss },
  "ranked-list": { options: ["margin", "tn", "tp", "imbalance", "alpha", "reducer", "distance"], make: rankedList },
  "fast-ap": { options: ["numBins", "reducer"], make: fastAp },
  pnp: { options: ["variant", "b", "alpha", "anneal", "reducer"], make: pnp },
  histogram: { options: ["nBins"], make: histogram },
  "dynamic-soft-margin": {
    options: ["minVal", "numBins", "momentum", "triplets", "weightGradient"],
    make: dynamicSoftMargin,
  },
  "threshold-consistent-margin": {
    options: ["lambdaPlus", "lambdaMinus", "marginPlus", "marginMinus", "reducer"],
    make: thresholdConsistentMargin,
  },
  instance: { options: ["gamma", "target", "reducer"], make: instance },
  "cosine-mse": { options: [], make: cosineMse },
  malstm: { options: ["scale"], make: malstm },
  cosent: { options: ["scale"], make: cosent },
  "multiple-negatives-ranking": { options: ["scale", "symmetric"], make: multipleNegativesRanking },
  simclr: { options: ["temperature", "projector"], make: simclr },
  vicreg: { options: ["invarianceLambda", "varianceMu", "covarianceV", "eps", "projector"], make: vicreg },
  "barlow-twins": { options: ["lambda", "projector"], make: barlowTwins },
  simsiam: { options: ["predictor", "projector"], make: simsiam },
  "self-supervised": {
    options: ["loss"],
    make: ({ loss = "supcon" }) => selfSupervised(partOption("self-supervised", "loss", loss, lossByName)),
  },
  multiple: { options: ["members"], make: ({ members }) => multiple(membersOption(members)) },
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

/** The members of a weighted sum, as files say them: parts by name. */
function membersOption(value: unknown): readonly Member[] {
  const list: unknown[] = Array.isArray(value) ? value : [];
  check(list.length > 0, "INVALID_OPTION", () => {
    return `multiple: members must be a list such as [{ "loss": "arcface" }, ...], got ${JSON.stringify(value)}`;
  });
  return list.map((each) => {
    const { loss, regulariser, ...rest } = (
      typeof each === "object" && each !== null ? each : { loss: each }
    ) as Options;
    if (regulariser === undefined) return { ...rest, loss: partOption("multiple", "loss", loss, lossByName) };
    return { ...rest, regulariser: partOption("multiple", "regulariser", regulariser, regulariserByName) };
  });
}

/** A part within another's options: made already, a name, or a name and options. */
function partOption<T>(where: string, key: string, value: unknown, byName: (name: string, options?: Options) => T): T {
  if (typeof value === "string") return byName(value);
  if (typeof value === "object" && value !== null) {
    const {
      name,
      options = {},
      build,
    } = value as { readonly name?: unknown; options?: Options; readonly build?: unknown };
    if (typeof build === "function") return value as T;
    if (typeof name === "string") return byName(name, options);
  }
  throw new KindredError(
    "INVALID_OPTION",
    `${where}: ${key} must be a name, or { name, options }, got ${JSON.stringify(value)}`,
  );
}

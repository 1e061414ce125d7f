// The losses that `train` names in its help: written out, so that help needs nothing loaded. test/cli/names.test.ts compares
// them with what there is.

export const lossChoices: readonly string[] = [
  "contrastive",
  "triplet",
  "pair-classifier",
  "supcon",
  "multi-similarity",
  "cosface",
  "arcface",
  "sub-centre-arcface",
  "sphereface",
  "large-margin-softmax",
  "normalised-softmax",
  "proxy-nca",
  "proxy-anchor",
  "soft-triple",
  "centre",
];

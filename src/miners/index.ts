// Miners: which pairs and triplets of a labelled batch count, chosen inside the graph. One line a member.

export { type LabelMasks, labelMasks } from "./labels.js";
export { type Mining, type Triplets, mineTriplets, miningNames } from "./triplets.js";
export { multiSimilarityPairs } from "./multi-similarity.js";

// Reducers: how the costs of a batch's rows, pairs or triplets become one number. One line a member.

export type { Costs, Reducer, ReducerContext } from "./reducer.js";
export { meanReducer } from "./mean.js";
export { sumReducer } from "./sum.js";
export { meanOfNonZeroReducer } from "./mean-of-non-zero.js";
export { type PerAnchorOptions, perAnchorReducer } from "./per-anchor.js";
export { type ClassWeightedOptions, classWeightedReducer } from "./class-weighted.js";
export { type ThresholdOptions, thresholdReducer } from "./threshold.js";
export { type NamedReducer, namedReducer, reducerByName, reducerNames, reducerOption } from "./registry.js";

// Graphs: symbolic tensors over ONNX operators, their gradients, and the model file.

export * from "./tensor.js";
export { gradients } from "./gradients.js";
export { nodesBehind, rewriteGraph } from "./walk.js";
export { encodeModel, decodeModel, metadataOf, type ModelSpec } from "./onnx-file.js";
export { add } from "./ops/add.js";
export { sub } from "./ops/sub.js";
export { mul } from "./ops/mul.js";
export { div } from "./ops/div.js";
export { neg } from "./ops/neg.js";
export { sqrt } from "./ops/sqrt.js";
export { relu } from "./ops/relu.js";
export { where } from "./ops/where.js";
export { greater } from "./ops/greater.js";
export { reshape } from "./ops/reshape.js";
export { transpose } from "./ops/transpose.js";
export { expand } from "./ops/expand.js";
export { reduceSum } from "./ops/reduce-sum.js";
export { matmul } from "./ops/matmul.js";
export { fusedMatmul, type FusedMatmulOptions } from "./ops/fused-matmul.js";

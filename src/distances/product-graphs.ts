// The graphs behind distances that are a matrix product, and their sessions: one for each graph and runtime, kept, because ONNX
// Runtime leaks where sessions come and go.

import type { Runtime, Session, SessionOptions } from "../engine/session.js";
import {
  type Tensor,
  add,
  cast,
  encodeModel,
  gatherElements,
  gemm,
  input,
  mul,
  reduceMin,
  relu,
  reshape,
  reshapeAs,
  sqrt,
  topK,
  unsqueeze,
} from "../graph/index.js";
import { ints } from "../graph/tensor.js";

export type ProductKernel = "euclidean" | "squared-euclidean" | "one-minus-dot";

const sessions = new WeakMap<Runtime, Map<string, Promise<Session>>>();

/** What the sides of a product are computed in: angles, which lose nothing by being near, in float32. */
export function sideType(kernel: ProductKernel): "float32" | "float64" {
  return kernel === "one-minus-dot" ? "float32" : "float64";
}

/**
 * left: `[n, K]`, right: `[m, K]` of `sideType`, unit: a number -> distances: `[n, m]` in float32 (left · right, cut off at 0, times
 * the unit's square, or its root times the unit), and least: `[n]`, the smallest of each row. Give tensors for both.
 */
export function distanceSession(runtime: Runtime, kernel: ProductKernel): Promise<Session> {
  const root = kernel === "euclidean";
  const spec = (): Parameters<typeof encodeModel>[0] => {
    const [left, right] = sides(sideType(kernel));
    const squares = cast(relu(gemm(left, right, undefined, { transB: true })), "float32");
    const unit = input("unit", "float32", []);
    // Not by the square, which may be beyond float32 where 0 times it is to be 0.
    const distances = mul(root ? sqrt(squares) : mul(squares, unit), unit);
    return { inputs: [left, right, unit], outputs: { distances, least: reduceMin(distances, [1]) } };
  };
  return keptSession(runtime, kernel, spec, { inPlace: true });
}

/**
 * left: `[n, K]`, right: `[m, K]` in float32 -> scores and columns (int32): `[n, count]`, the smallest of left · right, ascending.
 *
 * With `groups` over 1, m a multiple of it: column j goes with those m / groups, 2 m / groups ... further on. The groups with the smallest
 * numbers have all the smallest numbers in them, and to look for those is an eighth of the work. `offsets`: 0, m / groups ...
 */
export function smallestSession(runtime: Runtime, count: number, groups: number): Promise<Session> {
  return keptSession(runtime, `smallest ${count} of ${groups}`, () => {
    const [left, right] = sides("float32");
    const products = gemm(left, right, undefined, { transB: true });
    if (groups === 1) {
      const { values, indices } = topK(products, count, { largest: false });
      return { inputs: [left, right], outputs: { scores: values, columns: cast(indices, "int32") } };
    }
    const offsets = input("offsets", "int64", [groups]);
    const grouped = reshapeAs(products, ints([0, groups, -1]), ["n", groups, "m / groups"]);
    const chosen = unsqueeze(topK(reduceMin(grouped, [1]), count, { largest: false, sorted: false }).indices, [2]);
    const members = reshape(add(chosen, offsets), [0, count * groups]);
    const { values, indices } = topK(gatherElements(products, members, 1), count, { largest: false });
    const columns = cast(gatherElements(members, indices, 1), "int32");
    return { inputs: [left, right, offsets], outputs: { scores: values, columns } };
  });
}

function sides(dtype: "float32" | "float64"): [Tensor, Tensor] {
  return [input("left", dtype, ["n", "K"]), input("right", dtype, ["m", "K"])];
}

function keptSession(
  runtime: Runtime,
  key: string,
  spec: () => Parameters<typeof encodeModel>[0],
  options: SessionOptions = {},
): Promise<Session> {
  const kept = sessions.get(runtime) ?? new Map<string, Promise<Session>>();
  sessions.set(runtime, kept);
  const session = kept.get(key) ?? runtime.createSession(encodeModel(spec()), options);
  kept.set(key, session);
  return session;
}

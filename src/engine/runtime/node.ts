// Runs graphs natively, by onnxruntime-node.

import { availableParallelism } from "node:os";
import { InferenceSession, Tensor } from "onnxruntime-node";
import type { Runtime } from "../session.js";
import { adaptSession, failedToStart } from "./adapter.js";

export const runtime: Runtime = {
  name: "onnxruntime-node",
  async createSession(model, { threads = availableParallelism(), profile, optimise = true } = {}) {
    const session = await InferenceSession.create(model, {
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      executionMode: "sequential",
      graphOptimizationLevel: optimise ? "all" : "disabled",
      logSeverityLevel: 3,
      ...(profile === undefined ? {} : { enableProfiling: true, profileFilePrefix: profile }),
      // Denormal floats slow training down by an order of magnitude once gradients fade.
      extra: { session: { set_denormal_as_zero: "1" } },
    }).catch((cause: unknown) => {
      throw failedToStart(cause);
    });
    return adaptSession(session, { Tensor, writesInPlace: true }, profile !== undefined);
  },
};

// Runs graphs natively, by onnxruntime-node.

import { availableParallelism } from "node:os";
import { InferenceSession, Tensor } from "onnxruntime-node";
import type { Runtime } from "../session.js";
import { adaptSession, failedToStart } from "./adapter.js";
import { barrier, barrierMessage, withBarrier } from "./uncopied.js";

let message: Promise<string | undefined> | undefined;

export const runtime: Runtime = {
  name: "onnxruntime-node",
  async createSession(model, { threads = availableParallelism(), profile, optimise = true, inPlace = false } = {}) {
    const ending = inPlace ? await (message ??= barrierMessage({ InferenceSession, Tensor })) : undefined;
    const session = await InferenceSession.create(ending === undefined ? model : withBarrier(model), {
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      executionMode: "sequential",
      graphOptimizationLevel: optimise ? "all" : "disabled",
      logSeverityLevel: 3,
      // A pattern is memory for a whole run in one piece, beside the pieces that the first run took: a training step is as fast
      // without it, in two thirds of the memory.
      enableMemPattern: false,
      ...(profile === undefined ? {} : { enableProfiling: true, profileFilePrefix: profile }),
      // Denormal floats slow training down by an order of magnitude once gradients fade.
      extra: { session: { set_denormal_as_zero: "1" } },
    }).catch((cause: unknown) => {
      throw failedToStart(cause);
    });
    const adapter = { Tensor, writesInPlace: true };
    const known = ending === undefined ? undefined : { name: barrier, message: ending };
    return adaptSession(session, adapter, profile !== undefined, known);
  },
};
